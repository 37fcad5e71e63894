/*
 * Scalars as they lie in memory and in registers: widths, signs, byte order. Inline, for it is what the walker does most.
 */
#ifndef STROBE_DECODE_BASE_H
#define STROBE_DECODE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "strobe/abi.h"
#include "strobe/tables.h"

/* A value of an expression or a scalar: signed values are sign-extended. */
struct value {
	uint64_t bits;
	bool is_signed;
};

static inline unsigned walker_base_width(unsigned abi, unsigned base)
{
	/* Rows: U8 S8 U16 S16 U32 S32 U64 S64 BE16 BE32 BE64 LONG ULONG SIZE SSIZE PTR. */
	static const uint8_t widths[STROBE_ABI_COUNT][STROBE_BASE_COUNT] = {
		[STROBE_ABI_X86_64] = { 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8, 8, 8, 8, 8, 8 },
		[STROBE_ABI_X32] = { 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8, 8, 8, 4, 4, 4 },
		[STROBE_ABI_I386] = { 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8, 4, 4, 4, 4, 4 },
	};
	return widths[abi][base];
}

static inline bool walker_base_signed(unsigned base)
{
	const unsigned signed_bases = 1u << STROBE_BASE_S8 | 1u << STROBE_BASE_S16 | 1u << STROBE_BASE_S32 |
				      1u << STROBE_BASE_S64 | 1u << STROBE_BASE_LONG |
				      1u << STROBE_BASE_SSIZE;
	return signed_bases >> base & 1;
}

/* A register, or so many bits, cut to what a scalar of that base takes of it, extended by its sign if it has one. */
static inline struct value walker_from_register(unsigned abi, unsigned base, uint64_t bits)
{
	unsigned shift = 64 - 8 * walker_base_width(abi, base);
	bool is_signed = walker_base_signed(base);
	bits = is_signed ? (uint64_t)((int64_t)(bits << shift) >> shift) : bits << shift >> shift;
	return (struct value){ bits, is_signed };
}

/* Little-endian, unaligned; widths spelled out, so that each is a single load. */
static inline uint64_t walker_read_bytes(const uint8_t *data, unsigned width)
{
	uint64_t eight = 0;
	uint32_t four;
	uint16_t two;
	switch (width) {
	case 8: memcpy(&eight, data, 8); return eight;
	case 4: memcpy(&four, data, 4); return four;
	case 2: memcpy(&two, data, 2); return two;
	default: return data[0];
	}
}

/* Turns a base of network order; others stay as they are. */
static inline uint64_t walker_from_network(unsigned base, uint64_t bits)
{
	switch (base) {
	case STROBE_BASE_BE16: return __builtin_bswap16((uint16_t)bits);
	case STROBE_BASE_BE32: return __builtin_bswap32((uint32_t)bits);
	case STROBE_BASE_BE64: return __builtin_bswap64(bits);
	default: return bits;
	}
}

/* Reads a scalar of that base from memory; size bytes are there. False when they are too few. */
static inline bool walker_load(unsigned abi, unsigned base, const uint8_t *data, size_t size,
			       struct value *value)
{
	unsigned width = walker_base_width(abi, base);
	if (size < width || !data)
		return false;
	*value = walker_from_register(abi, base, walker_from_network(base, walker_read_bytes(data, width)));
	return true;
}

#endif
