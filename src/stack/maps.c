/*
 * Where a process has its code: /proc/PID/maps (proc_pid_maps(5)), read again only after it may have changed.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "stack/inside.h"

#define MAPPINGS_MOST 65536u
#define PIECE 65536u

static uint64_t take_number(const char **at, const char *end, unsigned base)
{
	uint64_t value = 0;

	for (; *at < end; (*at)++) {
		unsigned char byte = (unsigned char)**at;
		unsigned digit = byte <= '9' ? byte - (unsigned)'0' : byte - (unsigned)'a' + 10;

		if (digit >= base)
			break;
		value = value * base + digit;
	}
	return value;
}

static bool take_char(const char **at, const char *end, char byte)
{
	if (*at == end || **at != byte)
		return false;
	(*at)++;
	return true;
}

/* "start-end rwxp offset major:minor inode   name" */
static bool take_line(const char *at, const char *end, struct stack_mapping *mapping,
		      const char **permissions, const char **name)
{
	uint64_t first, second;

	*mapping = (struct stack_mapping){ 0 };
	mapping->start = take_number(&at, end, 16);
	if (!take_char(&at, end, '-'))
		return false;
	mapping->end = take_number(&at, end, 16);
	if (!take_char(&at, end, ' ') || end - at < 5)
		return false;
	*permissions = at;
	at += 5;
	mapping->offset = take_number(&at, end, 16);
	if (!take_char(&at, end, ' '))
		return false;
	first = take_number(&at, end, 16);
	if (!take_char(&at, end, ':'))
		return false;
	second = take_number(&at, end, 16);
	mapping->device = makedev((unsigned)first, (unsigned)second);
	if (!take_char(&at, end, ' '))
		return false;
	mapping->inode = take_number(&at, end, 10);
	while (at < end && *at == ' ')
		at++;
	*name = at;
	return mapping->start < mapping->end;
}

/* Hands the whole lines in the buffer on; returns how many bytes they are. 0 when it is to end. */
static size_t take_lines(const char *buffer, size_t used, bool *go_on,
			 bool (*each)(void *, const struct stack_mapping *, const char *, const char *,
				      size_t),
			 void *data)
{
	size_t done = 0;
	const char *line_end;

	while (*go_on && (line_end = memchr(buffer + done, '\n', used - done))) {
		struct stack_mapping mapping;
		const char *permissions, *name;

		if (take_line(buffer + done, line_end, &mapping, &permissions, &name))
			*go_on = each(data, &mapping, permissions, name, (size_t)(line_end - name));
		done = (size_t)(line_end - buffer) + 1;
	}
	return done;
}

bool stack_maps_each(pid_t pid,
		     bool (*each)(void *data, const struct stack_mapping *mapping, const char *permissions,
				  const char *name, size_t name_length),
		     void *data)
{
	static char buffer[PIECE];
	size_t used = 0, total = 0;
	bool go_on = true;
	char path[32];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (go_on && total < STACK_MAPS_MOST) {
		size_t done;

		got = read(fd, buffer + used, sizeof(buffer) - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		used += (size_t)got;
		total += (size_t)got;
		done = take_lines(buffer, used, &go_on, each, data);
		if (!done && used == sizeof(buffer))
			break;
		memmove(buffer, buffer + done, used - done);
		used -= done;
	}
	close(fd);
	return total > 0;
}

/* The map as it is read anew, beside the one there was. */
struct refresh {
	struct strobe_stacks *stacks;
	struct stack_process *process;
	struct stack_mapping *mappings;
	size_t count, room;
	size_t old; /* the next of the old mappings that may be the same */
};

static bool same_name(const char *name, const char *bytes, size_t length)
{
	return name ? strncmp(name, bytes, length) == 0 && name[length] == '\0' : length == 0;
}

static bool take_mapping(void *data, const struct stack_mapping *mapping, const char *permissions,
			 const char *name, size_t name_length)
{
	struct refresh *refresh = data;
	struct stack_process *process = refresh->process;
	struct stack_mapping *old = process->mappings, *taken;

	if (permissions[2] != 'x')
		return true;
	if (refresh->count == refresh->room) {
		size_t room = refresh->room ? refresh->room * 2 : 32;

		if (room > MAPPINGS_MOST)
			return false;
		taken = realloc(refresh->mappings, room * sizeof(*taken));
		if (!taken)
			return false;
		refresh->mappings = taken;
		refresh->room = room;
	}
	taken = &refresh->mappings[refresh->count++];
	while (refresh->old < process->count && old[refresh->old].start < mapping->start)
		refresh->old++;
	if (refresh->old < process->count) {
		old += refresh->old;
		if (old->start == mapping->start && old->end == mapping->end &&
		    old->offset == mapping->offset && old->device == mapping->device &&
		    old->inode == mapping->inode && same_name(old->name, name, name_length)) {
			*taken = *old;
			return true;
		}
	}
	*taken = *mapping;
	if (name_length)
		taken->name = stack_strings_add(&refresh->stacks->strings, name, name_length);
	return true;
}

bool stack_maps_refresh(struct strobe_stacks *stacks, struct stack_process *process)
{
	struct refresh refresh = { .stacks = stacks, .process = process };

	if (process->fresh)
		return true;
	if (!stack_maps_each(process->tid, take_mapping, &refresh)) {
		free(refresh.mappings);
		return false;
	}
	free(process->mappings);
	process->mappings = refresh.mappings;
	process->count = refresh.count;
	process->room = refresh.room;
	process->latest = NULL;
	process->fresh = true;
	return true;
}

bool stack_maps_touch(const struct stack_process *process, uint64_t start, uint64_t size)
{
	uint64_t end = size < UINT64_MAX - start ? start + size : UINT64_MAX;

	for (size_t i = 0; i < process->count; i++)
		if (process->mappings[i].start < end && start < process->mappings[i].end)
			return true;
	return false;
}

struct stack_mapping *stack_maps_find(struct stack_process *process, uint64_t address)
{
	size_t low = 0, high = process->count;

	if (process->latest && address >= process->latest->start && address < process->latest->end)
		return process->latest;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (process->mappings[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == process->count || address < process->mappings[low].start)
		return NULL;
	process->latest = &process->mappings[low];
	return process->latest;
}

struct stack_mapping *stack_maps_find_file(struct strobe_stacks *stacks, struct stack_process *process,
					   uint64_t address)
{
	struct stack_mapping *mapping = stack_maps_find(process, address);
	uint64_t at;

	if (!mapping)
		return NULL;
	if (!mapping->looked) {
		mapping->looked = true;
		mapping->file = stack_files_get(stacks, process, mapping);
		if (mapping->file && mapping->file->usable &&
		    stack_file_address(mapping->file, mapping->offset, &at)) {
			mapping->bias = mapping->start - at;
			mapping->biased = true;
		}
	}
	return mapping->biased ? mapping : NULL;
}
