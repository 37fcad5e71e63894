/*
 * Symbol tables: the functions of a file, sorted by address.
 */
#include <config.h>

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"

#define SYMBOLS_MOST (16u << 20)
/* Symbols that may cover an address and be passed over for one that covers it more closely. */
#define STEPS_MOST 4096

static bool take_symbol(const uint8_t *row, bool wide, uint32_t *name, Elf64_Sym *symbol)
{
	unsigned type;

	*name = stack_u32(row);
	if (wide) {
		symbol->st_info = row[4];
		symbol->st_shndx = stack_u16(row + 6);
		symbol->st_value = stack_u64(row + 8);
		symbol->st_size = stack_u64(row + 16);
	} else {
		symbol->st_value = stack_u32(row + 4);
		symbol->st_size = stack_u32(row + 8);
		symbol->st_info = row[12];
		symbol->st_shndx = stack_u16(row + 14);
	}
	type = ELF64_ST_TYPE(symbol->st_info);
	return (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE) &&
	       symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS && symbol->st_shndx != SHN_COMMON;
}

static struct stack_symbol *more(struct stack_symbols *symbols)
{
	if (symbols->count == symbols->room) {
		size_t room = symbols->room ? symbols->room * 2 : 256;
		struct stack_symbol *bigger;

		if (room > SYMBOLS_MOST)
			return NULL;
		bigger = realloc(symbols->symbols, room * sizeof(*bigger));
		if (!bigger)
			return NULL;
		symbols->symbols = bigger;
		symbols->room = room;
	}
	return &symbols->symbols[symbols->count++];
}

/* Names don't steer the terminal that they are shown on. */
static void make_printable(char *names, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (((uint8_t)names[i] < ' ' && names[i]) || names[i] == 0x7f)
			names[i] = '?';
}

static void add_row(struct stack_symbols *symbols, const struct stack_elf *elf, const uint8_t *row,
		    const char *names, size_t names_size, uint64_t shift)
{
	const struct stack_section *section = NULL;
	struct stack_symbol *added;
	Elf64_Sym symbol;
	uint32_t name;
	bool label;

	if (!take_symbol(row, elf->wide, &name, &symbol) || name >= names_size || names[name] == '\0')
		return;
	if (symbol.st_shndx < elf->section_count)
		section = &elf->sections[symbol.st_shndx];
	label = ELF64_ST_TYPE(symbol.st_info) == STT_NOTYPE;
	if (label &&
	    (!section || !(section->flags & SHF_EXECINSTR) || names[name] == '.' || names[name] == '$'))
		return;
	/* A symbol without a size goes on to the next one, but not out of its section. */
	if (symbol.st_size == 0 && section && symbol.st_value - section->address < section->size)
		symbol.st_size = section->size - (symbol.st_value - section->address);
	else
		section = NULL;
	if (symbol.st_size == 0 || symbol.st_size > UINT64_MAX - symbol.st_value)
		return;
	added = more(symbols);
	if (!added)
		return;
	*added = (struct stack_symbol){
		.start = symbol.st_value + shift,
		.end = symbol.st_value + shift + symbol.st_size,
		.reach = section ? 1 : 0,
		.raw = names + name,
		.order = (uint32_t)(symbols->count - 1),
		.label = label,
	};
}

void stack_symbols_add(struct stack_symbols *symbols, const struct stack_elf *elf, uint32_t type,
		       uint64_t shift, size_t most)
{
	const struct stack_section *table = stack_elf_section_of_type(elf, type), *strings;
	size_t row_size = elf->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	uint8_t *rows;
	char *names;

	if (!table || table->link >= elf->section_count || table->entry_size < row_size ||
	    table->size > most || symbols->name_count == sizeof(symbols->names) / sizeof(*symbols->names))
		return;
	strings = &elf->sections[table->link];
	if (strings->size == 0 || strings->size > most - table->size)
		return;
	/* About as much as the table becomes here. */
	if (table->size / row_size * sizeof(struct stack_symbol) * 2 > most - strings->size)
		return;
	rows = stack_elf_content(elf, table);
	names = rows ? (char *)stack_elf_content(elf, strings) : NULL;
	if (names) {
		names[strings->size - 1] = '\0';
		make_printable(names, strings->size);
		symbols->names[symbols->name_count++] = names;
		for (uint64_t at = 0; at + row_size <= table->size; at += table->entry_size)
			add_row(symbols, elf, rows + at, names, strings->size, shift);
		symbols->held += strings->size;
	}
	free(rows);
}

static int compare(const void *left, const void *right)
{
	const struct stack_symbol *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void stack_symbols_sort(struct stack_symbols *symbols)
{
	uint64_t reach = 0, next = UINT64_MAX;

	if (!symbols->count)
		return;
	qsort(symbols->symbols, symbols->count, sizeof(*symbols->symbols), compare);
	for (size_t i = symbols->count; i-- > 0;) {
		struct stack_symbol *symbol = &symbols->symbols[i];

		if (i + 1 < symbols->count && symbols->symbols[i + 1].start != symbol->start)
			next = symbols->symbols[i + 1].start;
		/* Here reach says that the size is a guess. */
		if (symbol->reach && symbol->end > next)
			symbol->end = next;
	}
	for (size_t i = 0; i < symbols->count; i++) {
		struct stack_symbol *symbol = &symbols->symbols[i];

		if (symbol->end > reach)
			reach = symbol->end;
		symbol->reach = reach;
	}
	symbols->held += symbols->room * sizeof(*symbols->symbols);
}

static struct stack_symbol *find_of_kind(const struct stack_symbols *symbols, size_t below, uint64_t address,
					 bool label)
{
	struct stack_symbol *found = NULL;

	for (unsigned steps = 0; below > 0 && steps < STEPS_MOST; steps++) {
		struct stack_symbol *symbol = &symbols->symbols[--below];

		/* The nearest start; of several names for it the first in the table. */
		if (symbol->reach <= address || (found && symbol->start != found->start))
			break;
		if (symbol->label == label && address < symbol->end)
			found = symbol;
	}
	return found;
}

struct stack_symbol *stack_symbols_find(const struct stack_symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;
	struct stack_symbol *found;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->symbols[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	found = find_of_kind(symbols, low, address, false);
	return found ? found : find_of_kind(symbols, low, address, true);
}

void stack_symbols_free(struct stack_symbols *symbols)
{
	for (unsigned i = 0; i < symbols->name_count; i++)
		free(symbols->names[i]);
	free(symbols->symbols);
	*symbols = (struct stack_symbols){ 0 };
}
