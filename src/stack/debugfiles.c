/*
 * Symbols that were taken out of a file: in a file of their own, found by build-id or by debuglink as GDB does (its manual,
 * "Debugging Information in Separate Files"), or packed into the section .gnu_debugdata (there, "MiniDebugInfo").
 */
#include <config.h>

#include <elf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif

#include "stack/inside.h"

static bool same_build_id(const struct stack_elf *elf, const uint8_t *id, unsigned length)
{
	uint8_t other[64];

	return stack_elf_build_id(elf, other) == length && memcmp(id, other, length) == 0;
}

static bool open_at(struct stack_elf *debug, const char *path)
{
	int fd = stack_open_regular(path);

	return fd >= 0 && stack_elf_open(debug, fd, NULL, 0);
}

static bool open_by_build_id(struct stack_elf *debug, const char *root, const uint8_t *id, unsigned length)
{
	char path[PATH_MAX], hex[129];

	for (unsigned i = 0; i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", id[i]);
	if (snprintf(path, sizeof(path), "%s/usr/lib/debug/.build-id/%.2s/%s.debug", root, hex, hex + 2) >=
		    PATH_MAX ||
	    !open_at(debug, path))
		return false;
	if (same_build_id(debug, id, length))
		return true;
	stack_elf_close(debug);
	return false;
}

/* The checksum of debuglinks: CRC-32 of the whole file. */
static bool checksum(const struct stack_elf *elf, uint32_t *sum)
{
	static uint32_t table[256];
	uint32_t crc = 0xffffffff;

	if (!table[1]) {
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t value = i;

			for (int bit = 0; bit < 8; bit++)
				value = value & 1 ? value >> 1 ^ 0xedb88320 : value >> 1;
			table[i] = value;
		}
	}
	if (elf->size > STACK_READ_MOST)
		return false;
	for (uint64_t at = 0; at < elf->size; at += 1 << 20) {
		size_t size = elf->size - at < 1 << 20 ? elf->size - at : 1 << 20;
		uint8_t *data = stack_elf_read(elf, at, size);

		if (!data)
			return false;
		for (size_t i = 0; i < size; i++)
			crc = table[(crc ^ data[i]) & 0xff] ^ crc >> 8;
		free(data);
	}
	*sum = ~crc;
	return true;
}

static bool open_linked(struct stack_elf *debug, const struct stack_elf *elf, const char *path,
			uint32_t wanted)
{
	uint8_t id[64];
	unsigned length = stack_elf_build_id(elf, id);
	uint32_t sum;

	if (!open_at(debug, path))
		return false;
	if (length ? same_build_id(debug, id, length) : checksum(debug, &sum) && sum == wanted)
		return true;
	stack_elf_close(debug);
	return false;
}

static bool open_by_link(struct stack_elf *debug, const struct stack_elf *elf, const char *root,
			 const char *name)
{
	static const char *const folders[][2] = { { "", "" }, { "", ".debug/" }, { "/usr/lib/debug", "" } };
	const struct stack_section *section = stack_elf_section(elf, ".gnu_debuglink");
	const char *slash = strrchr(name, '/');
	uint8_t *content = section && section->size < PATH_MAX ? stack_elf_content(elf, section) : NULL;
	size_t length = content ? strnlen((const char *)content, section->size) : 0;
	bool found = false;
	char path[PATH_MAX];

	/* A file name, padded to four bytes, and a checksum. */
	if (slash && length && !memchr(content, '/', length) &&
	    ((length + 4) & ~(size_t)3) + 4 <= section->size) {
		uint32_t sum = stack_u32(content + ((length + 4) & ~(size_t)3));

		for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && !found; i++)
			found = snprintf(path, sizeof(path), "%s%s%.*s/%s%s", root, folders[i][0],
					 (int)(slash - name), name, folders[i][1],
					 (const char *)content) < PATH_MAX &&
				open_linked(debug, elf, path, sum);
	}
	free(content);
	return found;
}

bool stack_debug_open(struct stack_elf *debug, const struct stack_elf *elf, const char *root,
		      const char *name)
{
	uint8_t id[64];
	unsigned length = stack_elf_build_id(elf, id);

	/* A container may lack what the machine has. */
	if (length && (open_by_build_id(debug, root, id, length) || open_by_build_id(debug, "", id, length)))
		return true;
	return name[0] == '/' && open_by_link(debug, elf, root, name);
}

#ifdef HAVE_LIBLZMA
#define UNPACKED_MOST (64u << 20)

/* Unpacks a file of format xz (liblzma's memory is limited too). NULL when it isn't one, or gets too big. */
static uint8_t *unpack(const uint8_t *packed, size_t packed_size, size_t *size)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	size_t room = packed_size < UNPACKED_MOST / 8 ? packed_size * 8 + 4096 : UNPACKED_MOST;
	uint8_t *data = malloc(room), *bigger;
	lzma_ret result = LZMA_OK;

	if (!data || lzma_stream_decoder(&stream, UNPACKED_MOST * 2, 0) != LZMA_OK) {
		free(data);
		return NULL;
	}
	stream.next_in = packed;
	stream.avail_in = packed_size;
	stream.next_out = data;
	stream.avail_out = room;
	while ((result = lzma_code(&stream, LZMA_FINISH)) == LZMA_OK) {
		if (stream.avail_out || room >= UNPACKED_MOST)
			break;
		bigger = realloc(data, room * 2);
		if (!bigger)
			break;
		data = bigger;
		stream.next_out = data + room;
		stream.avail_out = room;
		room *= 2;
	}
	*size = (size_t)stream.total_out;
	lzma_end(&stream);
	if (result == LZMA_STREAM_END)
		return data;
	free(data);
	return NULL;
}

bool stack_mini_open(struct stack_elf *mini, const struct stack_elf *elf)
{
	const struct stack_section *section = stack_elf_section(elf, ".gnu_debugdata");
	uint8_t *packed = section ? stack_elf_content(elf, section) : NULL, *data = NULL;
	size_t size = 0;

	if (packed)
		data = unpack(packed, section->size, &size);
	free(packed);
	return data && stack_elf_open(mini, -1, data, size);
}
#else
bool stack_mini_open(struct stack_elf *mini, const struct stack_elf *elf)
{
	(void)mini;
	(void)elf;
	return false;
}
#endif
