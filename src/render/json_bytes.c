/*
 * JSON strings (RFC 8259, section 7) out of bytes that may be anything.
 */
#include "json_inside.h"

size_t strobe_utf8_sequence(const uint8_t *bytes, size_t size, bool *cut)
{
	uint8_t first = bytes[0], low = 0x80, high = 0xbf;
	size_t length;
	*cut = false;
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf) {
		length = 2;
	} else if (first >= 0xe0 && first <= 0xef) {
		length = 3;
		low = first == 0xe0 ? 0xa0 : 0x80;
		high = first == 0xed ? 0x9f : 0xbf;
	} else if (first >= 0xf0 && first <= 0xf4) {
		length = 4;
		low = first == 0xf0 ? 0x90 : 0x80;
		high = first == 0xf4 ? 0x8f : 0xbf;
	} else {
		return 0;
	}
	for (size_t i = 1; i < length; i++) {
		if (i == size) {
			*cut = true;
			return 0;
		}
		if (bytes[i] < low || bytes[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return length;
}

/* How many of the bytes are UTF-8; *cut as above, for those that are left. */
static size_t valid_utf8(const uint8_t *bytes, size_t size, bool *cut)
{
	size_t done = 0;
	*cut = false;
	while (done < size) {
		size_t length = strobe_utf8_sequence(bytes + done, size - done, cut);
		if (!length)
			break;
		done += length;
	}
	return done;
}

static void put_control(struct strobe_output *text, uint8_t byte)
{
	static const char letters[] = "btn\0fr";
	strobe_output_char(text, '\\');
	if (byte >= '\b' && byte <= '\r' && letters[byte - '\b']) {
		strobe_output_char(text, letters[byte - '\b']);
	} else {
		strobe_output_char(text, 'u');
		strobe_output_hex(text, byte, 4);
	}
}

/* Valid UTF-8 with its escapes. DEL and the line separators U+2028 and U+2029 may stand in JSON as they are. */
static void put_utf8(struct strobe_output *text, const uint8_t *bytes, size_t size)
{
	const uint8_t *byte = bytes, *end = bytes + size;
	strobe_output_char(text, '"');
	while (byte < end) {
		const uint8_t *plain = byte;
		while (byte < end && *byte >= ' ' && *byte != '"' && *byte != '\\')
			byte++;
		strobe_output_bytes(text, plain, (size_t)(byte - plain));
		if (byte == end)
			break;
		if (*byte < ' ') {
			put_control(text, *byte);
		} else {
			strobe_output_char(text, '\\');
			strobe_output_char(text, (char)*byte);
		}
		byte++;
	}
	strobe_output_char(text, '"');
}

bool strobe_json_string(struct strobe_output *output, const void *data, size_t size)
{
	bool cut;
	if (valid_utf8(data, size, &cut) != size)
		return false;
	put_utf8(output, data, size);
	return true;
}

void json_put_bytes(struct strobe_output *text, const void *data, size_t size, bool cut, bool as_bytes)
{
	const uint8_t *bytes = data;
	bool ends_in_sequence;
	size_t valid = as_bytes ? 0 : valid_utf8(bytes, size, &ends_in_sequence);
	/* A character that the limit cut in two doesn't make a text binary: it is left out with what follows it. */
	bool is_text = !as_bytes && (valid == size || (cut && ends_in_sequence));
	if (is_text && !cut) {
		put_utf8(text, bytes, size);
		return;
	}
	if (is_text) {
		strobe_output_text(text, "{\"string\":");
		put_utf8(text, bytes, valid);
	} else {
		strobe_output_text(text, "{\"bytes\":\"");
		for (size_t i = 0; i < size; i++)
			strobe_output_hex(text, bytes[i], 2);
		strobe_output_char(text, '"');
	}
	if (cut)
		strobe_output_text(text, ",\"truncated\":true");
	strobe_output_char(text, '}');
}
