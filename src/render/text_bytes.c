/*
 * Strings as C source shows them.
 */
#include "strobe/text.h"

#include "strobe/palette.h"

/* What strace counts as plain: printable ASCII, and the characters that C has letters for among the blanks. */
static bool is_plain(uint8_t byte)
{
	return (byte >= ' ' && byte < 0x7f) || (byte >= '\t' && byte <= '\r');
}

static bool all_plain(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!is_plain(bytes[i]))
			return false;
	return true;
}

static void put_hex(struct strobe_output *output, uint8_t byte)
{
	static const char digits[] = "0123456789abcdef";
	char escape[4] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };
	strobe_output_bytes(output, escape, sizeof(escape));
}

/* As few digits as do: three only when a digit follows that would belong to them. */
static void put_octal(struct strobe_output *output, uint8_t byte, bool digit_follows)
{
	char escape[4] = { '\\' };
	size_t size = 1;
	if (digit_follows || byte > 077)
		escape[size++] = (char)('0' + (byte >> 6));
	if (digit_follows || byte > 07)
		escape[size++] = (char)('0' + (byte >> 3 & 7));
	escape[size++] = (char)('0' + (byte & 7));
	strobe_output_bytes(output, escape, size);
}

static void put_byte(struct strobe_output *output, const uint8_t *byte, const uint8_t *end,
		     const char *escape, enum strobe_hex hex)
{
	static const char letters[] = "tnvfr";
	if (*byte == '"' || *byte == '\\') {
		strobe_output_char(output, '\\');
		strobe_output_char(output, (char)*byte);
	} else if (*byte >= '\t' && *byte <= '\r') {
		strobe_output_char(output, '\\');
		strobe_output_char(output, letters[*byte - '\t']);
	} else if (is_plain(*byte) && !(escape && strchr(escape, *byte))) {
		strobe_output_char(output, (char)*byte);
	} else if (hex == STROBE_HEX_NON_ASCII_CHARS) {
		put_hex(output, *byte);
	} else {
		put_octal(output, *byte, byte + 1 < end && byte[1] >= '0' && byte[1] <= '7');
	}
}

void strobe_text_escaped(struct strobe_output *output, const void *data, size_t size, const char *escape,
			 enum strobe_hex hex)
{
	const uint8_t *byte = data, *end = byte + size;
	if (hex == STROBE_HEX_ALL || (hex == STROBE_HEX_NON_ASCII && !all_plain(byte, size))) {
		while (byte < end)
			put_hex(output, *byte++);
		return;
	}
	while (byte < end) {
		const uint8_t *plain = byte;
		while (!escape && byte < end && *byte >= ' ' && *byte < 0x7f && *byte != '"' && *byte != '\\')
			byte++;
		strobe_output_bytes(output, plain, (size_t)(byte - plain));
		if (byte < end) {
			put_byte(output, byte, end, escape, hex);
			byte++;
		}
	}
}

void strobe_text_string(struct strobe_output *output, const void *data, size_t size, unsigned flags,
			enum strobe_hex hex)
{
	if (flags & STROBE_BYTES_ABSTRACT)
		strobe_output_char(output, '@');
	strobe_output_char(output, '"');
	strobe_text_escaped(output, data, size, NULL, flags & STROBE_BYTES_HEX ? STROBE_HEX_ALL : hex);
	strobe_output_char(output, '"');
	if (flags & STROBE_BYTES_CUT)
		strobe_color_punct(output, "...");
}
