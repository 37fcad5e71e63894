/*
 * Places in the source, by DWARF's line tables and its trees of inlined functions, through elfutils' libdw. It works on a
 * copy of the file, so that a file that changes can't harm us. Read for a file when they are asked for first.
 */
#include <config.h>

#include "stack/inside.h"

#ifdef HAVE_LIBDW
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RANGES_MOST (1u << 20)
#define SCOPES_MOST 256
#define INLINED_MOST 64
#define PLACES 16384u

/* Code of one compilation unit. */
struct unit_range {
	uint64_t start, end;
	Dwarf_Off unit;
};

/* What was found for an address. */
struct known_place {
	uint64_t address;
	struct strobe_source *sources; /* NULL: the slot is free */
	unsigned count;
};

struct stack_sources {
	struct known_place *places; /* by a hash of the address; PLACES of them */
	size_t place_count;
	uint8_t *data;
	Elf *elf;
	Dwarf *dwarf;
	struct unit_range *ranges;
	size_t count, room;
};

bool strobe_stacks_have_sources(void)
{
	return true;
}

static bool has_lines(const struct stack_elf *elf)
{
	return stack_elf_section(elf, ".debug_line") != NULL && stack_elf_section(elf, ".debug_info") != NULL;
}

/* Opens the file again, if it still is the same, or the one with its debugging information. */
static bool open_again(const struct strobe_stack_file *file, const char *root, struct stack_elf *elf)
{
	struct stack_elf debug;
	char path[PATH_MAX];
	struct stat status;
	bool found;
	int fd;

	if (snprintf(path, sizeof(path), "%s%s", root, file->name) >= PATH_MAX ||
	    (fd = stack_open_regular(path)) < 0)
		return false;
	if (fstat(fd, &status) != 0 || status.st_dev != file->device || status.st_ino != file->inode ||
	    (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec != file->changed) {
		close(fd);
		return false;
	}
	if (!stack_elf_open(elf, fd, NULL, 0))
		return false;
	if (has_lines(elf))
		return true;
	found = stack_debug_open(&debug, elf, root, file->name);
	stack_elf_close(elf);
	if (found)
		*elf = debug;
	return found;
}

static bool add_range(struct stack_sources *sources, uint64_t start, uint64_t end, Dwarf_Off unit)
{
	if (sources->count == sources->room) {
		size_t room = sources->room ? sources->room * 2 : 64;
		struct unit_range *ranges =
			room <= RANGES_MOST ? realloc(sources->ranges, room * sizeof(*ranges)) : NULL;

		if (!ranges)
			return false;
		sources->ranges = ranges;
		sources->room = room;
	}
	sources->ranges[sources->count++] = (struct unit_range){ .start = start, .end = end, .unit = unit };
	return true;
}

static int compare_ranges(const void *left, const void *right)
{
	const struct unit_range *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Not every compiler writes .debug_aranges; the units' own ranges are always there. */
static void read_ranges(struct stack_sources *sources)
{
	Dwarf_Off offset = 0, next;
	size_t header_size;

	while (dwarf_nextcu(sources->dwarf, offset, &next, &header_size, NULL, NULL, NULL) == 0 &&
	       next > offset) {
		Dwarf_Off unit = offset + header_size;
		Dwarf_Addr base, start, end;
		ptrdiff_t at = 0;
		Dwarf_Die die;

		offset = next;
		if (!dwarf_offdie(sources->dwarf, unit, &die))
			continue;
		while ((at = dwarf_ranges(&die, at, &base, &start, &end)) > 0)
			if (end > start && !add_range(sources, start, end, unit))
				return;
	}
	if (sources->count)
		qsort(sources->ranges, sources->count, sizeof(*sources->ranges), compare_ranges);
}

static void free_sources(struct stack_sources *sources)
{
	if (sources->dwarf)
		dwarf_end(sources->dwarf);
	if (sources->elf)
		elf_end(sources->elf);
	for (size_t i = 0; sources->places && i < PLACES; i++)
		free(sources->places[i].sources);
	free(sources->places);
	free(sources->data);
	free(sources->ranges);
	free(sources);
}

static struct stack_sources *read_sources(struct strobe_stacks *stacks, const struct strobe_stack_file *file)
{
	struct stack_sources *sources;
	struct stack_elf elf;
	char root[40];

	snprintf(root, sizeof(root), "/proc/%d/root", (int)file->first);
	if (!file->usable || file->name[0] != '/' ||
	    (!open_again(file, root, &elf) && !open_again(file, "", &elf)))
		return NULL;
	sources = calloc(1, sizeof(*sources));
	if (sources && elf.size <= stack_files_room(stacks))
		sources->data = stack_elf_read(&elf, 0, elf.size);
	if (sources && sources->data) {
		stacks->files.held += elf.size;
		elf_version(EV_CURRENT);
		sources->elf = elf_memory((char *)sources->data, elf.size);
		sources->dwarf = sources->elf ? dwarf_begin_elf(sources->elf, DWARF_C_READ, NULL) : NULL;
		if (sources->dwarf)
			read_ranges(sources);
	}
	stack_elf_close(&elf);
	if (sources && !sources->count) {
		free_sources(sources);
		sources = NULL;
	}
	return sources;
}

static bool find_unit(const struct stack_sources *sources, uint64_t address, Dwarf_Die *unit)
{
	size_t low = 0, high = sources->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sources->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address < sources->ranges[low - 1].end &&
	       dwarf_offdie(sources->dwarf, sources->ranges[low - 1].unit, unit);
}

static const char *keep(struct strobe_stacks *stacks, const char *text)
{
	return text ? stack_strings_add(&stacks->strings, text, strlen(text)) : NULL;
}

static const char *function_name(struct strobe_stacks *stacks, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	const char *linkage, *kept;
	char *shown;

	if (dwarf_attr_integrate(die, DW_AT_linkage_name, &attribute) &&
	    (linkage = dwarf_formstring(&attribute))) {
		shown = stack_demangle(linkage);
		kept = keep(stacks, shown ? shown : linkage);
		free(shown);
		return kept;
	}
	return keep(stacks, dwarf_diename(die));
}

static unsigned number_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value;

	return dwarf_attr(die, name, &attribute) && dwarf_formudata(&attribute, &value) == 0 &&
			       value <= UINT_MAX
		       ? (unsigned)value
		       : 0;
}

/* Where an inlined function was called. */
static void take_call(struct strobe_stacks *stacks, Dwarf_Die *unit, Dwarf_Die *die,
		      struct strobe_source *place)
{
	unsigned file = number_of(die, DW_AT_call_file);
	Dwarf_Files *files;
	size_t count;

	place->line = number_of(die, DW_AT_call_line);
	place->column = number_of(die, DW_AT_call_column);
	place->file = NULL;
	if (dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count)
		place->file = keep(stacks, dwarf_filesrc(files, file, NULL, NULL));
	if (!place->file)
		place->file = "?";
}

/* Walks from the innermost scope outwards. place: of the address itself. */
static unsigned take_scopes(struct strobe_stacks *stacks, Dwarf_Die *unit, uint64_t address,
			    struct strobe_source place, struct strobe_source *sources, unsigned room)
{
	Dwarf_Die *innermost = NULL, *scopes = NULL;
	unsigned taken = 0;
	int count = 0;

	if (dwarf_getscopes(unit, address, &innermost) > 0)
		count = dwarf_getscopes_die(&innermost[0], &scopes);
	for (int i = 0; i < count && i < SCOPES_MOST && taken < room; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
			continue;
		sources[taken] = place;
		sources[taken++].function = function_name(stacks, &scopes[i]);
		if (tag == DW_TAG_subprogram)
			break;
		take_call(stacks, unit, &scopes[i], &place);
	}
	free(innermost);
	free(scopes);
	if (!taken && room)
		sources[taken++] = place;
	return taken;
}

static unsigned look_up(struct strobe_stacks *stacks, const struct stack_sources *sources, uint64_t address,
			struct strobe_source *found, unsigned room)
{
	struct strobe_source place = { 0 };
	Dwarf_Line *line;
	Dwarf_Die unit;
	int number;

	if (!find_unit(sources, address, &unit))
		return 0;
	line = dwarf_getsrc_die(&unit, address);
	place.file = line ? keep(stacks, dwarf_linesrc(line, NULL, NULL)) : NULL;
	if (!place.file)
		return 0;
	if (dwarf_lineno(line, &number) == 0 && number > 0)
		place.line = (unsigned)number;
	if (dwarf_linecol(line, &number) == 0 && number > 0)
		place.column = (unsigned)number;
	return take_scopes(stacks, &unit, address, place, found, room);
}

/* The place in the hash for an address; NULL when there is no memory. */
static struct known_place *known_place(struct stack_sources *sources, uint64_t address)
{
	size_t at = address * 0x9e3779b97f4a7c15u >> 32 & (PLACES - 1);

	if (!sources->places)
		sources->places = calloc(PLACES, sizeof(*sources->places));
	if (!sources->places)
		return NULL;
	/* When it is full it is started anew. */
	if (sources->place_count > PLACES / 2) {
		for (size_t i = 0; i < PLACES; i++) {
			free(sources->places[i].sources);
			sources->places[i].sources = NULL;
		}
		sources->place_count = 0;
	}
	while (sources->places[at].sources && sources->places[at].address != address)
		at = (at + 1) & (PLACES - 1);
	return &sources->places[at];
}

unsigned strobe_stacks_sources(struct strobe_stacks *stacks, const struct strobe_frame *frame,
			       struct strobe_source *sources, unsigned room)
{
	struct strobe_stack_file *file = (struct strobe_stack_file *)frame->object;
	struct strobe_source found[INLINED_MOST];
	struct known_place *known;
	uint64_t address;
	unsigned count;

	if (!stacks || !file || !stack_file_address(file, frame->offset - frame->call, &address))
		return 0;
	if (!file->sources_read) {
		file->sources_read = true;
		file->sources = read_sources(stacks, file);
	}
	known = file->sources ? known_place(file->sources, address) : NULL;
	if (!known)
		return 0;
	if (!known->sources) {
		count = look_up(stacks, file->sources, address, found, INLINED_MOST);
		known->sources = malloc((count + 1) * sizeof(*found));
		if (!known->sources)
			return 0;
		memcpy(known->sources, found, count * sizeof(*found));
		known->address = address;
		known->count = count;
		file->sources->place_count++;
	}
	count = known->count < room ? known->count : room;
	memcpy(sources, known->sources, count * sizeof(*sources));
	return count;
}

void stack_sources_free(struct strobe_stack_file *file)
{
	if (file->sources)
		free_sources(file->sources);
}
#else
bool strobe_stacks_have_sources(void)
{
	return false;
}

unsigned strobe_stacks_sources(struct strobe_stacks *stacks, const struct strobe_frame *frame,
			       struct strobe_source *sources, unsigned room)
{
	(void)stacks;
	(void)frame;
	(void)sources;
	(void)room;
	return 0;
}

void stack_sources_free(struct strobe_stack_file *file)
{
	(void)file;
}
#endif
