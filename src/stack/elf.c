/*
 * Reads ELF files (elf(5)) without trusting them: every offset and size is checked against the file's, and what is read is
 * a copy, so that a file that is cut off meanwhile can't send us a SIGBUS.
 */
#include <config.h>

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stack/inside.h"

#define SEGMENTS_MOST 1024u
#define SECTIONS_MOST 65536u

static bool read_at(const struct stack_elf *elf, uint64_t offset, void *data, size_t size)
{
	uint8_t *to = data;

	if (offset > elf->size || size > elf->size - offset)
		return false;
	if (elf->fd < 0) {
		memcpy(to, elf->data + offset, size);
		return true;
	}
	while (size) {
		ssize_t got = pread(elf->fd, to, size, (off_t)offset);

		if (got <= 0)
			return false;
		to += got;
		offset += (uint64_t)got;
		size -= (size_t)got;
	}
	return true;
}

uint8_t *stack_elf_read(const struct stack_elf *elf, uint64_t offset, uint64_t size)
{
	uint8_t *data;

	if (size > STACK_READ_MOST || offset > elf->size || size > elf->size - offset)
		return NULL;
	data = malloc(size ? size : 1);
	if (data && !read_at(elf, offset, data, size)) {
		free(data);
		return NULL;
	}
	return data;
}

static void take_segment(struct stack_segment *segment, const uint8_t *row, bool wide)
{
	segment->type = stack_u32(row);
	if (wide) {
		segment->flags = stack_u32(row + 4);
		segment->offset = stack_u64(row + 8);
		segment->address = stack_u64(row + 16);
		segment->file_size = stack_u64(row + 32);
		segment->memory_size = stack_u64(row + 40);
	} else {
		segment->offset = stack_u32(row + 4);
		segment->address = stack_u32(row + 8);
		segment->file_size = stack_u32(row + 16);
		segment->memory_size = stack_u32(row + 20);
		segment->flags = stack_u32(row + 24);
	}
}

static void take_section(struct stack_section *section, const uint8_t *row, bool wide)
{
	section->name = stack_u32(row);
	section->type = stack_u32(row + 4);
	if (wide) {
		section->flags = stack_u64(row + 8);
		section->address = stack_u64(row + 16);
		section->offset = stack_u64(row + 24);
		section->size = stack_u64(row + 32);
		section->link = stack_u32(row + 40);
		section->entry_size = stack_u64(row + 56);
	} else {
		section->flags = stack_u32(row + 8);
		section->address = stack_u32(row + 12);
		section->offset = stack_u32(row + 16);
		section->size = stack_u32(row + 20);
		section->link = stack_u32(row + 24);
		section->entry_size = stack_u32(row + 36);
	}
}

static bool read_segments(struct stack_elf *elf, uint64_t offset, unsigned count, size_t row_size)
{
	uint8_t *rows;

	if (count == 0)
		return true;
	if (count > SEGMENTS_MOST || row_size < (elf->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)))
		return false;
	rows = stack_elf_read(elf, offset, (uint64_t)count * row_size);
	if (!rows)
		return false;
	elf->segments = calloc(count, sizeof(*elf->segments));
	if (elf->segments) {
		elf->segment_count = count;
		for (unsigned i = 0; i < count; i++)
			take_segment(&elf->segments[i], rows + i * row_size, elf->wide);
	}
	free(rows);
	return elf->segments != NULL;
}

/* Sections are good to have; a file without is one without symbols. */
static void read_sections(struct stack_elf *elf, uint64_t offset, unsigned count, unsigned names,
			  size_t row_size)
{
	size_t least = elf->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	struct stack_section first;
	uint8_t *rows;

	if (offset == 0 || row_size < least)
		return;
	/* elf(5): the first section holds the numbers that have no room in the header. */
	rows = stack_elf_read(elf, offset, row_size);
	if (!rows)
		return;
	take_section(&first, rows, elf->wide);
	free(rows);
	if (count == 0)
		count = first.size < SECTIONS_MOST ? (unsigned)first.size : SECTIONS_MOST;
	if (names == SHN_XINDEX)
		names = first.link;
	rows = stack_elf_read(elf, offset, (uint64_t)count * row_size);
	if (!rows)
		return;
	elf->sections = calloc(count ? count : 1, sizeof(*elf->sections));
	if (elf->sections) {
		elf->section_count = count;
		for (unsigned i = 0; i < count; i++)
			take_section(&elf->sections[i], rows + i * row_size, elf->wide);
	}
	free(rows);
	if (!elf->sections || names >= count)
		return;
	elf->names_size = elf->sections[names].size;
	elf->names = (char *)stack_elf_content(elf, &elf->sections[names]);
	if (elf->names && elf->names_size)
		elf->names[elf->names_size - 1] = '\0';
	else
		elf->names_size = 0;
}

static bool read_header(struct stack_elf *elf)
{
	uint8_t header[sizeof(Elf64_Ehdr)] = { 0 };
	size_t size = elf->size < sizeof(header) ? elf->size : sizeof(header);
	uint64_t segments, sections;
	const uint8_t *tail;

	if (size < sizeof(Elf32_Ehdr) || !read_at(elf, 0, header, size) ||
	    memcmp(header, ELFMAG, SELFMAG) != 0 || header[EI_DATA] != ELFDATA2LSB)
		return false;
	elf->wide = header[EI_CLASS] == ELFCLASS64;
	if (elf->wide ? size < sizeof(Elf64_Ehdr) : header[EI_CLASS] != ELFCLASS32)
		return false;
	segments = elf->wide ? stack_u64(header + 32) : stack_u32(header + 28);
	sections = elf->wide ? stack_u64(header + 40) : stack_u32(header + 32);
	tail = header +
	       (elf->wide ? 52 : 40); /* e_ehsize, e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx */
	if (!read_segments(elf, segments, stack_u16(tail + 4), stack_u16(tail + 2)))
		return false;
	read_sections(elf, sections, stack_u16(tail + 8), stack_u16(tail + 10), stack_u16(tail + 6));
	return true;
}

int stack_open_regular(const char *path)
{
	/* O_PATH has no effect on what it opens, be it a device or a pipe. */
	int handle = open(path, O_PATH | O_CLOEXEC), fd = -1;
	struct stat status;
	char again[40];

	if (handle < 0)
		return -1;
	if (fstat(handle, &status) == 0 && S_ISREG(status.st_mode)) {
		snprintf(again, sizeof(again), "/proc/self/fd/%d", handle);
		fd = open(again, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	}
	close(handle);
	return fd;
}

bool stack_elf_open(struct stack_elf *elf, int fd, uint8_t *data, size_t size)
{
	struct stat status;

	*elf = (struct stack_elf){ .fd = fd, .data = data, .size = size };
	if (fd >= 0) {
		/* Pipes and devices have no size, and reading them could do something. */
		if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0) {
			stack_elf_close(elf);
			return false;
		}
		elf->size = (uint64_t)status.st_size;
	}
	if (read_header(elf))
		return true;
	stack_elf_close(elf);
	return false;
}

void stack_elf_drop(struct stack_elf *elf)
{
	if (elf->fd >= 0)
		close(elf->fd);
	free(elf->data);
	free(elf->sections);
	free(elf->names);
	elf->fd = -1;
	elf->data = NULL;
	elf->size = 0;
	elf->sections = NULL;
	elf->section_count = 0;
	elf->names = NULL;
	elf->names_size = 0;
}

void stack_elf_close(struct stack_elf *elf)
{
	stack_elf_drop(elf);
	free(elf->segments);
	elf->segments = NULL;
	elf->segment_count = 0;
}

const struct stack_section *stack_elf_section(const struct stack_elf *elf, const char *name)
{
	for (unsigned i = 0; i < elf->section_count; i++)
		if (elf->sections[i].name < elf->names_size &&
		    strcmp(elf->names + elf->sections[i].name, name) == 0)
			return &elf->sections[i];
	return NULL;
}

const struct stack_section *stack_elf_section_of_type(const struct stack_elf *elf, uint32_t type)
{
	for (unsigned i = 0; i < elf->section_count; i++)
		if (elf->sections[i].type == type)
			return &elf->sections[i];
	return NULL;
}

uint8_t *stack_elf_content(const struct stack_elf *elf, const struct stack_section *section)
{
	if (section->type == SHT_NOBITS || (section->flags & SHF_COMPRESSED))
		return NULL;
	return stack_elf_read(elf, section->offset, section->size);
}

/* Notes (elf(5)): name size, content size, type, then name and content, each padded to four bytes. */
static unsigned find_build_id(const uint8_t *notes, size_t size, uint8_t id[64])
{
	while (size >= 12) {
		size_t name = stack_u32(notes), content = stack_u32(notes + 4);
		size_t name_padded = (name + 3) & ~(size_t)3, padded = (content + 3) & ~(size_t)3;

		if (name_padded > size - 12 || content > size - 12 - name_padded)
			return 0;
		if (stack_u32(notes + 8) == NT_GNU_BUILD_ID && name == 4 &&
		    memcmp(notes + 12, "GNU", 4) == 0) {
			if (content < 2 || content > 64)
				return 0;
			memcpy(id, notes + 12 + name_padded, content);
			return (unsigned)content;
		}
		if (padded > size - 12 - name_padded)
			return 0;
		notes += 12 + name_padded + padded;
		size -= 12 + name_padded + padded;
	}
	return 0;
}

unsigned stack_elf_build_id(const struct stack_elf *elf, uint8_t id[64])
{
	for (unsigned i = 0; i < elf->segment_count; i++) {
		const struct stack_segment *segment = &elf->segments[i];
		unsigned length = 0;
		uint8_t *notes;

		if (segment->type != PT_NOTE || segment->file_size > 65536)
			continue;
		notes = stack_elf_read(elf, segment->offset, segment->file_size);
		if (notes)
			length = find_build_id(notes, segment->file_size, id);
		free(notes);
		if (length)
			return length;
	}
	return 0;
}

const struct stack_segment *stack_elf_segment_at(const struct stack_elf *elf, uint64_t offset)
{
	const struct stack_segment *found = NULL;

	for (unsigned i = 0; i < elf->segment_count; i++) {
		const struct stack_segment *segment = &elf->segments[i];
		uint64_t start = segment->offset & ~(uint64_t)4095;

		/* Whole pages are mapped, so a page can belong to two segments: the one with code is meant. */
		if (segment->type != PT_LOAD || offset < start ||
		    offset - start >=
			    ((segment->offset - start + segment->file_size + 4095) & ~(uint64_t)4095))
			continue;
		if (segment->flags & PF_X)
			return segment;
		if (!found)
			found = segment;
	}
	return found;
}

const struct stack_segment *stack_elf_segment_of(const struct stack_elf *elf, uint64_t address, uint64_t size)
{
	for (unsigned i = 0; i < elf->segment_count; i++) {
		const struct stack_segment *segment = &elf->segments[i];

		if (segment->type == PT_LOAD && address >= segment->address &&
		    address - segment->address <= segment->file_size &&
		    size <= segment->file_size - (address - segment->address))
			return segment;
	}
	return NULL;
}
