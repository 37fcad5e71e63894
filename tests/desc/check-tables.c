/*
 * Looks at the tables made of good/all.desc: "ok WHAT" or "failed WHAT" a line.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "ids.h"
#include "strobe/tables.h"

static void check(const char *what, int holds)
{
	printf("%s %s\n", holds ? "ok" : "failed", what);
}

static const char *text(uint32_t offset)
{
	return strobe_text + offset;
}

static const struct strobe_layout *layout(int number, int abi)
{
	return &strobe_layouts[strobe_structs[number].layout[abi]];
}

static const struct strobe_field *member(int number, int abi, const char *name, unsigned *offset)
{
	const struct strobe_layout *at = layout(number, abi);

	for (unsigned i = 0; i < at->n_fields; i++)
		if (!strcmp(text(strobe_fields[at->first_field + i].name), name)) {
			if (offset)
				*offset = strobe_offsets[at->offsets + i];
			return &strobe_fields[at->first_field + i];
		}
	return NULL;
}

static int lies_at(int number, const char *name, unsigned x86_64, unsigned x32, unsigned i386)
{
	const unsigned wanted[STROBE_ABI_COUNT] = { x86_64, x32, i386 };

	for (int abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		unsigned offset = ~0u;

		if (!member(number, abi, name, &offset) || offset != wanted[abi]) {
			printf("# %s: %u on ABI %d\n", name, offset, abi);
			return 0;
		}
	}
	return 1;
}

static int has_size(int number, unsigned x86_64, unsigned x32, unsigned i386)
{
	return layout(number, 0)->size == x86_64 && layout(number, 1)->size == x32 &&
	       layout(number, 2)->size == i386;
}

static const struct strobe_signature *signature(int call)
{
	return &strobe_signatures[strobe_calls[call].signature];
}

static const struct strobe_field *argument(const struct strobe_signature *signature, unsigned i)
{
	return &strobe_fields[signature->first_arg + i];
}

static const struct strobe_type *type_of(const struct strobe_field *field)
{
	return &strobe_types[field->type];
}

/* The struct behind a pointer. */
static int pointee(const struct strobe_field *field)
{
	return strobe_types[type_of(field)->ref].ref;
}

static int is_code(uint16_t code, const uint32_t *words, size_t n)
{
	if (!code)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (strobe_code[code + i] != words[i]) {
			printf("# word %zu: 0x%x\n", i, (unsigned)strobe_code[code + i]);
			return 0;
		}
	return strobe_code[code + n] == STROBE_CODE_END;
}
#define CODE(code, ...)                                                                                      \
	is_code(code, (const uint32_t[]){ __VA_ARGS__ },                                                     \
		sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))
#define WORD(op, operand) (STROBE_CODE_##op | (uint32_t)(operand) << 8)
#define WITH(op, constant) (WORD(op, constant) | STROBE_CODE_IMMEDIATE)

static const struct strobe_item *item(int set, int abi, const char *name)
{
	for (unsigned i = 0; i < strobe_sets[set].count; i++)
		if (!strcmp(text(strobe_items[strobe_sets[set].first[abi] + i].name), name))
			return &strobe_items[strobe_sets[set].first[abi] + i];
	return NULL;
}

static const struct strobe_case *find_case(const struct strobe_signature *at, unsigned selector, int abi,
					   uint64_t value)
{
	const struct strobe_selector *row = &strobe_selectors[at->first_selector + selector];

	for (unsigned i = 0; i < row->n_cases; i++)
		if (strobe_cases[row->first_case + i].value == value &&
		    strobe_cases[row->first_case + i].abis >> abi & 1)
			return &strobe_cases[row->first_case + i];
	return NULL;
}

static void check_sets(void)
{
	int set = STROBE_ID_SET_whence;

	check("an enum: unknown text, base, sorted",
	      !strcmp(text(strobe_sets[set].unknown), "SEEK_\?\?\?") &&
		      strobe_sets[set].base == STROBE_BASE_S32 &&
		      strobe_sets[set].flags == (STROBE_SET_SORTED | STROBE_SET_SIGNED) &&
		      strobe_sets[set].count == 3);
	set = STROBE_ID_SET_signals;
	check("a range", item(set, 0, "SIGRT_")->value == 32 && item(set, 0, "SIGRT_")->last == 64 &&
				 item(set, 0, "SIGRT_")->flags == STROBE_ITEM_RANGE);
	check("an alias",
	      item(set, 0, "SIGIOT")->value == 6 && item(set, 0, "SIGIOT")->flags == STROBE_ITEM_ALIAS);
	check("ranges and aliases are not sorted; dec",
	      strobe_sets[set].flags == (STROBE_SET_SIGNED | STROBE_SET_DEC) && strobe_set_signals == set);
	set = STROBE_ID_SET_per_abi;
	check("values that differ between ABIs", item(set, 0, "VARIES")->value == 1 &&
							 item(set, 1, "VARIES")->value == 5 &&
							 item(set, 2, "VARIES")->value == 16);
	check("a quoted name", item(set, 0, "quoted name") != NULL);
	set = STROBE_ID_SET_words;
	check("-1 in a word of the ABI",
	      item(set, 0, "ALL_BITS")->value == UINT64_MAX && item(set, 2, "ALL_BITS")->value == UINT32_MAX);
	set = STROBE_ID_SET_open_flags;
	check("a field of several bits",
	      item(set, 0, "O_ACCMODE")->flags == STROBE_ITEM_FIELD &&
		      item(set, 0, "O_ACCMODE")->value == 3 &&
		      item(item(set, 0, "O_ACCMODE")->sub, 0, "O_RDWR")->value == 2);
	check("flags that show as a macro",
	      !strcmp(text(strobe_sets[STROBE_ID_SET_command].function), "QCMD") &&
		      !strobe_sets[set].function);
	check("ABIs with the same values share them", strobe_sets[set].first[0] == strobe_sets[set].first[2]);
	check("a hidden field",
	      item(STROBE_ID_SET_futex_op, 0, "cmd")->flags == (STROBE_ITEM_FIELD | STROBE_ITEM_HIDDEN));
	const struct strobe_item *huge = item(STROBE_ID_SET_map_flags, 0, "huge");

	check("a shifted field", huge->shift == 26 && !strcmp(text(huge->from), "MAP_HUGE_SHIFT") &&
					 !strcmp(text(strobe_sets[huge->sub].unknown), "MAP_HUGE_\?\?\?"));
	const struct strobe_item *which = item(STROBE_ID_SET_of_enum, 0, "which");

	check("a field that takes another enum's values, with its own unknown text",
	      !strcmp(text(strobe_sets[which->sub].unknown), "OTHER_\?\?\?") &&
		      which->sub != STROBE_ID_SET_per_abi && item(which->sub, 2, "VARIES")->value == 16);
	check("umode and commented",
	      strobe_sets[STROBE_ID_SET_of_enum].flags & STROBE_SET_UMODE &&
		      strobe_sets[STROBE_ID_SET_negative].flags & STROBE_SET_COMMENTED);
}

#ifdef __x86_64__
/* The same members as the host's compiler places them. */
struct host_bits {
	unsigned first : 3, second : 30, third : 2, : 5;
	unsigned char fourth : 4;
	unsigned short last;
};
#endif

static void check_layouts(void)
{
	int number = STROBE_ID_STRUCT_aligned;

	check("alignment on each ABI", lies_at(number, "b", 8, 8, 4) && lies_at(number, "d", 24, 20, 16) &&
					       has_size(number, 32, 24, 20));
	check("packed", lies_at(STROBE_ID_STRUCT_packed_one, "b", 1, 1, 1) &&
				has_size(STROBE_ID_STRUCT_packed_one, 9, 9, 9));
	check("packed on some ABIs", has_size(STROBE_ID_STRUCT_packed_some, 12, 12, 12));
	number = STROBE_ID_STRUCT_reordered;
	check("a body of its own on an ABI", lies_at(number, "b", 8, 8, 0) && lies_at(number, "a", 0, 0, 12));
	check("the order of showing",
	      !strcmp(text(strobe_fields[layout(number, 0)->first_field].name), "b") &&
		      member(number, 2, "pad", NULL)->flags & STROBE_FIELD_PADDING);
	number = STROBE_ID_STRUCT_bits;
	check("bit-fields",
	      lies_at(number, "second", 4, 4, 4) && member(number, 0, "third", NULL)->bit_offset == 30 &&
		      member(number, 0, "third", NULL)->bit_width == 2 && lies_at(number, "fourth", 9, 9, 9));
#ifdef __x86_64__
	unsigned offset = 0;

	member(number, 0, "last", &offset);
	check("bit-fields lie as the C compiler puts them",
	      offset == offsetof(struct host_bits, last) &&
		      layout(number, 0)->size == sizeof(struct host_bits));
#endif
	check("overlay", lies_at(STROBE_ID_STRUCT_overlaid, "bytes_of_it", 0, 0, 0) &&
				 has_size(STROBE_ID_STRUCT_overlaid, 16, 16, 12));
	number = STROBE_ID_STRUCT_grown;
	check("sized and brief",
	      strobe_structs[number].sized == 8 &&
		      strobe_structs[number].flags == (STROBE_STRUCT_SIZED | STROBE_STRUCT_HAS_BRIEF));
	check("how far it is to the next brief member", member(number, 0, "a", NULL)->to_brief == 2 &&
								member(number, 0, "b", NULL)->to_brief == 1 &&
								member(number, 0, "c", NULL)->to_brief == 0);
	number = STROBE_ID_STRUCT_sigaction;
	check("padded", strobe_structs[STROBE_ID_STRUCT_zeros].flags == STROBE_STRUCT_PADDED);
	check("masks and addresses",
	      lies_at(number, "fds", 16, 12, 12) && lies_at(number, "link", 56, 52, 52));
	check("a struct with a pointer", strobe_structs[STROBE_ID_STRUCT_list].flags & STROBE_STRUCT_POINTS &&
						 !(strobe_structs[number].flags & STROBE_STRUCT_POINTS));
	number = STROBE_ID_STRUCT_computed;
	check("a computed member takes no room",
	      has_size(number, 8, 8, 8) && member(number, 0, "both", NULL)->value);
	check("a member with an offset of its own",
	      member(number, 0, "at_end", NULL)->flags & STROBE_FIELD_AT);
}

static void check_hardware(void)
{
	int number = STROBE_ID_STRUCT_hardware;
	const struct strobe_type *type = type_of(member(number, 0, "addr", NULL));

	check("a hardware address has a length and a room", type->op == STROBE_OP_MAC && type->arg == 14 &&
								    type->bound &&
								    lies_at(number, "data", 6, 6, 6));
	type = type_of(member(number, 0, "data", NULL));
	check("whole, up to a number of bytes", type->op == STROBE_OP_BYTES &&
							type->flags & STROBE_TYPE_INLINE &&
							CODE(type->count, WORD(CONST, 7)));
	type = type_of(argument(signature(STROBE_ID_CALL_latest), 4));
	check("a whole list", strobe_types[type->ref].op == STROBE_OP_ARRAY &&
				      strobe_types[type->ref].flags & STROBE_TYPE_INLINE);
}

static const struct strobe_arm *arm(int number, uint64_t value)
{
	const struct strobe_struct *at = &strobe_structs[number];

	for (unsigned i = 0; i < at->n_arms; i++)
		if (strobe_arms[at->first_arm + i].value == value &&
		    !strobe_arms[at->first_arm + i].is_default)
			return &strobe_arms[at->first_arm + i];
	return &strobe_arms[at->first_arm + at->n_arms - 1];
}

static void check_unions(void)
{
	int number = STROBE_ID_STRUCT_sockaddr, in;
	const struct strobe_struct *at = &strobe_structs[number];

	in = strobe_types[arm(number, 10)->type].ref;
	check("the arms follow the header", at->arm_offset[0] == 2 && lies_at(in, "sin6_port", 0, 0, 0) &&
						    lies_at(in, "flow", 2, 2, 2) &&
						    lies_at(in, "scope", 22, 22, 22));
	check("the size of a union", has_size(number, 28, 28, 28));
	check("the default arm is the last", arm(number, 77)->is_default);
	check("verbatim text", strobe_types[arm(number, 99)->type].op == STROBE_OP_VERBATIM &&
				       arm(number, 99)->type == arm(number, 200)->type);
	check("none", strobe_types[arm(number, 98)->type].op == STROBE_OP_NOTHING);
	number = STROBE_ID_STRUCT_holds_union;
	check("a union as a member", lies_at(number, "value", 8, 8, 4) && has_size(number, 24, 24, 16));
	check("attrs: arms and the set of their types",
	      strobe_attr_lists[0].n_arms == 3 && strobe_attr_lists[0].set == STROBE_ID_SET_whence);
	check("attrs: an arm's payload is attrs of its own kind",
	      strobe_types[strobe_arms[strobe_attr_lists[0].first_arm + 1].type].op == STROBE_OP_ATTRS);
}

static void check_expressions(void)
{
	const struct strobe_signature *at = signature(STROBE_ID_CALL_openat);

	check("a condition on an argument", CODE(argument(at, 3)->cond, WORD(ARG, 2), WITH(AND, 0x1040)));
	at = signature(STROBE_ID_CALL_read);
	check("a bound of two", CODE(strobe_types[type_of(argument(at, 1))->ref].bound, WORD(ARG, 2),
				     WORD(RET, 0), WORD(MIN, 0)));
	at = signature(STROBE_ID_CALL_accept);
	const struct strobe_type *address = &strobe_types[type_of(argument(at, 1))->ref];

	check("a value behind a pointer, at entry and now",
	      CODE(address->bound, WORD(CONST, 128), WORD(ARG, 2) | STROBE_CODE_AT_ENTRY << 8,
		   WORD(DEREF, STROBE_BASE_S32) | STROBE_CODE_AT_ENTRY << 8, WORD(MIN, 0), WORD(ARG, 2),
		   WORD(DEREF, STROBE_BASE_S32), WORD(MIN, 0)));
	const struct strobe_field *raw = member(STROBE_ID_STRUCT_text, 0, "raw", NULL);

	check("a name from further out",
	      strobe_code[raw->cond] ==
		      (STROBE_CODE_NAME | (uint32_t)argument(signature(STROBE_ID_CALL_types), 6)->id << 8));
	const struct strobe_field *flags = member(STROBE_ID_STRUCT_link_message, 0, "flags", NULL);

	check("a field of flags",
	      CODE(flags->cond, WORD(MEMBER, 1), WORD(CONST, 3), WORD(FIELD, 0), WITH(EQ, 2)));
	at = signature(STROBE_ID_CALL_numbers);
	uint32_t wide = strobe_code[argument(at, 0)->cond + 1] >> 8;
	uint32_t per_abi = strobe_code[argument(at, 0)->cond + 4] >> 8;

	check("constants are folded",
	      CODE(argument(at, 0)->cond, WORD(ARG, 0), WORD(WIDE, wide), WORD(EQ, 0), WORD(ARG, 0),
		   WORD(PER_ABI, per_abi), WORD(GT, 0), WORD(OR_ELSE, 0)));
	check("their values", strobe_wide[wide] == UINT64_MAX && strobe_wide[per_abi] == 4 &&
				      strobe_wide[per_abi + 1] == 20 && strobe_wide[per_abi + 2] == 20);
	int number = STROBE_ID_STRUCT_timespec;

	check("dates and symbols of a struct",
	      CODE(strobe_structs[number].dated_sec, WORD(MEMBER, 0)) &&
		      CODE(strobe_structs[number].symbol, WORD(MEMBER, 1)) &&
		      strobe_structs[number].symbol_set == STROBE_ID_SET_words);
	number = STROBE_ID_STRUCT_timeval;
	check("microseconds are turned into nanoseconds",
	      CODE(strobe_structs[number].dated_nsec, WORD(MEMBER, 1), WITH(MUL, 1000)) &&
		      strobe_structs[number].flags & STROBE_STRUCT_DATED_USEC);
	number = STROBE_ID_STRUCT_moved;
	check("a member that has another place on each ABI",
	      strobe_code[member(number, 0, "z", NULL)->cond] == WORD(MEMBER_BY_ABI, 1 | 0 << 7 | 1 << 14));
}

static void check_cases(void)
{
	const struct strobe_signature *at = signature(STROBE_ID_CALL_fcntl), *inner;
	const struct strobe_selector *selector = &strobe_selectors[at->first_selector];
	int ascending = 1;

	for (unsigned i = 1; i < selector->n_cases; i++)
		ascending &= strobe_cases[selector->first_case + i - 1].value <=
			     strobe_cases[selector->first_case + i].value;
	check("cases ascend", ascending && selector->arg == 1 && selector->mask == UINT64_MAX);
	check("labels that differ between ABIs", find_case(at, 0, 0, 1) && find_case(at, 0, 1, 5) &&
							 find_case(at, 0, 2, 16) && !find_case(at, 0, 0, 5));
	inner = &strobe_signatures[find_case(at, 0, 0, 1030)->signature];
	check("a case has the arguments up to the selector and its own, and its own result",
	      inner->n_args == 3 && strobe_types[inner->ret].kind == STROBE_KIND_fd &&
		      argument(inner, 2)->reg == 2);
	inner = &strobe_signatures[find_case(at, 0, 0, 4)->signature];
	check("a case of a case; values that are signed",
	      inner->flags & STROBE_CALL_CASES && find_case(inner, 0, 0, UINT64_MAX) != NULL);
	inner = &strobe_signatures[find_case(inner, 0, 0, 0)->signature];
	check("a skipped register; void", inner->n_args == 4 && argument(inner, 3)->reg == 4 && !inner->ret &&
						  inner->flags & STROBE_CALL_VOID);
	check("the flags of a call are those of all its cases",
	      strobe_calls[STROBE_ID_CALL_fcntl].flags ==
		      (STROBE_CALL_CASES | STROBE_CALL_ENTRY_FETCH | STROBE_CALL_VOID));
	at = signature(STROBE_ID_CALL_fcntl64);
	inner = &strobe_signatures[find_case(at, 0, 0, 1030)->signature];
	check("like: a case of its own takes the place of the base's",
	      type_of(argument(inner, 2))->op == STROBE_OP_POINTER);
	inner = &strobe_signatures[find_case(at, 0, 0, 4)->signature];
	inner = &strobe_signatures[find_case(inner, 0, 0, 0)->signature];
	check("like: types are replaced in the base's cases",
	      !strcmp(text(strobe_structs[pointee(argument(inner, 3))].name), "timespec64"));
	at = signature(STROBE_ID_CALL_futex);
	selector = &strobe_selectors[at->first_selector];
	check("cases by a field of flags", selector->mask == 0x7f && selector->arg == 1 &&
						   find_case(at, 0, 0, 9) && find_case(at, 0, 0, 1));
}

static void check_calls(void)
{
	const struct strobe_signature *at = signature(STROBE_ID_CALL_pread);

	check("a register pair",
	      argument(at, 3)->flags & STROBE_FIELD_PAIR && argument(at, 3)->reg_i386 == 3);
	check("directions and phases", argument(at, 1)->flags & STROBE_FIELD_EXIT &&
					       !(argument(at, 2)->flags) &&
					       at->flags == STROBE_CALL_EXIT_FETCH);
	at = signature(STROBE_ID_CALL_old_mode);
	check("a register that is named",
	      argument(at, 1)->reg == 5 && strobe_types[at->ret].kind == STROBE_KIND_x);
	check("void", signature(STROBE_ID_CALL_exit)->flags == STROBE_CALL_VOID &&
			      !signature(STROBE_ID_CALL_exit)->ret);
	at = signature(STROBE_ID_CALL_nanosleep64);
	check("like", pointee(argument(at, 0)) == pointee(argument(at, 1)) &&
			      !strcmp(text(strobe_structs[pointee(argument(at, 0))].name), "timespec64"));
	at = signature(STROBE_ID_CALL_poll);
	const struct strobe_field *aux = &strobe_fields[at->first_aux];

	check("aux: text", at->n_aux == 3 && type_of(aux)->op == STROBE_OP_VERBATIM &&
				   !strcmp(text(type_of(aux)->text), "Timeout") && !aux->name);
	check("aux: an argument with a label", !strcmp(text(aux[1].name), "left") && aux[1].reg == 0 &&
						       strobe_types[type_of(&aux[1])->ref].where);
	check("aux: the result",
	      aux[2].reg == STROBE_REG_RESULT && type_of(&aux[2])->kind == STROBE_KIND_set);
	check("named and counted",
	      argument(at, 0)->flags & STROBE_FIELD_NAMED &&
		      !strcmp(text(strobe_types[type_of(argument(at, 0))->ref].text), "entries"));
	at = signature(STROBE_ID_CALL_changes);
	check("inout and => can be begun at entry, merge not",
	      !(argument(at, 0)->flags & STROBE_FIELD_EXIT) &&
		      !(argument(at, 1)->flags & STROBE_FIELD_EXIT) &&
		      argument(at, 2)->flags & STROBE_FIELD_EXIT && type_of(argument(at, 1))->ref2 &&
		      type_of(argument(at, 1))->when);
	at = signature(STROBE_ID_CALL_vectors);
	const struct strobe_type *stream = &strobe_types[type_of(argument(at, 3))->ref];

	check("a list of pointers",
	      strobe_types[type_of(argument(at, 2))->ref].op == STROBE_OP_UNTIL0 &&
		      strobe_types[strobe_types[type_of(argument(at, 2))->ref].ref].op == STROBE_OP_POINTER);
	check("a stream", stream->op == STROBE_OP_STREAM && stream->arg == 0 && stream->ref2 == 0 &&
				  stream->flags & STROBE_TYPE_LONE);
	at = signature(STROBE_ID_CALL_signal_return);
	check("at an address, is a value", argument(at, 0)->value && argument(at, 1)->value);
	at = signature(STROBE_ID_CALL_types2);
	check("sizes of types", strobe_types[type_of(argument(at, 0))->ref].size[0] == 12 &&
					strobe_types[type_of(argument(at, 2))->ref].size[0] == 0);
}

static int has_class(const struct strobe_row *row, const char *name)
{
	for (unsigned i = 0; i < strobe_class_count; i++)
		if (!strcmp(text(strobe_class_names[i]), name))
			return row->classes >> i & 1;
	return 0;
}

static void check_rows(void)
{
	const struct strobe_row *rows = strobe_rows[STROBE_ABI_X86_64];

	check("rows are indexed by number", strobe_row_count[0] == 13 &&
						    rows[0].call == STROBE_ID_CALL_read + 1 &&
						    !rows[1].name && !strcmp(text(rows[5].name), "openat"));
	check("an undecoded row", rows[2].call == 0 && rows[2].n_args == 3 && has_class(&rows[2], "file"));
	check("classes are inferred",
	      has_class(&rows[0], "desc") && !has_class(&rows[0], "file") && has_class(&rows[3], "file"));
	check("an inferred class is taken away", has_class(&rows[5], "file") && !has_class(&rows[5], "desc"));
	check("%net is %network", has_class(&rows[10], "network") && has_class(&rows[10], "memory"));
	check("classes of a row replace all", has_class(&rows[11], "own"));
	check("like inherits and adds classes", has_class(&rows[12], "clock"));
	rows = strobe_rows[STROBE_ABI_X32];
	check("x32 numbers without their bit, names with '#'",
	      strobe_row_count[1] == 513 && !strcmp(text(rows[512].name), "rt_sigaction#64") && rows[0].call);
}

int main(void)
{
	check_sets();
	check_layouts();
	check_hardware();
	check_unions();
	check_expressions();
	check_cases();
	check_calls();
	check_rows();
	return 0;
}
