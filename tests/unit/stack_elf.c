/*
 * ELF files, whole and spoilt: what is read of the test program itself is right, and what is made of damaged copies of it
 * stays inside its bounds (which the sanitizers see).
 */
#include <config.h>

#include <criterion/criterion.h>
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stack/dwarf.h"
#include "stack/inside.h"

static uint8_t *program;
static size_t size;
static uint32_t seed = 1;

static uint32_t dice(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

static void set_up(void)
{
	struct stack_elf elf;
	int fd = stack_open_regular("/proc/self/exe");

	cr_assert_geq(fd, 0);
	cr_assert(stack_elf_open(&elf, fd, NULL, 0));
	size = elf.size;
	program = stack_elf_read(&elf, 0, size);
	cr_assert_not_null(program);
	stack_elf_close(&elf);
}

static void tear_down(void)
{
	free(program);
}

TestSuite(stack_elf, .init = set_up, .fini = tear_down);

/* Does with a file all that is done with one, and the file is freed. Returns whether it was an ELF file. */
static bool use(uint8_t *data, size_t length, struct strobe_stacks *stacks)
{
	struct stack_capture capture = { .stacks = stacks };
	struct strobe_stack_file file = { 0 };
	struct stack_elf mini;
	uint8_t id[64];

	if (!stack_elf_open(&file.elf, -1, data, length))
		return false;
	stack_elf_build_id(&file.elf, id);
	if (stack_mini_open(&mini, &file.elf))
		stack_elf_close(&mini);
	stack_unwind_load(stacks, &file);
	stack_symbols_add(&file.symbols, &file.elf, SHT_SYMTAB, 0, STACK_READ_MOST);
	stack_symbols_add(&file.symbols, &file.elf, SHT_DYNSYM, 0, STACK_READ_MOST);
	stack_symbols_sort(&file.symbols);
	stack_memory_begin(&stacks->memory, getpid());
	for (unsigned i = 0; i < 200; i++) {
		struct stack_state state = { .address = 0 };
		struct stack_rules rules;
		uint64_t address = dice((uint32_t)length);

		for (unsigned j = 0; j < STACK_REGISTERS; j++)
			state.registers[j] = (uintptr_t)program + dice((uint32_t)length) / 8 * 8;
		stack_symbols_find(&file.symbols, address);
		stack_rules_read(&file, address, &rules);
		stack_rules_step(&capture, &file, &rules, file.elf.wide, &state);
	}
	stack_symbols_free(&file.symbols);
	stack_elf_close(&file.elf);
	stacks->files.held = 0;
	free(file.unwind);
	free(file.rows);
	return true;
}

static uint8_t *copy(size_t length)
{
	uint8_t *data = malloc(length ? length : 1);

	cr_assert_not_null(data);
	memcpy(data, program, length);
	return data;
}

Test(stack_elf, reads_itself)
{
	struct strobe_stacks stacks = { 0 };
	struct stack_elf elf;

	cr_assert(stack_elf_open(&elf, -1, copy(size), size));
	cr_expect_eq(elf.wide, sizeof(void *) == 8);
	cr_expect_not_null(stack_elf_section(&elf, ".text"));
	cr_expect_null(stack_elf_section(&elf, ".no-such-section"));
	cr_expect_null(stack_elf_read(&elf, size - 4, 5));
	cr_expect_null(stack_elf_read(&elf, UINT64_MAX, 2));
	stack_elf_close(&elf);
	cr_expect(use(copy(size), size, &stacks));
	stack_memory_free(&stacks.memory);
}

Test(stack_elf, lives_with_files_cut_off, .timeout = 120)
{
	struct strobe_stacks stacks = { 0 };

	for (size_t length = 0; length < size; length += length < 200 ? 1 : 1 + length / 7)
		use(copy(length), length, &stacks);
	cr_expect_not(use(copy(20), 20, &stacks));
	stack_memory_free(&stacks.memory);
}

/* The header, and the tables that it points at, get most of the damage. */
Test(stack_elf, lives_with_damaged_files, .timeout = 120)
{
	struct strobe_stacks stacks = { 0 };
	unsigned opened = 0;

	for (unsigned round = 0; round < 150; round++) {
		uint8_t *data = copy(size);
		uint64_t sections = sizeof(void *) == 8 ? stack_u64(program + 40) : stack_u32(program + 32);

		for (unsigned i = dice(8) + 1; i > 0; i--) {
			size_t at = dice(64);

			if (round % 3 == 1)
				at = 64 + dice(700);
			else if (round % 3 == 2 && sections < size)
				at = sections + dice((uint32_t)(size - sections));
			data[at] = dice(2) ? (uint8_t)dice(256) : 0xff;
		}
		opened += use(data, size, &stacks);
	}
	cr_expect_gt(opened, 10);
	stack_memory_free(&stacks.memory);
}

Test(stack_elf, lives_with_damaged_unwind_information, .timeout = 120)
{
	struct strobe_stacks stacks = { 0 };
	const struct stack_section *section;
	struct stack_elf elf;
	uint64_t offset, length;

	cr_assert(stack_elf_open(&elf, -1, copy(size), size));
	section = stack_elf_section(&elf, ".eh_frame");
	cr_assert_not_null(section);
	offset = section->offset;
	length = section->size;
	stack_elf_close(&elf);
	for (unsigned round = 0; round < 100; round++) {
		uint8_t *data = copy(size);

		for (unsigned i = 0; i < 1u << round % 12; i++)
			data[offset + dice((uint32_t)length)] = (uint8_t)dice(256);
		cr_expect(use(data, size, &stacks));
	}
	stack_memory_free(&stacks.memory);
}

static __attribute__((used, noinline)) void landmark(void)
{
	__asm__ volatile("nop");
}

Test(stack_elf, finds_symbols)
{
	struct stack_symbols symbols = { 0 };
	struct stack_symbol *found = NULL;
	struct stack_elf elf;

	cr_assert(stack_elf_open(&elf, -1, copy(size), size));
	stack_symbols_add(&symbols, &elf, SHT_SYMTAB, 0, STACK_READ_MOST);
	stack_symbols_sort(&symbols);
	for (size_t i = 0; i < symbols.count; i++)
		if (strcmp(symbols.symbols[i].raw, "landmark") == 0)
			found = &symbols.symbols[i];
	cr_assert_not_null(found);
	cr_expect_eq(stack_symbols_find(&symbols, found->start), found);
	cr_expect_eq(stack_symbols_find(&symbols, found->end - 1), found);
	cr_expect_neq(stack_symbols_find(&symbols, found->end), found);
	cr_expect_null(stack_symbols_find(&symbols, 0));
	cr_expect_null(stack_symbols_find(&symbols, UINT64_MAX));
	stack_symbols_free(&symbols);
	stack_elf_close(&elf);
}

Test(stack_elf, prefers_the_nearest_and_the_first)
{
	struct stack_symbol rows[] = {
		{ .start = 100, .end = 200, .raw = "outside", .order = 0 },
		{ .start = 120, .end = 130, .raw = "inside", .order = 1 },
		{ .start = 120, .end = 130, .raw = "alias", .order = 2 },
		{ .start = 300, .end = 500, .raw = "open", .order = 3, .reach = 1 },
		{ .start = 350, .end = 360, .raw = "next", .order = 4 },
		{ .start = 140, .end = 150, .raw = "label", .order = 5, .label = true },
		{ .start = 210, .end = 220, .raw = "lonely label", .order = 6, .label = true },
	};
	static const struct {
		uint64_t address;
		const char *name;
	} expected[] = {
		{ 99, NULL },      { 100, "outside" },      { 119, "outside" }, { 120, "inside" },
		{ 129, "inside" }, { 130, "outside" },      { 145, "outside" }, { 199, "outside" },
		{ 200, NULL },     { 215, "lonely label" }, { 300, "open" },    { 349, "open" },
		{ 350, "next" },   { 360, NULL },
	};
	struct stack_symbols symbols = { .symbols = rows, .count = sizeof(rows) / sizeof(*rows) };

	stack_symbols_sort(&symbols);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		struct stack_symbol *found = stack_symbols_find(&symbols, expected[i].address);

		if (expected[i].name)
			cr_expect(found && strcmp(found->raw, expected[i].name) == 0, "%llu: %s",
				  (unsigned long long)expected[i].address, found ? found->raw : "none");
		else
			cr_expect_null(found, "%llu", (unsigned long long)expected[i].address);
	}
}
