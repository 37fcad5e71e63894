/*
 * Reads the entries of .eh_frame; nothing in them is believed.
 */
#include <config.h>

#include <string.h>

#include "stack/dwarf.h"

uint64_t cfi_number(struct dwarf_bytes *bytes, unsigned size)
{
	uint64_t value = 0;

	if ((size_t)(bytes->end - bytes->at) < size) {
		bytes->bad = true;
		bytes->at = bytes->end;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)bytes->at[i] << (8 * i);
	bytes->at += size;
	bytes->address += size;
	return value;
}

/* The bits of a LEB128 number; shift: how many it gives; last: its last byte. */
static uint64_t leb_bits(struct dwarf_bytes *bytes, unsigned *shift, uint8_t *last)
{
	uint64_t value = 0;
	*shift = 0;
	do {
		*last = (uint8_t)cfi_number(bytes, 1);
		if (*shift < 64)
			value |= (uint64_t)(*last & 0x7f) << *shift;
		*shift += 7;
	} while (*last & 0x80);
	return value;
}

uint64_t cfi_uleb(struct dwarf_bytes *bytes)
{
	unsigned shift;
	uint8_t last;

	return leb_bits(bytes, &shift, &last);
}

int64_t cfi_sleb(struct dwarf_bytes *bytes)
{
	unsigned shift;
	uint8_t byte;
	uint64_t value = leb_bits(bytes, &shift, &byte);

	if ((byte & 0x40) && shift < 64)
		value |= ~(uint64_t)0 << shift;
	return (int64_t)value;
}

uint64_t cfi_pointer(struct dwarf_bytes *bytes, uint8_t encoding, uint64_t data)
{
	uint64_t here = bytes->address, value;

	switch (encoding & 0x0f) {
	case DW_EH_PE_absptr: value = cfi_number(bytes, bytes->wide ? 8 : 4); break;
	case DW_EH_PE_uleb128: value = cfi_uleb(bytes); break;
	case DW_EH_PE_udata2: value = cfi_number(bytes, 2); break;
	case DW_EH_PE_udata4: value = cfi_number(bytes, 4); break;
	case DW_EH_PE_udata8: value = cfi_number(bytes, 8); break;
	case DW_EH_PE_sleb128: value = (uint64_t)cfi_sleb(bytes); break;
	case DW_EH_PE_sdata2: value = (uint64_t)(int64_t)(int16_t)cfi_number(bytes, 2); break;
	case DW_EH_PE_sdata4: value = (uint64_t)(int64_t)(int32_t)cfi_number(bytes, 4); break;
	case DW_EH_PE_sdata8: value = cfi_number(bytes, 8); break;
	default: bytes->bad = true; return 0;
	}
	switch (encoding & 0x70) {
	case 0: break;
	case DW_EH_PE_pcrel: value += here; break;
	case DW_EH_PE_datarel: value += data; break;
	default: bytes->bad = true;
	}
	if (!bytes->wide)
		value = (uint32_t)value;
	return value;
}

static bool bytes_from(const struct strobe_stack_file *file, uint64_t address, struct dwarf_bytes *bytes)
{
	uint64_t offset = address - file->unwind_address;

	if (offset >= file->unwind_size)
		return false;
	*bytes = (struct dwarf_bytes){ .at = file->unwind + offset,
				       .end = file->unwind + file->unwind_size,
				       .address = address,
				       .wide = file->elf.wide };
	return true;
}

/* The length in front of an entry; cuts bytes down to the entry. false at the end of all. */
static bool read_length(struct dwarf_bytes *bytes)
{
	uint64_t length = cfi_number(bytes, 4);

	if (length == 0xffffffff)
		length = cfi_number(bytes, 8);
	if (bytes->bad || length < 4 || length > (uint64_t)(bytes->end - bytes->at))
		return false;
	bytes->end = bytes->at + length;
	return true;
}

/* The common part of entries. encoding: of an FDE's addresses. */
static bool read_cie(const struct strobe_stack_file *file, uint64_t address, struct dwarf_fde *fde,
		     uint8_t *encoding, bool *augmented)
{
	struct dwarf_bytes bytes;
	const char *letters;
	const uint8_t *after;
	uint8_t version;
	uint64_t size;

	if (!bytes_from(file, address, &bytes) || !read_length(&bytes) || cfi_number(&bytes, 4) != 0)
		return false;
	version = (uint8_t)cfi_number(&bytes, 1);
	letters = (const char *)bytes.at;
	if (bytes.bad || (version != 1 && version != 3) ||
	    !memchr(letters, '\0', (size_t)(bytes.end - bytes.at)))
		return false;
	bytes.address += strlen(letters) + 1;
	bytes.at += strlen(letters) + 1;
	fde->code_align = cfi_uleb(&bytes);
	fde->data_align = cfi_sleb(&bytes);
	fde->return_register = version == 1 ? (unsigned)cfi_number(&bytes, 1) : (unsigned)cfi_uleb(&bytes);
	*encoding = DW_EH_PE_absptr;
	*augmented = letters[0] == 'z';
	after = bytes.at;
	if (*augmented) {
		size = cfi_uleb(&bytes);
		if (bytes.bad || size > (uint64_t)(bytes.end - bytes.at))
			return false;
		after = bytes.at + size;
		while (*++letters) {
			if (*letters == 'R') {
				*encoding = (uint8_t)cfi_number(&bytes, 1);
			} else if (*letters == 'P') {
				uint8_t personality = (uint8_t)cfi_number(&bytes, 1);

				cfi_pointer(&bytes, personality & 0x7f, 0);
			} else if (*letters == 'L') {
				cfi_number(&bytes, 1);
			} else if (*letters == 'S') {
				fde->signal = true;
			} else if (*letters != 'B') {
				break;
			}
		}
	} else if (letters[0] != '\0') {
		return false;
	}
	fde->initial = after;
	fde->initial_end = bytes.end;
	return !bytes.bad;
}

bool cfi_read_fde(const struct strobe_stack_file *file, uint64_t address, struct dwarf_fde *fde,
		  uint64_t *next)
{
	struct dwarf_bytes bytes;
	uint64_t id_address, distance, size;
	uint8_t encoding;
	bool augmented;

	*next = 0;
	*fde = (struct dwarf_fde){ 0 };
	if (!bytes_from(file, address, &bytes) || !read_length(&bytes))
		return false;
	*next = bytes.address + (uint64_t)(bytes.end - bytes.at);
	id_address = bytes.address;
	distance = cfi_number(&bytes, 4);
	if (distance == 0 || !read_cie(file, id_address - distance, fde, &encoding, &augmented))
		return false;
	fde->start = cfi_pointer(&bytes, encoding & 0x7f, 0);
	fde->size = cfi_pointer(&bytes, encoding & 0x0f, 0);
	if (augmented) {
		size = cfi_uleb(&bytes);
		if (bytes.bad || size > (uint64_t)(bytes.end - bytes.at))
			return false;
		bytes.at += size;
	}
	fde->own = bytes.at;
	fde->own_end = bytes.end;
	return !bytes.bad;
}
