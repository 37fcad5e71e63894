/*
 * Steps over frames that call frame information says nothing of, or nothing that rules.c understands, with libunwind: PLT
 * entries, code made at run time with frame pointers. It gets everything through the accessors here: registers that are
 * at hand already, stack memory from runs of pages, unwind information from copies of the files, found by our own search.
 * It keeps nothing: what is worth it is kept for each file, not for each process's addresses, by capture.c.
 */
#include <config.h>

#include "stack/inside.h"

#ifdef HAVE_LIBUNWIND
#include <libunwind.h>
#include <string.h>

/* Exported by libunwind for those who find the tables themselves; its public headers lack it. */
extern int UNW_OBJ(dwarf_search_unwind_table)(unw_addr_space_t space, unw_word_t address,
					      unw_dyn_info_t *table, unw_proc_info_t *info,
					      int need_unwind_info, void *context);

/* Words that libunwind may read for a frame. The worst real ones take some hundred; programs in DWARF can loop. */
#define READS_PER_FRAME 4096
/* An address that no process has, for a table of one row that is made up at each search. */
#define ROW_ADDRESS 0x8000000000000000u

struct context {
	struct stack_capture *capture;
	const struct stack_state *state;
	uint64_t row;
	const struct strobe_stack_file *file; /* whose unwind information is being read */
	uint64_t unwind_start;                /* of it, in the process */
};

static int find_info(unw_addr_space_t space, unw_word_t address, unw_proc_info_t *info, int need_unwind_info,
		     void *data)
{
	struct context *context = data;
	struct stack_capture *capture = context->capture;
	struct stack_mapping *mapping = stack_maps_find_file(capture->stacks, capture->process, address);
	unw_dyn_info_t table = { .format = UNW_INFO_FORMAT_REMOTE_TABLE };
	uint64_t fde;
	int64_t distance;

	if (!mapping || !stack_unwind_find(mapping->file, address - mapping->bias, &fde))
		return -UNW_ENOINFO;
	context->file = mapping->file;
	context->unwind_start = mapping->file->unwind_address + mapping->bias;
	distance = (int64_t)(fde + mapping->bias - address);
	if (distance != (int32_t)distance)
		return -UNW_ENOINFO;
	/* The row: where the code begins and where its FDE is, from segbase on. */
	context->row = (uint64_t)(uint32_t)distance << 32;
	table.start_ip = mapping->start;
	table.end_ip = mapping->end;
	table.u.rti.segbase = address;
	table.u.rti.table_data = ROW_ADDRESS;
	table.u.rti.table_len = 1;
	return UNW_OBJ(dwarf_search_unwind_table)(space, address, &table, info, need_unwind_info, data);
}

static void put_info(unw_addr_space_t space, unw_proc_info_t *info, void *data)
{
	(void)space;
	(void)info;
	(void)data;
}

static int no_list(unw_addr_space_t space, unw_word_t *list, void *data)
{
	(void)space;
	(void)list;
	(void)data;
	return -UNW_ENOINFO;
}

static int access_memory(unw_addr_space_t space, unw_word_t address, unw_word_t *value, int write, void *data)
{
	struct context *context = data;
	struct stack_capture *capture = context->capture;
	uint64_t offset = address - context->unwind_start;

	(void)space;
	if (write || !capture->reads_left)
		return -UNW_EINVAL;
	capture->reads_left--;
	if (context->file && offset < context->file->unwind_size &&
	    context->file->unwind_size - offset >= sizeof(*value)) {
		memcpy(value, context->file->unwind + offset, sizeof(*value));
		return 0;
	}
	if (address == ROW_ADDRESS) {
		*value = context->row;
		return 0;
	}
	return stack_memory_read(&capture->stacks->memory, address, value, sizeof(*value)) ? 0 : -UNW_EINVAL;
}

/* libunwind numbers registers as DWARF does (UNW_X86_64_RAX is 0, UNW_X86_64_RIP is 16). */
static int access_register(unw_addr_space_t space, unw_regnum_t number, unw_word_t *value, int write,
			   void *data)
{
	const struct stack_state *state = ((struct context *)data)->state;

	(void)space;
	if (write)
		return -UNW_EREADONLYREG;
	if (number < 0 || number > UNW_X86_64_RIP)
		return -UNW_EBADREG;
	*value = number == UNW_X86_64_RIP ? state->address : state->registers[number];
	return 0;
}

static int access_float(unw_addr_space_t space, unw_regnum_t number, unw_fpreg_t *value, int write,
			void *data)
{
	(void)space;
	(void)number;
	(void)value;
	(void)write;
	(void)data;
	return -UNW_EINVAL;
}

static int no_resume(unw_addr_space_t space, unw_cursor_t *cursor, void *data)
{
	(void)space;
	(void)cursor;
	(void)data;
	return -UNW_EINVAL;
}

static int no_name(unw_addr_space_t space, unw_word_t address, char *name, size_t size, unw_word_t *offset,
		   void *data)
{
	(void)space;
	(void)address;
	(void)name;
	(void)size;
	(void)offset;
	(void)data;
	return -UNW_ENOINFO;
}

/* The one address space: which process it is about, the context says. */
static unw_addr_space_t get_space(struct strobe_stacks *stacks)
{
	static unw_accessors_t accessors = {
		.find_proc_info = find_info,
		.put_unwind_info = put_info,
		.get_dyn_info_list_addr = no_list,
		.access_mem = access_memory,
		.access_reg = access_register,
		.access_fpreg = access_float,
		.resume = no_resume,
		.get_proc_name = no_name,
	};

	if (!stacks->space) {
		stacks->space = unw_create_addr_space(&accessors, 0);
		if (stacks->space)
			unw_set_caching_policy(stacks->space, UNW_CACHE_NONE);
	}
	return stacks->space;
}

enum stack_step stack_libunwind_step(struct stack_capture *capture, struct stack_state *state)
{
	struct stack_state caller = *state;
	struct context context = { .capture = capture, .state = state };
	unw_addr_space_t space = get_space(capture->stacks);
	unw_cursor_t cursor;
	unw_word_t value;

	capture->reads_left = READS_PER_FRAME;
	if (!space || unw_init_remote(&cursor, space, &context) < 0 || unw_step(&cursor) <= 0 ||
	    unw_get_reg(&cursor, UNW_REG_IP, &value) < 0 || value == 0)
		return STACK_STEP_LAST;
	caller.address = value;
	for (unsigned i = 0; i < STACK_REGISTERS - 1; i++)
		if (unw_get_reg(&cursor, (unw_regnum_t)i, &value) == 0)
			caller.registers[i] = value;
	/* No frame lies below the ones that it called. */
	if (caller.registers[UNW_X86_64_RSP] <= state->registers[UNW_X86_64_RSP])
		return STACK_STEP_LAST;
	*state = caller;
	return STACK_STEP_DONE;
}

void stack_libunwind_free(struct strobe_stacks *stacks)
{
	if (stacks->space)
		unw_destroy_addr_space(stacks->space);
}
#else
enum stack_step stack_libunwind_step(struct stack_capture *capture, struct stack_state *state)
{
	(void)capture;
	(void)state;
	return STACK_STEP_LAST;
}

void stack_libunwind_free(struct strobe_stacks *stacks)
{
	(void)stacks;
}
#endif
