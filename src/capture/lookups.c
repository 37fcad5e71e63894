/*
 * Notes are looked up in one go, at the stop for which they were asked.
 */
#include <stdlib.h>
#include <string.h>

#include "inside.h"

bool capture_labelled(const char *text, const char *label, int base, uint64_t *number)
{
	const char *found = strstr(text, label);
	if (!found)
		return false;
	*number = strtoull(found + strlen(label), NULL, base);
	return true;
}

void strobe_capture_notes(struct strobe_notes *notes, pid_t pid, const struct strobe_limits *limits)
{
	for (uint32_t i = 0; i < notes->count; i++) {
		struct strobe_note *note = &notes->note[i];
		if (!note->pending)
			continue;
		note->pending = false;
		if (note->kind == STROBE_NOTE_DESCRIPTOR)
			capture_descriptor(notes, note, pid, limits->descriptors);
		else if (note->kind == STROBE_NOTE_DIRECTORY)
			capture_directory(notes, note, pid);
		else
			capture_process(notes, note, pid, limits->processes);
	}
}
