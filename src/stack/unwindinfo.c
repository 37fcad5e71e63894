/*
 * Finds the unwind information of a file, .eh_frame (LSB Core, "Exception Frames"), and in it the entry for an address:
 * by the sorted table of .eh_frame_hdr, or one made here where a file has none.
 */
#include <config.h>

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "stack/dwarf.h"
#include "stack/inside.h"

/* The one encoding that linkers write into tables: signed 4 bytes, from the header on. */
#define TABLE_ENCODING (DW_EH_PE_datarel | DW_EH_PE_sdata4)
#define ROWS_MOST (4u << 20)

static const uint8_t *bytes_at(const struct strobe_stack_file *file, uint64_t address, size_t size)
{
	uint64_t offset = address - file->unwind_address;

	if (offset > file->unwind_size || size > file->unwind_size - offset)
		return NULL;
	return file->unwind + offset;
}

/* Where .eh_frame_hdr says that .eh_frame is, and whether its table can be used. */
static bool read_header(struct strobe_stack_file *file, const struct stack_segment *segment)
{
	struct dwarf_bytes bytes;
	uint8_t *data = stack_elf_read(&file->elf, segment->offset,
				       segment->file_size < 64 ? segment->file_size : 64);
	size_t size = segment->file_size < 64 ? segment->file_size : 64;
	uint64_t count = 0, frames = 0;
	bool good;

	if (!data)
		return false;
	bytes = (struct dwarf_bytes){
		.at = data, .end = data + size, .address = segment->address, .wide = file->elf.wide
	};
	good = size > 4 && data[0] == 1;
	if (good) {
		bytes.at += 4;
		bytes.address += 4;
		frames = cfi_pointer(&bytes, data[1], segment->address);
		good = !bytes.bad && frames;
		if (data[2] != DW_EH_PE_omit && data[3] == TABLE_ENCODING)
			count = cfi_pointer(&bytes, data[2], segment->address);
	}
	if (good)
		file->frames = frames;
	if (good && !bytes.bad && count && count <= segment->file_size / 8 &&
	    (uint64_t)(bytes.at - data) + count * 8 <= segment->file_size) {
		file->header = segment->address;
		file->table = bytes.address;
		file->table_count = count;
	}
	free(data);
	return good;
}

/* Reads what lies between those addresses, which must be in one segment. */
static bool read_region(struct strobe_stacks *stacks, struct strobe_stack_file *file, uint64_t start,
			uint64_t end)
{
	const struct stack_segment *segment = stack_elf_segment_of(&file->elf, start, end - start);

	if (!segment || end <= start || end - start > stack_files_room(stacks))
		return false;
	file->unwind = stack_elf_read(&file->elf, segment->offset + (start - segment->address), end - start);
	if (!file->unwind)
		return false;
	file->unwind_address = start;
	file->unwind_size = end - start;
	stacks->files.held += end - start;
	return true;
}

static int compare_rows(const void *left, const void *right)
{
	const struct stack_fde_row *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Makes the table that the file hasn't. */
static void make_rows(struct strobe_stacks *stacks, struct strobe_stack_file *file)
{
	uint64_t address = file->frames, end = file->frames + file->frames_size;
	size_t room = 0;

	while (address < end) {
		struct dwarf_fde fde;
		uint64_t next;
		bool is_fde = cfi_read_fde(file, address, &fde, &next);

		if (next <= address)
			break;
		if (is_fde && fde.size) {
			if (file->row_count == room) {
				size_t more = room ? room * 2 : 256;
				struct stack_fde_row *rows;

				if (more > ROWS_MOST || more * sizeof(*rows) > stack_files_room(stacks))
					break;
				rows = realloc(file->rows, more * sizeof(*rows));
				if (!rows)
					break;
				file->rows = rows;
				room = more;
			}
			file->rows[file->row_count++] =
				(struct stack_fde_row){ .start = fde.start, .fde = address };
		}
		address = next;
	}
	stacks->files.held += room * sizeof(*file->rows);
	if (file->row_count)
		qsort(file->rows, file->row_count, sizeof(*file->rows), compare_rows);
}

void stack_unwind_load(struct strobe_stacks *stacks, struct strobe_stack_file *file)
{
	const struct stack_section *section = stack_elf_section(&file->elf, ".eh_frame");
	const struct stack_segment *header = NULL, *segment;
	uint64_t start, end;

	for (unsigned i = 0; i < file->elf.segment_count && !header; i++)
		if (file->elf.segments[i].type == PT_GNU_EH_FRAME)
			header = &file->elf.segments[i];
	if (!header || !read_header(file, header)) {
		header = NULL;
		if (!section || section->type == SHT_NOBITS || !section->address)
			return;
		file->frames = section->address;
	}
	if (section && section->address == file->frames) {
		file->frames_size = section->size;
	} else {
		segment = stack_elf_segment_of(&file->elf, file->frames, 0);
		if (!segment)
			return;
		file->frames_size = segment->address + segment->file_size - file->frames;
	}
	start = file->frames;
	end = file->frames + file->frames_size;
	if (file->header) {
		uint64_t header_end = file->table + file->table_count * 8;

		if (read_region(stacks, file, start < file->header ? start : file->header,
				end > header_end ? end : header_end))
			return;
	}
	/* Without a table that can be used, or with one that lies elsewhere. */
	file->header = 0;
	if (read_region(stacks, file, start, end))
		make_rows(stacks, file);
}

static bool find_in_table(const struct strobe_stack_file *file, uint64_t address, uint64_t *fde)
{
	const uint8_t *table = bytes_at(file, file->table, file->table_count * 8);
	uint64_t low = 0, high = file->table_count;
	int64_t wanted = (int64_t)(address - file->header);

	if (!table)
		return false;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if ((int32_t)stack_u32(table + middle * 8) <= wanted)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return false;
	*fde = file->header + (uint64_t)(int64_t)(int32_t)stack_u32(table + (low - 1) * 8 + 4);
	return true;
}

bool stack_unwind_find(const struct strobe_stack_file *file, uint64_t address, uint64_t *fde)
{
	size_t low = 0, high = file->row_count;

	if (!file->unwind_size)
		return false;
	if (file->header)
		return find_in_table(file, address, fde);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->rows[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return false;
	*fde = file->rows[low - 1].fde;
	return true;
}
