/*
 * The store of notes: what was looked up about descriptors and processes.
 */
#include <stdlib.h>
#include <string.h>

#include "strobe/record.h"

/* Notes of a record, and bytes of their texts, at most: a tracee can name any number of descriptors in one call. */
#define NOTES_MAX 1024u
#define POOL_MAX (8u << 20)
/* What a store may keep from one call to the next. */
#define NOTES_KEEP 64u
#define POOL_KEEP (64u << 10)

void strobe_notes_free(struct strobe_notes *notes)
{
	free(notes->note);
	free(notes->pool);
	memset(notes, 0, sizeof(*notes));
}

void strobe_notes_reset(struct strobe_notes *notes)
{
	if (notes->room > NOTES_KEEP || notes->pool_room > POOL_KEEP)
		strobe_notes_free(notes);
	notes->count = notes->used = 0;
}

static bool is_about(const struct strobe_note *note, unsigned kind, unsigned detail, int64_t number)
{
	return note->number == number && note->kind == kind && note->detail == detail;
}

void strobe_notes_want(struct strobe_notes *notes, enum strobe_note_kind kind, unsigned detail,
		       int64_t number, enum strobe_phase phase)
{
	for (uint32_t i = 0; i < notes->count; i++)
		if (notes->note[i].phase == phase && is_about(&notes->note[i], kind, detail, number))
			return;
	if (notes->count == notes->room) {
		uint32_t room = notes->room ? 2 * notes->room : 8;
		struct strobe_note *grown =
			room <= NOTES_MAX ? realloc(notes->note, room * sizeof(*grown)) : NULL;
		if (!grown)
			return;
		notes->note = grown;
		notes->room = room;
	}
	notes->note[notes->count++] = (struct strobe_note){ .number = number,
							    .kind = (uint8_t)kind,
							    .detail = (uint8_t)detail,
							    .phase = (uint8_t)phase,
							    .pending = true };
}

const struct strobe_note *strobe_notes_find(const struct strobe_notes *notes, enum strobe_note_kind kind,
					    unsigned detail, int64_t number, enum strobe_phase phase)
{
	const struct strobe_note *found = NULL;
	for (uint32_t i = 0; i < notes->count; i++) {
		const struct strobe_note *note = &notes->note[i];
		if (note->pending || !is_about(note, kind, detail, number) || (found && note->phase != phase))
			continue;
		found = note;
	}
	return found && found->form != STROBE_NOTE_NOTHING ? found : NULL;
}

struct strobe_note_text strobe_notes_put(struct strobe_notes *notes, const void *data, size_t size)
{
	struct strobe_note_text text = { notes->used, 0 };
	if (size > notes->pool_room - notes->used) {
		size_t room = notes->pool_room ? notes->pool_room : 256;
		while (room - notes->used < size && room <= POOL_MAX)
			room *= 2;
		char *grown = room <= POOL_MAX ? realloc(notes->pool, room) : NULL;
		if (!grown)
			return text;
		notes->pool = grown;
		notes->pool_room = (uint32_t)room;
	}
	if (size)
		memcpy(notes->pool + notes->used, data, size);
	text.size = (uint32_t)size;
	notes->used += text.size;
	return text;
}
