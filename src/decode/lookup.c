/*
 * Look-ups in the generated tables: rows by number and name, names of values.
 */
#include <string.h>

#include "strobe/decode.h"

#define MAX_ERRNO_CODE 4096

const char *strobe_decode_text(uint32_t offset)
{
	return strobe_text + offset;
}

const struct strobe_row *strobe_decode_row(unsigned abi, uint64_t number)
{
	if (abi >= STROBE_ABI_COUNT || number >= strobe_row_count[abi])
		return NULL;
	const struct strobe_row *row = &strobe_rows[abi][number];
	return row->name ? row : NULL;
}

int strobe_decode_number(unsigned abi, const char *name)
{
	if (abi >= STROBE_ABI_COUNT)
		return -1;
	for (uint32_t number = 0; number < strobe_row_count[abi]; number++) {
		uint32_t text = strobe_rows[abi][number].name;
		if (text && strcmp(strobe_text + text, name) == 0)
			return (int)number;
	}
	return -1;
}

/* Writes name and number into buffer, as far as it goes. */
static void join_number(char *buffer, size_t size, const char *name, uint64_t number)
{
	char digits[20];
	size_t count = 0, used = 0;
	do
		digits[count++] = (char)('0' + number % 10);
	while (number /= 10);
	while (*name && used + 1 < size)
		buffer[used++] = *name++;
	while (count && used + 1 < size)
		buffer[used++] = digits[--count];
	buffer[used] = '\0';
}

static const struct strobe_item *find_sorted(const struct strobe_item *items, size_t count, uint64_t value)
{
	size_t low = 0;
	while (low < count) {
		size_t middle = low + (count - low) / 2;
		if (items[middle].value < value)
			low = middle + 1;
		else
			count = middle;
	}
	/* count is now the first item not below value, or the end; the caller checks. */
	return items + count;
}

const char *strobe_decode_set_name(uint16_t set_index, unsigned abi, uint64_t value, char *buffer,
				   size_t size)
{
	const struct strobe_set *set = &strobe_sets[set_index];
	const struct strobe_item *items = strobe_items + set->first[abi];
	if (set->flags & STROBE_SET_SORTED) {
		const struct strobe_item *item = find_sorted(items, set->count, value);
		return item < items + set->count && item->value == value ? strobe_text + item->name : NULL;
	}
	for (const struct strobe_item *item = items; item < items + set->count; item++) {
		if (item->flags & (STROBE_ITEM_ALIAS | STROBE_ITEM_FIELD))
			continue;
		if (item->flags & STROBE_ITEM_RANGE) {
			if (value < item->value || value > item->last)
				continue;
			join_number(buffer, size, strobe_text + item->name, value - item->value + item->from);
			return buffer;
		}
		if (item->value == value)
			return strobe_text + item->name;
	}
	return NULL;
}

const char *strobe_decode_errno_name(int error)
{
	char unused[1];
	if (error <= 0 || error >= MAX_ERRNO_CODE)
		return NULL;
	return strobe_decode_set_name(strobe_set_errnos, STROBE_ABI_X86_64, (uint64_t)error, unused,
				      sizeof(unused));
}

const char *strobe_decode_signal_name(int signo, char buffer[16])
{
	const char *name = NULL;
	if (signo > 0)
		name = strobe_decode_set_name(strobe_set_signals, STROBE_ABI_X86_64, (uint64_t)signo, buffer,
					      16);
	if (!name) {
		join_number(buffer, 16, signo < 0 ? "-" : "", signo < 0 ? -(uint64_t)signo : (uint64_t)signo);
		name = buffer;
	}
	return name;
}
