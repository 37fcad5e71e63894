/*
 * Prints every named value that the tables hold, for tests/desc/constants.py: SET, ABI, BITS, NAME and VALUE with tabs between them, a line, BITS
 * being the width of the set's base type.
 */
#include <inttypes.h>
#include <stdio.h>

#include "strobe/decode.h"
#include "strobe/tables.h"

static const char *const abi_names[STROBE_ABI_COUNT] = { "x86_64", "x32", "i386" };

static unsigned bits(unsigned base, unsigned abi)
{
	switch (base) {
	case STROBE_BASE_U8:
	case STROBE_BASE_S8: return 8;
	case STROBE_BASE_U16:
	case STROBE_BASE_S16:
	case STROBE_BASE_BE16: return 16;
	case STROBE_BASE_U64:
	case STROBE_BASE_S64:
	case STROBE_BASE_BE64: return 64;
	case STROBE_BASE_LONG:
	case STROBE_BASE_ULONG: return abi == STROBE_ABI_I386 ? 32 : 64;
	case STROBE_BASE_SIZE:
	case STROBE_BASE_SSIZE:
	case STROBE_BASE_PTR: return abi == STROBE_ABI_X86_64 ? 64 : 32;
	default: return 32;
	}
}

int main(void)
{
	for (uint32_t i = 0; i < strobe_set_count; i++) {
		const struct strobe_set *set = &strobe_sets[i];

		for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
			for (unsigned n = 0; n < set->count; n++) {
				const struct strobe_item *item = &strobe_items[set->first[abi] + n];
				const char *name = strobe_decode_text(item->name);

				/* A range's name has its number behind it; a field's is the description's own. */
				if (item->flags & (STROBE_ITEM_RANGE | STROBE_ITEM_HIDDEN) || !*name)
					continue;
				if (item->flags & STROBE_ITEM_FIELD)
					printf("%s\t%s\t%u\t?%s\t%" PRIu64 "\n", strobe_decode_text(set->name), abi_names[abi],
					       bits(set->base, abi), name, item->value);
				else
					printf("%s\t%s\t%u\t%s\t%" PRIu64 "\n", strobe_decode_text(set->name), abi_names[abi],
					       bits(set->base, abi), name, item->value << item->shift);
			}
		}
	}
	return 0;
}
