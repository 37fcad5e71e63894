#include "json-check.h"

#include <string.h>

#define DEPTH_MAX 200

struct json {
	const unsigned char *at, *end;
	unsigned depth;
};

static bool check_value(struct json *json);

static void skip_blanks(struct json *json)
{
	while (json->at < json->end && (*json->at == ' ' || *json->at == '\t'))
		json->at++;
}

static bool take(struct json *json, const char *text)
{
	size_t size = strlen(text);

	if ((size_t)(json->end - json->at) < size || memcmp(json->at, text, size))
		return false;
	json->at += size;
	return true;
}

/* The bytes of one UTF-8 character from the place on, 0 when it is none. */
static size_t utf8(const struct json *json)
{
	const unsigned char *at = json->at;
	size_t left = (size_t)(json->end - at), size;
	unsigned long code;

	if (at[0] < 0x80)
		return 1;
	size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	if (at[0] < 0xc2 || at[0] > 0xf4 || left < size)
		return 0;
	code = at[0] & (0xff >> (size + 1));
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	if ((size == 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) ||
	    (size == 4 && (code < 0x10000 || code > 0x10ffff)))
		return 0;
	return size;
}

static bool check_escape(struct json *json)
{
	json->at++;
	if (json->at >= json->end)
		return false;
	if (*json->at != 'u')
		return strchr("\"\\/bfnrt", *json->at++) != NULL;
	for (int i = 1; i <= 4; i++)
		if (json->end - json->at <= i || !json->at[i] ||
		    !strchr("0123456789abcdefABCDEF", json->at[i]))
			return false;
	json->at += 5;
	return true;
}

static bool check_string(struct json *json)
{
	if (!take(json, "\""))
		return false;
	while (json->at < json->end && *json->at != '"') {
		size_t size;

		if (*json->at == '\\') {
			if (!check_escape(json))
				return false;
			continue;
		}
		size = *json->at < 0x20 ? 0 : utf8(json);
		if (!size)
			return false;
		json->at += size;
	}
	return take(json, "\"");
}

static bool digits(struct json *json)
{
	const unsigned char *start = json->at;

	while (json->at < json->end && *json->at >= '0' && *json->at <= '9')
		json->at++;
	return json->at > start;
}

static bool check_number(struct json *json)
{
	const unsigned char *first;

	take(json, "-");
	first = json->at;
	if (!digits(json) || (*first == '0' && json->at > first + 1))
		return false;
	if (take(json, ".") && !digits(json))
		return false;
	if (take(json, "e") || take(json, "E")) {
		if (!take(json, "+"))
			take(json, "-");
		return digits(json);
	}
	return true;
}

static bool check_members(struct json *json, bool object)
{
	const char *close = object ? "}" : "]";

	skip_blanks(json);
	if (take(json, close))
		return true;
	do {
		skip_blanks(json);
		if (object) {
			if (!check_string(json))
				return false;
			skip_blanks(json);
			if (!take(json, ":"))
				return false;
		}
		if (!check_value(json))
			return false;
		skip_blanks(json);
	} while (take(json, ","));
	return take(json, close);
}

static bool check_value(struct json *json)
{
	bool good;

	skip_blanks(json);
	if (json->at >= json->end || ++json->depth > DEPTH_MAX)
		return false;
	if (*json->at == '"')
		good = check_string(json);
	else if (take(json, "{"))
		good = check_members(json, true);
	else if (take(json, "["))
		good = check_members(json, false);
	else
		good = take(json, "true") || take(json, "false") || take(json, "null") || check_number(json);
	json->depth--;
	return good;
}

bool json_check_lines(const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		struct json json = { (const unsigned char *)text, (const unsigned char *)newline, 0 };

		if (!newline || *text != '{' || !check_value(&json))
			return false;
		skip_blanks(&json);
		if (json.at != json.end)
			return false;
		text = newline + 1;
	}
	return true;
}
