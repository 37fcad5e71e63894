/*
 * Reading DWARF call frame information (DWARF 5, 6.4, and LSB Core, "Exception Frames") from a copy of .eh_frame.
 */
#ifndef STROBE_STACK_DWARF_H
#define STROBE_STACK_DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stack/inside.h"

/* How pointers are written (LSB Core, "DWARF Exception Header Encoding"). */
enum {
	DW_EH_PE_absptr = 0x00,
	DW_EH_PE_uleb128 = 0x01,
	DW_EH_PE_udata2 = 0x02,
	DW_EH_PE_udata4 = 0x03,
	DW_EH_PE_udata8 = 0x04,
	DW_EH_PE_sleb128 = 0x09,
	DW_EH_PE_sdata2 = 0x0a,
	DW_EH_PE_sdata4 = 0x0b,
	DW_EH_PE_sdata8 = 0x0c,
	DW_EH_PE_pcrel = 0x10,
	DW_EH_PE_datarel = 0x30,
	DW_EH_PE_indirect = 0x80,
	DW_EH_PE_omit = 0xff
};

/* Bytes being read. What lies behind the end reads as 0, and bad is set. */
struct dwarf_bytes {
	const uint8_t *at, *end;
	uint64_t address; /* of at */
	bool wide, bad;
};

uint64_t cfi_number(struct dwarf_bytes *bytes, unsigned size);
uint64_t cfi_uleb(struct dwarf_bytes *bytes);
int64_t cfi_sleb(struct dwarf_bytes *bytes);
/* A pointer in that encoding; data: what datarel is relative to. bad is set for what doesn't occur in files. */
uint64_t cfi_pointer(struct dwarf_bytes *bytes, uint8_t encoding, uint64_t data);

/* An entry for a range of code. */
struct dwarf_fde {
	uint64_t start, size;                 /* of the code */
	const uint8_t *initial, *initial_end; /* instructions that it has in common with others */
	const uint8_t *own, *own_end;
	uint64_t code_align;
	int64_t data_align;
	unsigned return_register;
	bool signal; /* the frame of a signal: its caller was interrupted and didn't call */
};

/*
 * Reads the entry at that address of a file. Sets next to the address of the one behind it, 0 when there is none. Returns
 * false when it is not an FDE that can be understood.
 */
bool cfi_read_fde(const struct strobe_stack_file *file, uint64_t address, struct dwarf_fde *fde,
		  uint64_t *next);

#endif
