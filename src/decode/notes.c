/*
 * Notes: what a record knows of the descriptors, processes and network interfaces that its values name.
 */
#include "strobe/options.h"
#include "walker.h"

/* openat(2): AT_FDCWD. */
#define AT_WORKING_DIRECTORY (-100)

/* Which note is about a value, if any can be: its kind and detail, and the number it goes by. */
static bool subject_of(const struct strobe_limits *limits, unsigned kind, int64_t number,
		       enum strobe_note_kind *note_kind, unsigned *detail, int64_t *note_number)
{
	*detail = 0;
	*note_number = number;
	switch (kind) {
	case STROBE_KIND_dirfd:
		if (number == AT_WORKING_DIRECTORY) {
			*note_kind = STROBE_NOTE_DIRECTORY;
			*note_number = 0;
			return limits->descriptors & STROBE_FDS_PATH;
		}
		/* fall through */
	case STROBE_KIND_fd: *note_kind = STROBE_NOTE_DESCRIPTOR; return limits->descriptors && number >= 0;
	case STROBE_KIND_pid:
	case STROBE_KIND_tid:
	case STROBE_KIND_tgid:
	case STROBE_KIND_pgid:
	case STROBE_KIND_sid:
		*note_kind = STROBE_NOTE_PROCESS;
		*detail = kind;
		return limits->processes && number > 0;
	default: return false;
	}
}

const struct strobe_note *walker_find_note(const struct strobe_notes *notes,
					   const struct strobe_limits *limits, unsigned kind, int64_t number,
					   enum strobe_phase phase)
{
	enum strobe_note_kind note_kind;
	unsigned detail;
	int64_t note_number;
	if (!notes || !notes->count || !subject_of(limits, kind, number, &note_kind, &detail, &note_number))
		return NULL;
	return strobe_notes_find(notes, note_kind, detail, note_number, phase);
}

static void want_note(struct strobe_notes *notes, const struct strobe_limits *limits, unsigned kind,
		      int64_t number, enum strobe_phase phase)
{
	enum strobe_note_kind note_kind;
	unsigned detail;
	int64_t note_number;
	if (subject_of(limits, kind, number, &note_kind, &detail, &note_number))
		strobe_notes_want(notes, note_kind, detail, note_number, phase);
}

void walker_note(struct walker *walker, unsigned kind, int64_t number)
{
	struct strobe_sink *sink = walker->sink;
	enum strobe_phase phase = (enum strobe_phase)walker->value_phase;
	sink->note = NULL;
	if (!(walker->limits->descriptors | walker->limits->processes))
		return;
	if (sink->wanted)
		want_note(sink->wanted, walker->limits, kind, number, phase);
	else
		sink->note = walker_find_note(sink->notes, walker->limits, kind, number, phase);
}

void walker_interface(struct walker *walker, uint32_t number)
{
	struct strobe_sink *sink = walker->sink;
	enum strobe_phase phase = (enum strobe_phase)walker->value_phase;
	sink->note = NULL;
	if (sink->wanted) {
		if (number)
			strobe_notes_want(sink->wanted, STROBE_NOTE_INTERFACE, 0, number, phase);
		return;
	}
	const struct strobe_notes *notes = sink->notes;
	const struct strobe_note *note =
		notes ? strobe_notes_find(notes, STROBE_NOTE_INTERFACE, 0, number, phase) : NULL;
	kind_show_interface(sink, number, note ? notes->pool + note->text.at : NULL,
			    note ? note->text.size : 0);
}

bool strobe_decode_notes(const struct strobe_record *record, const struct strobe_limits *limits)
{
	if (limits->descriptors | limits->processes)
		return true;
	return record->signature && record->signature != UINT16_MAX &&
	       strobe_signatures[record->signature - 1].flags & STROBE_CALL_INTERFACES;
}

void strobe_decode_note(struct strobe_record *record, const struct strobe_limits *limits)
{
	struct strobe_sink sink = { .ops = &strobe_sink_nothing,
				    .verbose = limits->verbose,
				    .wanted = &record->notes };
	struct strobe_progress progress = { .next = 0 };
	struct strobe_result result;
	if (limits->raw)
		return;
	strobe_decode_exit_args(record, limits, &sink, &progress);
	if (record->state != STROBE_STATE_RETURNED || record->failed ||
	    !(limits->descriptors | limits->processes))
		return;
	strobe_decode_result(record, limits, &result);
	want_note(&record->notes, limits, result.kind, (int64_t)result.value, STROBE_AT_EXIT);
}

void strobe_decode_note_value(uint16_t type, unsigned abi, const void *data, size_t size,
			      const struct strobe_limits *limits, struct strobe_notes *notes)
{
	struct strobe_sink sink = { .ops = &strobe_sink_nothing,
				    .verbose = limits->verbose,
				    .wanted = notes };
	strobe_decode_value(type, abi, data, size, limits, &sink);
}
