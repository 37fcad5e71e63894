/*
 * Walks the stacks of 64-bit tasks with libunwind, which gets everything through the accessors here: registers that were
 * fetched in one piece, stack memory from runs of pages, unwind information from copies of the files, found by a search
 * of our own. What libunwind works out for an address it keeps, a cache for each process (addresses differ).
 */
#include <config.h>

#include "stack/inside.h"

#ifdef HAVE_LIBUNWIND
#include <libunwind.h>
#include <string.h>

/* Exported by libunwind for those who find the tables themselves; its public headers lack it. */
extern int UNW_OBJ(dwarf_search_unwind_table)(unw_addr_space_t space, unw_word_t address, unw_dyn_info_t *table,
					      unw_proc_info_t *info, int need_unwind_info, void *context);

#define CACHE_SIZE 4096
/* Words that libunwind may read for a frame. The worst real ones take some hundred; programs in DWARF can loop. */
#define READS_PER_FRAME 4096
/* An address that no process has, for a table of one row that is made up at each search. */
#define ROW_ADDRESS 0x8000000000000000u

struct context {
	struct stack_capture *capture;
	uint64_t row;
	const struct strobe_stack_file *file; /* whose unwind information is being read */
	uint64_t unwind_start;                /* of it, in the process */
};

static int find_info(unw_addr_space_t space, unw_word_t address, unw_proc_info_t *info, int need_unwind_info, void *data)
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
	if (context->file && offset < context->file->unwind_size && context->file->unwind_size - offset >= sizeof(*value)) {
		memcpy(value, context->file->unwind + offset, sizeof(*value));
		return 0;
	}
	if (address == ROW_ADDRESS) {
		*value = context->row;
		return 0;
	}
	return stack_memory_read(&capture->stacks->memory, address, value, sizeof(*value)) ? 0 : -UNW_EINVAL;
}

static int access_register(unw_addr_space_t space, unw_regnum_t number, unw_word_t *value, int write, void *data)
{
	const struct user_regs_struct *registers = &((struct context *)data)->capture->registers.wide;

	(void)space;
	if (write)
		return -UNW_EREADONLYREG;
	switch (number) {
	case UNW_X86_64_RAX: *value = registers->rax; break;
	case UNW_X86_64_RDX: *value = registers->rdx; break;
	case UNW_X86_64_RCX: *value = registers->rcx; break;
	case UNW_X86_64_RBX: *value = registers->rbx; break;
	case UNW_X86_64_RSI: *value = registers->rsi; break;
	case UNW_X86_64_RDI: *value = registers->rdi; break;
	case UNW_X86_64_RBP: *value = registers->rbp; break;
	case UNW_X86_64_RSP: *value = registers->rsp; break;
	case UNW_X86_64_R8: *value = registers->r8; break;
	case UNW_X86_64_R9: *value = registers->r9; break;
	case UNW_X86_64_R10: *value = registers->r10; break;
	case UNW_X86_64_R11: *value = registers->r11; break;
	case UNW_X86_64_R12: *value = registers->r12; break;
	case UNW_X86_64_R13: *value = registers->r13; break;
	case UNW_X86_64_R14: *value = registers->r14; break;
	case UNW_X86_64_R15: *value = registers->r15; break;
	case UNW_X86_64_RIP: *value = registers->rip; break;
	default: return -UNW_EBADREG;
	}
	return 0;
}

static int access_float(unw_addr_space_t space, unw_regnum_t number, unw_fpreg_t *value, int write, void *data)
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

static int no_name(unw_addr_space_t space, unw_word_t address, char *name, size_t size, unw_word_t *offset, void *data)
{
	(void)space;
	(void)address;
	(void)name;
	(void)size;
	(void)offset;
	(void)data;
	return -UNW_ENOINFO;
}

/* An address space of libunwind for the process, with its cache. */
static unw_addr_space_t get_space(struct stack_capture *capture)
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
	struct strobe_stacks *stacks = capture->stacks;
	unw_addr_space_t space = capture->process->space;

	if (space)
		return space;
	if (stacks->space_count) {
		space = stacks->spaces[--stacks->space_count];
	} else {
		space = unw_create_addr_space(&accessors, 0);
		if (!space)
			return NULL;
		unw_set_caching_policy(space, UNW_CACHE_GLOBAL);
		unw_set_cache_size(space, CACHE_SIZE, 0);
	}
	capture->process->space = space;
	return space;
}

void stack_unwind_wide(struct stack_capture *capture)
{
	struct context context = { .capture = capture };
	unw_addr_space_t space = get_space(capture);
	unw_word_t address, stack, stack_before = 0;
	unw_cursor_t cursor;
	bool call = false;

	if (!space || unw_init_remote(&cursor, space, &context) < 0) {
		capture->status = STROBE_STACK_NO_MEMORY;
		return;
	}
	for (;;) {
		if (unw_get_reg(&cursor, UNW_REG_IP, &address) < 0 || unw_get_reg(&cursor, UNW_REG_SP, &stack) < 0)
			return;
		/* The outermost frame has no return address; and no frame lies below the ones it called. */
		if (call && (address == 0 || stack <= stack_before))
			return;
		stack_before = stack;
		if (!stack_capture_add(capture, address, call))
			return;
		call = !capture->interrupted;
		capture->reads_left = READS_PER_FRAME;
		if (unw_step(&cursor) <= 0)
			return;
	}
}

void stack_unwind_flush(struct stack_process *process)
{
	if (process->space)
		unw_flush_cache(process->space, 0, 0);
}

void stack_unwind_release(struct strobe_stacks *stacks, struct stack_process *process)
{
	if (!process->space)
		return;
	stack_unwind_flush(process);
	if (stacks->space_count < sizeof(stacks->spaces) / sizeof(*stacks->spaces))
		stacks->spaces[stacks->space_count++] = process->space;
	else
		unw_destroy_addr_space(process->space);
	process->space = NULL;
}

void stack_unwind_free(struct strobe_stacks *stacks)
{
	while (stacks->space_count)
		unw_destroy_addr_space(stacks->spaces[--stacks->space_count]);
}
#else
void stack_unwind_wide(struct stack_capture *capture)
{
	capture->status = STROBE_STACK_NOT_BUILT;
}

void stack_unwind_flush(struct stack_process *process)
{
	(void)process;
}

void stack_unwind_release(struct strobe_stacks *stacks, struct stack_process *process)
{
	(void)stacks;
	(void)process;
}

void stack_unwind_free(struct strobe_stacks *stacks)
{
	(void)stacks;
}
#endif
