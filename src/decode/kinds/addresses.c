/*
 * Hardware and socket addresses.
 */
#include <string.h>

#include "../walker.h"

/* unix(7): a path (ended by a NUL or by the length), or, after a first NUL, an abstract name of all the bytes. */
void kind_show_sunpath(struct strobe_sink *sink, const uint8_t *data, size_t size)
{
	if (!size) {
		sink->ops->bytes(sink, "", 0, STROBE_BYTES_STRING);
		return;
	}
	if (data[0] == '\0') {
		sink->ops->bytes(sink, data + 1, size - 1, STROBE_BYTES_ABSTRACT);
		return;
	}
	const uint8_t *nul = memchr(data, 0, size);
	sink->ops->bytes(sink, data, nul ? (size_t)(nul - data) : size,
			 STROBE_BYTES_STRING | STROBE_BYTES_PATH);
}
