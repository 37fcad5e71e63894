/*
 * Calls: which signature holds, what must be captured, arguments and results.
 */
#include <string.h>

#include "walker.h"

/* Cases can be nested (a level, then an option); descc bounds the depth, this bounds the walk. */
#define MAX_SELECTIONS 8

static const struct strobe_signature *select_case(const struct walker *walker,
						  const struct strobe_signature *signature)
{
	for (unsigned i = 0; i < signature->n_selectors; i++) {
		const struct strobe_selector *selector = &strobe_selectors[signature->first_selector + i];
		const struct strobe_field *argument = &strobe_fields[signature->first_arg + selector->arg];
		uint64_t value = (walker_argument(walker, argument).bits & selector->mask) >> selector->shift;
		const struct strobe_case *cases = strobe_cases + selector->first_case;
		size_t low = 0, high = selector->n_cases;
		while (low < high) {
			size_t middle = low + (high - low) / 2;
			if (cases[middle].value < value)
				low = middle + 1;
			else
				high = middle;
		}
		for (; low < selector->n_cases && cases[low].value == value; low++)
			if (cases[low].abis >> walker->abi & 1)
				return &strobe_signatures[cases[low].signature];
	}
	return NULL;
}

static const struct strobe_signature *find_signature(const struct walker *walker,
						     const struct strobe_row *row)
{
	if (!row || !row->call)
		return NULL;
	const struct strobe_signature *signature = &strobe_signatures[strobe_calls[row->call - 1].signature];
	for (unsigned i = 0; i < MAX_SELECTIONS && signature->n_selectors; i++) {
		const struct strobe_signature *selected = select_case(walker, signature);
		if (!selected)
			break;
		signature = selected;
	}
	return signature;
}

/* Keeps what was found in the record: it is asked for at both stops, for capture and for showing. */
static const struct strobe_signature *remember_signature(const struct walker *walker,
							 struct strobe_record *record)
{
	if (!record->signature)
		record->signature = walker->signature ? (uint16_t)(walker->signature - strobe_signatures + 1)
						      : UINT16_MAX;
	return walker->signature;
}

static struct walker start(const struct strobe_record *record, const struct strobe_limits *limits,
			   struct strobe_sink *sink, enum strobe_phase phase)
{
	struct walker walker = {
		.record = record, .limits = limits, .sink = sink, .abi = record->abi, .phase = (uint8_t)phase
	};
	if (sink)
		sink->notes = &record->notes;
	if (limits->raw || record->signature == UINT16_MAX)
		walker.signature = NULL;
	else if (record->signature)
		walker.signature = &strobe_signatures[record->signature - 1];
	else
		walker.signature = find_signature(&walker, strobe_decode_row(record->abi, record->number));
	return walker;
}

bool strobe_decode_fetches(const struct strobe_record *record, enum strobe_phase phase)
{
	const struct strobe_row *row = strobe_decode_row(record->abi, record->number);
	unsigned flag = phase == STROBE_AT_ENTRY ? STROBE_CALL_ENTRY_FETCH : STROBE_CALL_EXIT_FETCH;
	return row && row->call && strobe_calls[row->call - 1].flags & flag;
}

bool strobe_decode_enters_namespaces(const struct strobe_record *record)
{
	const struct strobe_row *row = strobe_decode_row(record->abi, record->number);
	return row && row->call && strobe_calls[row->call - 1].flags & STROBE_CALL_NAMESPACES;
}

/*
 * An ioctl command that two drivers have in common: "SNDCTL_TMR_START or TCSETS". When the descriptor, the first argument, is a
 * terminal's, the name behind the "or" is the right one.
 */
static bool is_terminal_command(struct walker *walker, const struct strobe_field *command)
{
	char unused[64];
	uint64_t value = walker_argument(walker, command).bits;
	/* The terminals' commands, asm-generic/ioctls.h. */
	if (value >> 8 != 'T')
		return false;
	const char *name =
		strobe_decode_set_name(strobe_set_ioctl_cmds, walker->abi, value, unused, sizeof(unused));
	return name && strstr(name, " or ") &&
	       walker_fact(walker, STROBE_NOTE_TERMINAL, (int32_t)walker->record->args[0], 0);
}

/* Shows an argument's value; its name was told. */
static void show_value(struct walker *walker, const struct strobe_field *argument, enum strobe_phase phase)
{
	const struct strobe_type *type = &strobe_types[argument->type];
	struct value value = walker_argument(walker, argument);
	if (type->kind == STROBE_KIND_ioctl_cmd && type->op == STROBE_OP_INT)
		kind_show_ioctl(walker->sink, walker->abi, value.bits, is_terminal_command(walker, argument));
	else if (type->op == STROBE_OP_POINTER)
		walker_show_pointer(walker, type, value.bits, NULL, phase);
	else
		walker_show_register(walker, type, value);
	if (argument->dated_sec)
		walker_date(walker, argument->dated_sec, argument->dated_nsec,
			    argument->flags & STROBE_FIELD_DATED_USEC, NULL, phase);
}

static bool is_hidden(const struct strobe_field *argument)
{
	return argument->flags & STROBE_FIELD_PADDING || strobe_types[argument->type].op == STROBE_OP_NOTHING;
}

static void tell_name(struct walker *walker, const struct strobe_field *argument)
{
	walker->sink->ops->name(walker->sink, strobe_text + argument->name,
				argument->flags & STROBE_FIELD_NAMED ? STROBE_NAME_TEXT : 0);
}

static void collect_fields(struct walker *walker, const struct strobe_field *field, unsigned count,
			   enum strobe_phase phase)
{
	unsigned wanted = phase == STROBE_AT_ENTRY ? STROBE_FIELD_ENTRY_FETCH : STROBE_FIELD_EXIT_FETCH;
	for (; count; count--, field++) {
		if (!(field->flags & wanted))
			continue;
		if (strobe_types[field->type].kind == STROBE_KIND_ioctl_cmd)
			is_terminal_command(walker, field);
		else if (strobe_types[field->type].op == STROBE_OP_POINTER &&
			 walker_holds(walker, field->cond, NULL, phase))
			show_value(walker, field, phase);
	}
}

unsigned strobe_decode_collect(struct strobe_record *record, enum strobe_phase phase,
			       const struct strobe_limits *limits)
{
	if (limits->raw || record->chunks.complete >> phase & 1 || !strobe_decode_fetches(record, phase))
		return 0;
	struct missing missing;
	missing.count = missing.facts = 0;
	missing.again = false;
	struct walker walker = start(record, limits, NULL, phase);
	walker.collect = &missing;
	const struct strobe_signature *signature = remember_signature(&walker, record);
	if (!signature)
		return 0;
	collect_fields(&walker, &strobe_fields[signature->first_arg], signature->n_args, phase);
	walker.in_aux = true;
	if (phase == STROBE_AT_EXIT)
		collect_fields(&walker, &strobe_fields[signature->first_aux], signature->n_aux, phase);
	if (!missing.again)
		record->chunks.complete |= (uint8_t)(1u << phase);
	for (unsigned i = 0; i < missing.facts; i++)
		strobe_notes_want(&record->notes, missing.fact[i].kind, 0, missing.fact[i].number, phase);
	return missing.facts + (missing.count ? walker_add_missing(&record->chunks, &missing) : 0);
}

/* How many registers an undecoded call shows. */
static unsigned raw_count(const struct strobe_record *record)
{
	const struct strobe_row *row = strobe_decode_row(record->abi, record->number);
	if (!row)
		return 6;
	if (!row->call)
		return row->n_args;
	const struct strobe_signature *signature = &strobe_signatures[strobe_calls[row->call - 1].signature];
	unsigned count = 0;
	for (unsigned i = 0; i < signature->n_args; i++) {
		const struct strobe_field *argument = &strobe_fields[signature->first_arg + i];
		/* What lies at an address that no register holds is no register. */
		if (argument->value)
			continue;
		bool i386 = record->abi == STROBE_ABI_I386;
		unsigned past = (i386 ? argument->reg_i386 : argument->reg) + 1u;
		if (i386 && argument->flags & STROBE_FIELD_PAIR)
			past++;
		if (past > count)
			count = past;
	}
	return count < 6 ? count : 6;
}

static void show_raw(const struct walker *walker, struct strobe_progress *progress)
{
	static const char *const names[6] = { "arg1", "arg2", "arg3", "arg4", "arg5", "arg6" };
	unsigned count = raw_count(walker->record);
	for (; progress->next < count; progress->next++) {
		uint64_t value = walker_from_register(walker->abi, STROBE_BASE_SIZE,
						      walker->record->args[progress->next])
					 .bits;
		walker->sink->ops->name(walker->sink, names[progress->next], 0);
		walker->sink->ops->number(walker->sink, value, STROBE_FORM_HEX);
	}
	progress->complete = true;
}

/* The pointer type of an argument that shows as a change, NULL when it isn't one. */
static const struct strobe_type *change_type(const struct strobe_field *argument)
{
	const struct strobe_type *type = &strobe_types[argument->type];
	bool changes = type->op == STROBE_OP_POINTER &&
		       (type->dir == STROBE_DIR_INOUT || type->dir == STROBE_DIR_IN_THEN);
	return changes ? type : NULL;
}

void strobe_decode_entry_args(const struct strobe_record *record, const struct strobe_limits *limits,
			      struct strobe_sink *sink, struct strobe_progress *progress)
{
	struct walker walker = start(record, limits, sink, STROBE_AT_ENTRY);
	if (!walker.signature) {
		show_raw(&walker, progress);
		return;
	}
	for (; progress->next < walker.signature->n_args; progress->next++) {
		const struct strobe_field *argument =
			&strobe_fields[walker.signature->first_arg + progress->next];
		if (argument->flags & STROBE_FIELD_EXIT)
			return;
		if (is_hidden(argument) || !walker_holds(&walker, argument->cond, NULL, STROBE_AT_ENTRY))
			continue;
		tell_name(&walker, argument);
		const struct strobe_type *change = change_type(argument);
		if (!change) {
			show_value(&walker, argument, STROBE_AT_ENTRY);
		} else if (walker_begin_change(&walker, change, walker_argument(&walker, argument).bits,
					       NULL)) {
			progress->in_change = true;
			return;
		}
	}
	progress->complete = true;
}

void strobe_decode_exit_args(const struct strobe_record *record, const struct strobe_limits *limits,
			     struct strobe_sink *sink, struct strobe_progress *progress)
{
	struct walker walker = start(record, limits, sink, STROBE_AT_EXIT);
	if (!walker.signature) {
		show_raw(&walker, progress);
		return;
	}
	for (; progress->next < walker.signature->n_args; progress->next++) {
		const struct strobe_field *argument =
			&strobe_fields[walker.signature->first_arg + progress->next];
		if (progress->in_change) {
			progress->in_change = false;
			walker_end_change(&walker, change_type(argument),
					  walker_argument(&walker, argument).bits, NULL);
			continue;
		}
		if (is_hidden(argument) || !walker_holds(&walker, argument->cond, NULL, STROBE_AT_EXIT))
			continue;
		tell_name(&walker, argument);
		show_value(&walker, argument, STROBE_AT_EXIT);
	}
	progress->complete = true;
}

/* Whether a set of descriptors that a pointer points at has none. */
static bool is_empty_set(struct walker *walker, const struct strobe_type *pointer, uint64_t addr)
{
	struct place place;
	int error;
	uint32_t size = walker_size(walker, &strobe_types[pointer->ref], NULL, STROBE_AT_EXIT);
	if (walker_fetch(walker, addr, size, STROBE_AT_EXIT, STROBE_WANT_BYTES, &place, &error) !=
	    FETCH_WHOLE)
		return false;
	for (uint32_t i = 0; i < place.size; i++)
		if (place.data[i])
			return false;
	return true;
}

/* Whether an item of aux has something to say. */
static bool aux_shows(struct walker *walker, const struct strobe_field *item)
{
	const struct strobe_type *type = &strobe_types[item->type];
	if (!walker_holds(walker, item->cond, NULL, STROBE_AT_EXIT))
		return false;
	struct value value = walker_argument(walker, item);
	if (type->op == STROBE_OP_INT && type->kind == STROBE_KIND_set &&
	    !(strobe_sets[type->ref].flags & STROBE_SET_FLAGS)) {
		char unused[64];
		return strobe_decode_set_name(type->ref, walker->abi, value.bits, unused, sizeof(unused));
	}
	if (type->op != STROBE_OP_POINTER)
		return true;
	const struct strobe_type *target = &strobe_types[type->ref];
	if (walker->limits->unfollowed && target->op == STROBE_OP_ARRAY)
		return false;
	if (target->op == STROBE_OP_FDSET && ((target->budget && walker->has_budget && !walker->budget) ||
					      is_empty_set(walker, type, value.bits)))
		return false;
	return value.bits;
}

static bool result_is_set(const struct walker *walker)
{
	const struct strobe_type *type = &strobe_types[walker->signature->ret];
	return type->op == STROBE_OP_INT && type->kind == STROBE_KIND_set;
}

/*
 * To the kernel every result is a long, and what is no error has no sign; narrower types show only in what a program
 * makes of it. Descriptors and process ids keep theirs.
 */
static void widen(struct strobe_result *result, unsigned abi, int64_t full)
{
	bool is_fd = result->kind == STROBE_KIND_fd;
	if (abi == STROBE_ABI_I386)
		full = is_fd ? (int64_t)(int32_t)full : (int64_t)(uint32_t)full;
	result->value = (uint64_t)full;
	if (result->shape == STROBE_FORM_SIGNED && !is_fd)
		result->shape = STROBE_FORM_UNSIGNED;
}

void strobe_decode_result(const struct strobe_record *record, const struct strobe_limits *limits,
			  struct strobe_result *result)
{
	struct walker walker = start(record, limits, NULL, STROBE_AT_EXIT);
	*result = (struct strobe_result){ .kind = STROBE_KIND_dec,
					  .shape = limits->raw ? STROBE_FORM_HEX : STROBE_FORM_SIGNED,
					  .value = (uint64_t)record->result };
	if (!walker.signature)
		return;
	result->none = walker.signature->flags & STROBE_CALL_VOID;
	const struct strobe_type *type = &strobe_types[walker.signature->ret];
	if (type->op != STROBE_OP_INT)
		return;
	struct value value = walker_from_register(walker.abi, type->base, (uint64_t)record->result);
	result->value = value.bits;
	result->kind = type->kind;
	result->shape = kind_form(type->kind, value.is_signed);
	if (!record->failed && type->kind != STROBE_KIND_pid)
		widen(result, walker.abi, record->result);
	result->set = type->kind == STROBE_KIND_set ? type->ref : 0;
	if (record->failed || record->state != STROBE_STATE_RETURNED)
		return;
	result->note =
		walker_find_note(&record->notes, limits, type->kind, (int64_t)value.bits, STROBE_AT_EXIT);
	if (result_is_set(&walker) && (value.bits || kind_names_zero(type->ref, walker.abi))) {
		result->has_aux = true;
		return;
	}
	for (unsigned i = 0; i < walker.signature->n_aux && !result->has_aux; i++)
		result->has_aux = aux_shows(&walker, &strobe_fields[walker.signature->first_aux + i]);
}

void strobe_decode_aux(const struct strobe_record *record, const struct strobe_limits *limits,
		       struct strobe_sink *sink)
{
	struct walker walker = start(record, limits, sink, STROBE_AT_EXIT);
	walker.in_aux = true;
	if (!walker.signature)
		return;
	if (result_is_set(&walker)) {
		const struct strobe_type *type = &strobe_types[walker.signature->ret];
		bool is_flags = strobe_sets[type->ref].flags & STROBE_SET_FLAGS;
		sink->ops->name(sink, is_flags ? "flags" : "value", STROBE_NAME_TEXT);
		walker_show_register(&walker, type,
				     walker_from_register(walker.abi, type->base, (uint64_t)record->result));
		return;
	}
	for (unsigned i = 0; i < walker.signature->n_aux; i++) {
		const struct strobe_field *item = &strobe_fields[walker.signature->first_aux + i];
		if (!aux_shows(&walker, item))
			continue;
		if (item->name)
			sink->ops->name(sink, strobe_text + item->name, STROBE_NAME_TEXT);
		show_value(&walker, item, STROBE_AT_EXIT);
	}
}

void strobe_decode_value(uint16_t type, unsigned abi, const void *data, size_t size,
			 const struct strobe_limits *limits, struct strobe_sink *sink)
{
	/* A record without memory: nothing that is pointed at is known. */
	struct strobe_record none;
	memset(&none, 0, sizeof(none));
	none.abi = (uint8_t)abi;
	struct walker walker = { .record = &none, .limits = limits, .sink = sink, .abi = (uint8_t)abi };
	struct place place = { .data = data, .size = (uint32_t)size };
	if (!walker_show(&walker, &strobe_types[type], &place, NULL, NULL))
		sink->ops->verbatim(sink, "???");
}
