/*
 * The tables as C.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emit.h"
#include "tables.h"

/* A column of a table: members are written by name, and only when they are not 0. */
struct column {
	const char *name;
	size_t offset, size, count;
};

#define COLUMN(row, member)                                                                                  \
	{                                                                                                    \
#member, offsetof(struct row, member), sizeof(((struct row *)0)->member), 1                  \
	}
#define COLUMNS(row, member)                                                                                 \
	{                                                                                                    \
#member, offsetof(struct row, member), sizeof(((struct row *)0)->member[0]),                 \
			STROBE_ABI_COUNT                                                                     \
	}

static const struct column type_columns[] = {
	COLUMN(strobe_type, op),     COLUMN(strobe_type, kind), COLUMN(strobe_type, base),
	COLUMN(strobe_type, flags),  COLUMN(strobe_type, dir),  COLUMN(strobe_type, arg),
	COLUMN(strobe_type, ref),    COLUMN(strobe_type, ref2), COLUMN(strobe_type, count),
	COLUMN(strobe_type, bound),  COLUMN(strobe_type, when), COLUMN(strobe_type, where),
	COLUMN(strobe_type, budget), COLUMN(strobe_type, text), COLUMNS(strobe_type, size),
	{ NULL, 0, 0, 0 },
};
static const struct column field_columns[] = {
	COLUMN(strobe_field, name),
	COLUMN(strobe_field, id),
	COLUMN(strobe_field, type),
	COLUMN(strobe_field, cond),
	COLUMN(strobe_field, dated_sec),
	COLUMN(strobe_field, dated_nsec),
	COLUMN(strobe_field, value),
	COLUMN(strobe_field, flags),
	COLUMN(strobe_field, reg),
	COLUMN(strobe_field, reg_i386),
	COLUMN(strobe_field, bit_offset),
	COLUMN(strobe_field, bit_width),
	COLUMN(strobe_field, to_brief),
	{ NULL, 0, 0, 0 },
};
static const struct column layout_columns[] = {
	COLUMN(strobe_layout, first_field),
	COLUMN(strobe_layout, n_fields),
	COLUMN(strobe_layout, offsets),
	COLUMN(strobe_layout, size),
	{ NULL, 0, 0, 0 },
};
static const struct column struct_columns[] = {
	COLUMN(strobe_struct, name),
	COLUMN(strobe_struct, flags),
	COLUMNS(strobe_struct, layout),
	COLUMN(strobe_struct, sized),
	COLUMN(strobe_struct, dated_sec),
	COLUMN(strobe_struct, dated_nsec),
	COLUMN(strobe_struct, symbol),
	COLUMN(strobe_struct, symbol_set),
	COLUMN(strobe_struct, by),
	COLUMN(strobe_struct, first_arm),
	COLUMN(strobe_struct, n_arms),
	COLUMNS(strobe_struct, arm_offset),
	{ NULL, 0, 0, 0 },
};
static const struct column arm_columns[] = {
	COLUMN(strobe_arm, value), COLUMN(strobe_arm, type), COLUMN(strobe_arm, is_default),
	COLUMN(strobe_arm, abis),  { NULL, 0, 0, 0 },
};
static const struct column attrs_columns[] = {
	COLUMN(strobe_attrs, name),   COLUMN(strobe_attrs, set), COLUMN(strobe_attrs, first_arm),
	COLUMN(strobe_attrs, n_arms), { NULL, 0, 0, 0 },
};
static const struct column set_columns[] = {
	COLUMN(strobe_set, name),  COLUMN(strobe_set, unknown), COLUMN(strobe_set, function), COLUMNS(strobe_set, first),
	COLUMN(strobe_set, count), COLUMN(strobe_set, flags),   COLUMN(strobe_set, base),
	{ NULL, 0, 0, 0 },
};
static const struct column item_columns[] = {
	COLUMN(strobe_item, name),  COLUMN(strobe_item, value), COLUMN(strobe_item, last),
	COLUMN(strobe_item, from),  COLUMN(strobe_item, sub),   COLUMN(strobe_item, flags),
	COLUMN(strobe_item, shift), { NULL, 0, 0, 0 },
};
static const struct column signature_columns[] = {
	COLUMN(strobe_signature, first_arg),
	COLUMN(strobe_signature, n_args),
	COLUMN(strobe_signature, flags),
	COLUMN(strobe_signature, ret),
	COLUMN(strobe_signature, first_aux),
	COLUMN(strobe_signature, n_aux),
	COLUMN(strobe_signature, n_selectors),
	COLUMN(strobe_signature, first_selector),
	{ NULL, 0, 0, 0 },
};
static const struct column selector_columns[] = {
	COLUMN(strobe_selector, arg),        COLUMN(strobe_selector, shift), COLUMN(strobe_selector, n_cases),
	COLUMN(strobe_selector, first_case), COLUMN(strobe_selector, mask),  { NULL, 0, 0, 0 },
};
static const struct column case_columns[] = {
	COLUMN(strobe_case, value),
	COLUMN(strobe_case, signature),
	COLUMN(strobe_case, abis),
	{ NULL, 0, 0, 0 },
};
static const struct column call_columns[] = {
	COLUMN(strobe_call, name),
	COLUMN(strobe_call, signature),
	COLUMN(strobe_call, flags),
	{ NULL, 0, 0, 0 },
};
static const struct column row_columns[] = {
	COLUMN(strobe_row, name),    COLUMN(strobe_row, call), COLUMN(strobe_row, n_args),
	COLUMN(strobe_row, classes), { NULL, 0, 0, 0 },
};

static uint64_t cell(const char *row, const struct column *column, size_t i)
{
	const char *at = row + column->offset + i * column->size;
	uint8_t byte;
	uint16_t half;
	uint32_t word;
	uint64_t value;

	switch (column->size) {
	case 1: memcpy(&byte, at, 1); return byte;
	case 2: memcpy(&half, at, 2); return half;
	case 4: memcpy(&word, at, 4); return word;
	default: memcpy(&value, at, 8); return value;
	}
}

static void write_row(FILE *file, const char *row, const struct column *columns)
{
	const char *separator = "";

	fputs("\t{ ", file);
	for (const struct column *column = columns; column->name; column++) {
		bool any = false;

		for (size_t i = 0; i < column->count; i++)
			any |= cell(row, column, i) != 0;
		if (!any)
			continue;
		fprintf(file, "%s.%s = ", separator, column->name);
		separator = ", ";
		for (size_t i = 0; i < column->count; i++)
			fprintf(file, "%s%" PRIu64 "%s",
				column->count == 1 ? ""
				: i                ? ", "
						   : "{ ",
				cell(row, column, i), column->size == 8 ? "u" : "");
		if (column->count > 1)
			fputs(" }", file);
	}
	fputs(*separator ? " },\n" : "0 },\n", file);
}

static void write_table(FILE *file, const char *declaration, const struct pool *pool,
			const struct column *columns)
{
	fprintf(file, "\nconst %s[] = {\n", declaration);
	for (size_t i = 0; i < pool->n; i++)
		write_row(file, pool->rows + i * pool->row_size, columns);
	if (!pool->n)
		fputs("\t{ 0 },\n", file);
	fputs("};\n", file);
}

static void write_numbers(FILE *file, const char *declaration, const struct pool *pool)
{
	struct column column = { "", 0, pool->row_size, 1 };

	fprintf(file, "\nconst %s[] = {", declaration);
	for (size_t i = 0; i < pool->n; i++)
		fprintf(file, "%s0x%" PRIx64 "%s,", i % 12 ? " " : "\n\t",
			cell(pool->rows + i * pool->row_size, &column, 0), pool->row_size == 8 ? "u" : "");
	fprintf(file, "%s\n};\n", pool->n ? "" : "\n\t0");
}

static void write_text(FILE *file)
{
	fputs("\nconst char strobe_text[] =", file);
	for (size_t i = 0; i < tables.text.n;) {
		const char *text = tables.text.rows + i;

		fputs("\n\t\"", file);
		for (const char *p = text; *p; p++) {
			unsigned char c = (unsigned char)*p;

			/* "??=" and its kin would be trigraphs to a compiler that still knows them. */
			if (c == '"' || c == '\\' || c == '?')
				fprintf(file, "\\%c", c);
			else if (c < ' ' || c > '~')
				fprintf(file, "\\%03o", c);
			else
				fputc(c, file);
		}
		i += strlen(text) + 1;
		fputs(i < tables.text.n ? "\\000\"" : "\"", file);
	}
	fputs(";\n", file);
}

static void write_rows(FILE *file)
{
	static const char *const names[STROBE_ABI_COUNT] = { "x86_64", "x32", "i386" };

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		fprintf(file, "\nstatic const struct strobe_row rows_%s[] = {\n", names[abi]);
		for (size_t i = 0; i < tables.rows[abi].n; i++)
			write_row(file, (const char *)&tables.rows[abi].items[i], row_columns);
		if (!tables.rows[abi].n)
			fputs("\t{ 0 },\n", file);
		fputs("};\n", file);
	}
	fputs("\nconst struct strobe_row *const strobe_rows[STROBE_ABI_COUNT] = {\n", file);
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		fprintf(file, "\trows_%s,\n", names[abi]);
	fputs("};\nconst uint32_t strobe_row_count[STROBE_ABI_COUNT] = {", file);
	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++)
		fprintf(file, "%s %zu", abi ? "," : "", tables.rows[abi].n);
	fputs(" };\n", file);
}

static void write_classes(FILE *file)
{
	const struct model *model = tables.model;

	fputs("\nconst uint32_t strobe_class_names[32] = {", file);
	for (size_t i = 0; i < model->classes.n; i++)
		fprintf(file, "%s %" PRIu32, i ? "," : "", tables_text(model->classes.items[i]));
	fprintf(file, "%s };\nconst uint32_t strobe_class_count = %zu;\n", model->classes.n ? "" : " 0",
		model->classes.n);
}

static int set_number(const char *name)
{
	const struct set_node *set = map_get(&tables.model->sets, memory_name(name));

	return set && set->index > 0 ? set->index : 0;
}

static void write_references(FILE *file)
{
	static const char *const sets[] = { "signals", "errnos", "clocks", "ioctl_cmds", "address_families" };

	fputc('\n', file);
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		fprintf(file, "const uint16_t strobe_set_%s = %d;\n", sets[i], set_number(sets[i]));
	fprintf(file, "const uint16_t strobe_type_siginfo = %d;\n",
		tables.model->siginfo ? tables.model->siginfo->index : 0);
	fprintf(file, "\nconst uint32_t strobe_text_size = %zu;\n", tables.text.n);
	fprintf(file, "const uint32_t strobe_type_count = %zu;\n", tables.types.n);
	fprintf(file, "const uint32_t strobe_call_count = %zu;\n", tables.calls.n);
	fprintf(file, "const uint32_t strobe_set_count = %zu;\n", tables.sets.n);
	fprintf(file, "const uint32_t strobe_struct_count = %zu;\n", tables.structs.n);
}

static void write_tables(FILE *file)
{
	/* The classes' names are the last texts. */
	for (size_t i = 0; i < tables.model->classes.n; i++)
		tables_text(tables.model->classes.items[i]);
	fputs("/* Generated by descc from the descriptions: do not edit. */\n#include \"strobe/tables.h\"\n",
	      file);
	write_text(file);
	write_table(file, "struct strobe_type strobe_types", &tables.types, type_columns);
	write_table(file, "struct strobe_field strobe_fields", &tables.fields, field_columns);
	write_table(file, "struct strobe_layout strobe_layouts", &tables.layouts, layout_columns);
	write_numbers(file, "uint16_t strobe_offsets", &tables.offsets);
	write_table(file, "struct strobe_struct strobe_structs", &tables.structs, struct_columns);
	write_table(file, "struct strobe_arm strobe_arms", &tables.arms, arm_columns);
	write_table(file, "struct strobe_attrs strobe_attr_lists", &tables.attrs, attrs_columns);
	write_table(file, "struct strobe_set strobe_sets", &tables.sets, set_columns);
	write_table(file, "struct strobe_item strobe_items", &tables.items, item_columns);
	write_table(file, "struct strobe_signature strobe_signatures", &tables.signatures, signature_columns);
	write_table(file, "struct strobe_selector strobe_selectors", &tables.selectors, selector_columns);
	write_table(file, "struct strobe_case strobe_cases", &tables.cases, case_columns);
	write_table(file, "struct strobe_call strobe_calls", &tables.calls, call_columns);
	write_numbers(file, "uint32_t strobe_code", &tables.code);
	write_numbers(file, "uint64_t strobe_wide", &tables.wide);
	write_rows(file);
	write_classes(file);
	write_references(file);
}

static void write_ids(FILE *file)
{
	const struct model *model = tables.model;

	fputs("/* Generated by descc from the descriptions: do not edit. */\n#ifndef STROBE_IDS_H\n#define STROBE_IDS_H\n\n"
	      "enum {\n",
	      file);
	for (size_t i = 0; i < model->program->sets.n; i++)
		fprintf(file, "\tSTROBE_ID_SET_%s = %d,\n", model->program->sets.items[i]->name,
			model->program->sets.items[i]->index);
	for (size_t i = 0; i < model->made.n; i++)
		if (model->made.items[i]->node && model->made.items[i]->index && !model->made.items[i]->env)
			fprintf(file, "\tSTROBE_ID_STRUCT_%s = %d,\n", model->made.items[i]->name,
				model->made.items[i]->index);
	for (size_t i = 0; i < model->all_calls.n; i++)
		fprintf(file, "\tSTROBE_ID_CALL_%s = %zu,\n", model->all_calls.items[i].node->name, i);
	fputs("\tSTROBE_ID_NONE = 0\n};\n\n#endif\n", file);
}

static bool write_file(const char *name, void (*write)(FILE *))
{
	FILE *file = fopen(name, "w");
	struct stat status;
	bool ok;

	if (!file) {
		fprintf(stderr, "descc: %s: %s\n", name, strerror(errno));
		return false;
	}
	write(file);
	errno = 0;
	ok = !fflush(file) && !ferror(file);
	if (!ok)
		fprintf(stderr, "descc: %s: %s\n", name, strerror(errno ? errno : EIO));
	if (fclose(file) && ok) {
		fprintf(stderr, "descc: %s: %s\n", name, strerror(errno));
		ok = false;
	}
	/* Half a table must not be taken for a whole one. What is no plain file (/dev/full) stays. */
	if (!ok && !lstat(name, &status) && S_ISREG(status.st_mode))
		unlink(name);
	return ok;
}

bool emit_write(const char *output, const char *ids)
{
	struct stat status;

	if (!write_file(output, write_tables))
		return false;
	if (!ids || write_file(ids, write_ids))
		return true;
	if (!lstat(output, &status) && S_ISREG(status.st_mode))
		unlink(output);
	return false;
}
