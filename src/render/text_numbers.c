/*
 * Numbers, and the values that are one: names of numbers, flags, addresses, network addresses, dates.
 */
#include <arpa/inet.h>
#include <time.h>

#include "strobe/palette.h"
#include "text_sink.h"

void text_call_end(struct strobe_output *output)
{
	strobe_color(output, STROBE_COLOR_PUNCT);
	strobe_output_char(output, ')');
	strobe_color(output, STROBE_COLOR_NONE);
}

void strobe_text_number(struct strobe_output *output, uint64_t value, enum strobe_form form)
{
	switch (form) {
	case STROBE_FORM_SIGNED: strobe_output_signed(output, (int64_t)value); break;
	case STROBE_FORM_UNSIGNED: strobe_output_unsigned(output, value); break;
	case STROBE_FORM_HEX:
		if (!value) {
			strobe_output_char(output, '0');
			break;
		}
		/* fall through */
	case STROBE_FORM_HEX0:
		strobe_output_bytes(output, "0x", 2);
		strobe_output_hex(output, value, 1);
		break;
	case STROBE_FORM_HEX8:
		strobe_output_bytes(output, "0x", 2);
		strobe_output_hex(output, value, 8);
		break;
	case STROBE_FORM_OCTAL:
		if (value)
			strobe_output_char(output, '0');
		strobe_output_octal(output, value, 1);
		break;
	case STROBE_FORM_UMODE:
		strobe_output_char(output, '0');
		strobe_output_octal(output, value, 2);
		break;
	}
}

void text_comment_begin(struct strobe_output *output)
{
	strobe_color(output, STROBE_COLOR_COMMENT);
	strobe_output_bytes(output, " /* ", 4);
}

void text_comment_end(struct strobe_output *output)
{
	strobe_color(output, STROBE_COLOR_COMMENT);
	strobe_output_bytes(output, " */", 3);
	strobe_color(output, STROBE_COLOR_ARGVAL);
}

void text_comment(struct strobe_output *output, const char *comment)
{
	text_comment_begin(output);
	strobe_output_text(output, comment);
	text_comment_end(output);
}

void text_put_constant(struct strobe_output *output, const char *name)
{
	strobe_color(output, STROBE_COLOR_CONST);
	strobe_output_text(output, name);
	strobe_color(output, STROBE_COLOR_ARGVAL);
}

/* Words that stand for a value, with what separates them in its own colour. */
static void put_words(struct strobe_output *output, const char *words, const char *separator)
{
	for (const char *end; output->palette && (end = strstr(words, separator));
	     words = end + strlen(separator)) {
		strobe_output_bytes(output, words, (size_t)(end - words));
		strobe_color_punct(output, separator);
	}
	strobe_output_text(output, words);
}

/* A value that looks like a call of a function with plain arguments, "makedev(0x1, 0x3)", or anything else. */
static void put_spelled(struct strobe_output *output, const char *spelling)
{
	const char *open = strchr(spelling, '(');
	size_t size = strlen(spelling);
	if (!output->palette || !open || spelling[size - 1] != ')') {
		put_words(output, spelling, " or ");
		return;
	}
	strobe_color(output, STROBE_COLOR_CALL);
	strobe_output_bytes(output, spelling, (size_t)(open - spelling));
	strobe_color_punct(output, "(");
	for (const char *rest = open + 1, *end = spelling + size - 1; rest < end;) {
		const char *comma = strstr(rest, ", ");
		strobe_output_bytes(output, rest, (size_t)((comma ? comma : end) - rest));
		if (comma)
			strobe_color_punct(output, ", ");
		rest = comma ? comma + 2 : end;
	}
	text_call_end(output);
}

void text_number(struct strobe_sink *sink, uint64_t value, enum strobe_form form)
{
	strobe_text_number(text_value(sink)->output, value, form);
}

static void put_symbol(struct strobe_text *text, uint64_t value, const char *name, const char *unknown,
		       enum strobe_form form)
{
	enum strobe_constants constants = text->options->constants;
	if (name && (constants == STROBE_CONSTANTS_ABBREV || text_in_aux(text))) {
		if (text->sink.plain)
			put_spelled(text->output, name);
		else
			text_put_constant(text->output, name);
		return;
	}
	strobe_text_number(text->output, value, form);
	if (constants != STROBE_CONSTANTS_RAW && (name || unknown))
		text_comment(text->output, name ? name : unknown);
}

void text_symbol(struct strobe_sink *sink, uint64_t value, const char *name, const char *unknown,
		 enum strobe_form form)
{
	put_symbol(text_value(sink), value, name, unknown, form);
}

void text_composed(struct strobe_sink *sink, uint64_t value, const struct strobe_piece *pieces, size_t count)
{
	struct strobe_text *text = text_value(sink);
	(void)value;
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].is_number)
			put_symbol(text, pieces[i].value, pieces[i].text, pieces[i].unknown, pieces[i].form);
		else
			put_words(text->output, pieces[i].text, "|");
	}
}

void text_struct_name(struct strobe_sink *sink, const char *name)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	if (text->options->constants == STROBE_CONSTANTS_VERBOSE)
		text_comment(text->output, name);
}

void text_labelled(struct strobe_sink *sink, uint64_t value, const char *label, enum strobe_form form)
{
	text_symbol(sink, value, NULL, label, form);
}

void text_put_address(struct strobe_output *output, uint64_t address)
{
	if (address)
		strobe_text_number(output, address, STROBE_FORM_HEX);
	else
		strobe_output_bytes(output, "NULL", 4);
}

void text_address(struct strobe_sink *sink, uint64_t address)
{
	text_put_address(text_value(sink)->output, address);
}

void text_unreadable(struct strobe_sink *sink, uint64_t address, int error)
{
	(void)error;
	text_put_address(text_value(sink)->output, address);
}

void text_counted(struct strobe_sink *sink, uint64_t address, uint64_t count, const char *what)
{
	struct strobe_output *output = text_value(sink)->output;
	text_put_address(output, address);
	text_comment_begin(output);
	strobe_output_unsigned(output, count);
	strobe_output_char(output, ' ');
	/* "1 var", but "1 entries"; "5 vars, unterminated". */
	if (count == 1 && !strncmp(what, "vars", 4)) {
		strobe_output_bytes(output, "var", 3);
		what += 4;
	}
	strobe_output_text(output, what);
	text_comment_end(output);
}

void text_spelled(struct strobe_sink *sink, uint64_t value, enum strobe_form form, const char *spelling)
{
	sink->plain = true;
	text_symbol(sink, value, spelling, NULL, form);
	sink->plain = false;
}

void strobe_text_mac(struct strobe_output *output, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (i)
			strobe_output_char(output, ':');
		strobe_output_hex(output, bytes[i], 2);
	}
}

/* The meaning of the bytes; an IPv6 address is told with the member that it goes to, when there is one. */
static void put_network(struct strobe_text *text, enum strobe_network network, const uint8_t *bytes,
			const char *member)
{
	static const char *const function[] = {
		[STROBE_NETWORK_PORT] = "htons",
		[STROBE_NETWORK_LONG] = "htonl",
		[STROBE_NETWORK_IPV4] = "inet_addr",
		[STROBE_NETWORK_IPV6] = "inet_pton",
	};
	struct strobe_output *output = text->output;
	char address[INET6_ADDRSTRLEN];
	strobe_color(output, STROBE_COLOR_CALL);
	strobe_output_text(output, function[network]);
	strobe_color_punct(output, "(");
	if (network == STROBE_NETWORK_IPV6) {
		text_put_constant(output, "AF_INET6");
		strobe_color_punct(output, ", ");
	}
	if (network == STROBE_NETWORK_PORT) {
		strobe_output_unsigned(output, (uint64_t)bytes[0] << 8 | bytes[1]);
	} else if (network == STROBE_NETWORK_LONG) {
		strobe_output_unsigned(output, (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 |
						       (uint64_t)bytes[2] << 8 | bytes[3]);
	} else {
		int family = network == STROBE_NETWORK_IPV4 ? AF_INET : AF_INET6;
		if (inet_ntop(family, bytes, address, sizeof(address)))
			strobe_text_string(output, address, strlen(address), 0, text->options->hex);
	}
	if (member) {
		strobe_color_punct(output, ", ");
		strobe_output_char(output, '&');
		strobe_output_text(output, member);
	}
	text_call_end(output);
}

void text_network(struct strobe_sink *sink, enum strobe_network network, const void *bytes)
{
	static const uint8_t sizes[] = { 2, 4, 4, 16 };
	struct strobe_text *text = (struct strobe_text *)sink;
	enum strobe_constants constants = text->options->constants;
	const char *member = NULL;
	if (network == STROBE_NETWORK_IPV6 && constants == STROBE_CONSTANTS_ABBREV) {
		member = text->name;
		text->name = NULL;
	}
	text_value(sink);
	if (constants == STROBE_CONSTANTS_ABBREV) {
		put_network(text, network, bytes, member);
		return;
	}
	strobe_text_string(text->output, bytes, sizes[network], STROBE_BYTES_HEX, STROBE_HEX_ALL);
	if (constants == STROBE_CONSTANTS_VERBOSE) {
		text_comment_begin(text->output);
		put_network(text, network, bytes, NULL);
		text_comment_end(text->output);
	}
}

void text_hardware(struct strobe_sink *sink, const void *bytes, size_t size, size_t room)
{
	struct strobe_text *text = text_value(sink);
	enum strobe_constants constants = text->options->constants;
	if (constants != STROBE_CONSTANTS_ABBREV)
		strobe_text_string(text->output, bytes, room, STROBE_BYTES_HEX, STROBE_HEX_ALL);
	if (constants == STROBE_CONSTANTS_VERBOSE)
		strobe_output_bytes(text->output, " /* ", 4);
	if (constants != STROBE_CONSTANTS_RAW)
		strobe_text_mac(text->output, bytes, size);
	if (constants == STROBE_CONSTANTS_VERBOSE)
		strobe_output_bytes(text->output, " */", 3);
}

/* "2026-11-20T20:03:52.095065335+0000" in local time; false when the calendar has no such date. */
static bool put_date(struct strobe_output *output, int64_t sec, int64_t nsec, unsigned digits)
{
	struct tm tm;
	char date[64], zone[16];
	time_t time = (time_t)sec;
	if (nsec > 999999999 || !localtime_r(&time, &tm) || !strftime(date, sizeof(date), "%FT%T", &tm))
		return false;
	size_t zone_size = strftime(zone, sizeof(zone), "%z", &tm);
	strobe_output_text(output, date);
	if (nsec > 0) {
		strobe_output_char(output, '.');
		strobe_output_decimal(output, (uint64_t)nsec / (digits == 6 ? 1000 : 1), digits, '0');
	}
	strobe_output_bytes(output, zone, zone_size);
	return true;
}

void text_date(struct strobe_sink *sink, int64_t sec, int64_t nsec, unsigned digits)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	if (sec == 0 && nsec <= 0)
		return;
	struct strobe_output *output = text->output;
	/* With no value to follow, it is the value: "= 1795193098 (2026-11-20T16:44:58+0000)". */
	if (text->state.depth == 0 && !text->state.values[0] && text->in_aux) {
		text_value(sink);
		put_date(output, sec, nsec, digits);
		return;
	}
	struct strobe_output date;
	char room[96];
	/* The comment appears whole or not at all, so the date is made aside. */
	date = (struct strobe_output){ .buffer = room, .room = sizeof(room), .fd = -1 };
	if (!put_date(&date, sec, nsec, digits))
		return;
	text_comment_begin(output);
	strobe_output_bytes(output, room, date.used);
	text_comment_end(output);
}
