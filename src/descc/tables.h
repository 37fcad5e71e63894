/*
 * The tables while they are made: what strobe/tables.h declares, as pools.
 */
#ifndef DESCC_TABLES_H
#define DESCC_TABLES_H

#include "model.h"
#include "pool.h"

struct tables {
	struct model *model;
	struct pool text, types, fields, layouts, offsets, structs, arms, attrs, sets, items, signatures,
		selectors, cases, calls, code, wide;
	struct map text_map, id_map, attrs_map, call_map;
	uint16_t n_ids;
	VECTOR(struct strobe_row) rows[STROBE_ABI_COUNT];
};

extern struct tables tables;

/* The offset of a text, 0 for NULL. */
uint32_t tables_text(const char *text);
/* The number of a name, 0 for NULL. */
uint16_t tables_id(const char *name);
/* The index of the code of an expression or a list of bounds, 0 for NULL. */
uint16_t tables_code(const struct expr *expr);
uint16_t tables_set(struct set_node *set);
uint16_t tables_type(struct model_type *type);
uint16_t tables_struct(struct model_struct *record);
uint16_t tables_attrs(struct model_struct *record);
/* The row of a field in an ABI's layout. */
struct strobe_field tables_field(const struct model_field *field, int abi);
void tables_calls(void);

#endif
