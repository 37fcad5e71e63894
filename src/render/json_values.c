/*
 * The values of the JSON sink; doc/json.md says what they look like.
 */
#include <arpa/inet.h>
#include <time.h>

#include "json_inside.h"

static struct json_sink *json_of(struct strobe_sink *sink)
{
	return (struct json_sink *)sink;
}

static struct strobe_output *begin_value(struct strobe_sink *sink)
{
	struct json_sink *json = json_of(sink);
	return json_value(json) ? &json->text : NULL;
}

static void end_value(struct strobe_sink *sink)
{
	json_value_done(json_of(sink));
}

/* Whole numbers, exact: 64 bits need more digits than a double has. */
static void put_number(struct strobe_output *text, uint64_t value, enum strobe_form form)
{
	if (form == STROBE_FORM_SIGNED)
		strobe_output_signed(text, (int64_t)value);
	else
		strobe_output_unsigned(text, value);
}

/* A string that strobe made itself, or the tracee: in the second case it may be no UTF-8. */
static void put_string(struct strobe_output *text, const char *string)
{
	json_put_bytes(text, string, strlen(string), false, false);
}

static void json_name(struct strobe_sink *sink, const char *name, unsigned flags)
{
	(void)flags;
	json_of(sink)->name = name;
	json_of(sink)->named = true;
}

static void json_begin(struct strobe_sink *sink, enum strobe_group group)
{
	struct json_sink *json = json_of(sink);
	if (!json->skipped && json->depth < JSON_DEPTH && group == STROBE_GROUP_POINTEE)
		return;
	if (json->skipped || json->depth == JSON_DEPTH) {
		if (!json->skipped && json_value(json))
			strobe_output_text(&json->text, "{\"truncated\":true}");
		json->skipped++;
		return;
	}
	json_value(json);
	bool object = group == STROBE_GROUP_STRUCT || group == STROBE_GROUP_CHANGE;
	if (group == STROBE_GROUP_NOT_SET)
		strobe_output_text(&json->text, "{\"not\":");
	strobe_output_char(&json->text, object ? '{' : '[');
	json->level[json->depth++] = (struct json_level){
		.kind = group == STROBE_GROUP_CHANGE ? JSON_CHANGE
			: object                     ? JSON_OBJECT
						     : JSON_ARRAY,
		.keys = (uint32_t)json->key_count,
		.unnamed = "_",
		.is_set = group == STROBE_GROUP_SET || group == STROBE_GROUP_NOT_SET,
		.is_not = group == STROBE_GROUP_NOT_SET,
	};
}

static void json_end(struct strobe_sink *sink, enum strobe_group group, bool more)
{
	struct json_sink *json = json_of(sink);
	if (json->skipped) {
		json->skipped--;
		return;
	}
	if (group == STROBE_GROUP_POINTEE || json->depth < 2)
		return;
	struct json_level *level = &json->level[json->depth - 1];
	if (more && level->kind == JSON_OBJECT)
		json_bool(json, "truncated", true);
	else if (more && json_value(json))
		strobe_output_text(&json->text, "{\"truncated\":true}");
	json_pop(json);
	end_value(sink);
}

static void json_number(struct strobe_sink *sink, uint64_t value, enum strobe_form form)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	put_number(text, value, form);
	end_value(sink);
}

static void json_symbol(struct strobe_sink *sink, uint64_t value, const char *name, const char *unknown,
			enum strobe_form form)
{
	struct json_sink *json = json_of(sink);
	struct strobe_output *text = begin_value(sink);
	(void)unknown;
	if (!text)
		return;
	if (json->level[json->depth - 1].is_set) {
		if (name)
			put_string(text, name);
		else
			put_number(text, value, form);
		return;
	}
	strobe_output_text(text, "{\"value\":");
	put_number(text, value, form);
	strobe_output_text(text, ",\"name\":");
	if (name)
		put_string(text, name);
	else
		strobe_output_text(text, "null");
	strobe_output_char(text, '}');
	end_value(sink);
}

/* A part of a flags value as a string, or as a number when it has no name. */
static void put_part(struct strobe_output *text, const struct strobe_part *part)
{
	if (!part->shift_name) {
		if (part->name)
			put_string(text, part->name);
		else
			strobe_output_unsigned(text, part->value);
		return;
	}
	strobe_output_char(text, '"');
	if (part->name)
		strobe_output_text(text, part->name);
	else
		strobe_output_unsigned(text, part->value);
	strobe_output_bytes(text, "<<", 2);
	strobe_output_text(text, part->shift_name);
	strobe_output_char(text, '"');
}

static void json_bits(struct strobe_sink *sink, const struct strobe_bits *bits)
{
	struct strobe_output *text = begin_value(sink);
	uint64_t rest = bits->rest;
	bool first = true;
	if (!text)
		return;
	strobe_output_text(text, "{\"value\":");
	put_number(text, bits->value, bits->form);
	strobe_output_text(text, ",\"flags\":[");
	for (size_t i = 0; i < bits->count; i++) {
		if (bits->parts[i].flags & STROBE_PART_UMODE) {
			rest |= bits->parts[i].value;
			continue;
		}
		if (!first)
			strobe_output_char(text, ',');
		first = false;
		put_part(text, &bits->parts[i]);
	}
	strobe_output_char(text, ']');
	if (rest) {
		strobe_output_text(text, ",\"rest\":");
		strobe_output_unsigned(text, rest);
	}
	strobe_output_char(text, '}');
	end_value(sink);
}

static void json_bytes(struct strobe_sink *sink, const void *data, size_t size, unsigned flags)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	bool abstract = flags & STROBE_BYTES_ABSTRACT;
	if (abstract)
		strobe_output_text(text, "{\"abstract\":");
	json_put_bytes(text, data, size, flags & STROBE_BYTES_CUT, flags & STROBE_BYTES_HEX);
	if (abstract)
		strobe_output_char(text, '}');
	end_value(sink);
}

static void put_errno(struct strobe_output *text, int error)
{
	const char *name = error ? strobe_decode_errno_name(error) : NULL;
	if (!error)
		return;
	strobe_output_text(text, ",\"errno\":");
	if (name)
		put_string(text, name);
	else
		strobe_output_signed(text, error);
}

static void json_address(struct strobe_sink *sink, uint64_t address)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	if (address) {
		strobe_output_text(text, "{\"address\":");
		strobe_output_unsigned(text, address);
		strobe_output_char(text, '}');
	} else {
		strobe_output_text(text, "null");
	}
	end_value(sink);
}

static void json_unreadable(struct strobe_sink *sink, uint64_t address, int error)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	strobe_output_text(text, "{\"address\":");
	strobe_output_unsigned(text, address);
	put_errno(text, error);
	strobe_output_char(text, '}');
	end_value(sink);
}

static void json_cut_at(struct strobe_sink *sink, uint64_t address, int error)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	strobe_output_text(text, "{\"truncated\":true,\"address\":");
	strobe_output_unsigned(text, address);
	put_errno(text, error);
	strobe_output_char(text, '}');
	end_value(sink);
}

static void json_counted(struct strobe_sink *sink, uint64_t address, uint64_t count, const char *what)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	strobe_output_text(text, "{\"address\":");
	strobe_output_unsigned(text, address);
	strobe_output_text(text, ",\"count\":");
	strobe_output_unsigned(text, count);
	strobe_output_text(text, ",\"of\":");
	put_string(text, what);
	strobe_output_char(text, '}');
	end_value(sink);
}

static void json_spelled(struct strobe_sink *sink, uint64_t value, enum strobe_form form,
			 const char *spelling)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	strobe_output_text(text, "{\"value\":");
	put_number(text, value, form);
	strobe_output_text(text, ",\"text\":");
	put_string(text, spelling);
	strobe_output_char(text, '}');
	end_value(sink);
}

/* The words, with the names of the numbers, or the numbers themselves. */
static void json_composed(struct strobe_sink *sink, uint64_t value, const struct strobe_piece *pieces,
			  size_t count)
{
	char room[256];
	struct strobe_output words = { .buffer = room, .room = sizeof(room) - 1, .fd = -1 };
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].text)
			strobe_output_text(&words, pieces[i].text);
		else
			strobe_text_number(&words, pieces[i].value, pieces[i].form);
	}
	room[words.used] = '\0';
	json_spelled(sink, value, STROBE_FORM_UNSIGNED, room);
}

static void json_struct_name(struct strobe_sink *sink, const char *name)
{
	json_annotate(json_of(sink), "name", name);
}

static void json_labelled(struct strobe_sink *sink, uint64_t value, const char *label, enum strobe_form form)
{
	json_symbol(sink, value, label, NULL, form);
}

static void json_special(struct strobe_sink *sink, uint64_t value, const char *spelling)
{
	json_spelled(sink, value, STROBE_FORM_UNSIGNED, spelling);
}

static void json_network(struct strobe_sink *sink, enum strobe_network network, const void *data)
{
	const uint8_t *bytes = data;
	char address[INET6_ADDRSTRLEN];
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	if (network == STROBE_NETWORK_PORT) {
		strobe_output_unsigned(text, (uint64_t)bytes[0] << 8 | bytes[1]);
	} else if (network == STROBE_NETWORK_LONG) {
		strobe_output_unsigned(text, (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 |
						     (uint64_t)bytes[2] << 8 | bytes[3]);
	} else {
		int family = network == STROBE_NETWORK_IPV4 ? AF_INET : AF_INET6;
		if (!inet_ntop(family, data, address, sizeof(address)))
			address[0] = '\0';
		put_string(text, address);
	}
	end_value(sink);
}

static void json_hardware(struct strobe_sink *sink, const void *bytes, size_t size, size_t room)
{
	struct strobe_output *text = begin_value(sink);
	(void)room;
	if (!text)
		return;
	strobe_output_char(text, '"');
	strobe_text_mac(text, bytes, size);
	strobe_output_char(text, '"');
	end_value(sink);
}

static void json_verbatim(struct strobe_sink *sink, const char *words)
{
	struct strobe_output *text = begin_value(sink);
	if (!text)
		return;
	strobe_output_text(text, "{\"text\":");
	put_string(text, words);
	strobe_output_char(text, '}');
	end_value(sink);
}

/* RFC 3339, in UTC. A time without a date (or 0, which mostly means "none") stays without. */
static void json_date(struct strobe_sink *sink, int64_t sec, int64_t nsec, unsigned digits)
{
	char date[64], room[96];
	struct tm tm;
	time_t time = (time_t)sec;
	if ((sec == 0 && nsec <= 0) || nsec > 999999999 || !gmtime_r(&time, &tm) || tm.tm_year + 1900 < 0 ||
	    tm.tm_year + 1900 > 9999 || !strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm))
		return;
	struct strobe_output text = { .buffer = room, .room = sizeof(room), .fd = -1 };
	strobe_output_text(&text, date);
	if (nsec > 0) {
		strobe_output_char(&text, '.');
		strobe_output_decimal(&text, (uint64_t)nsec / (digits == 6 ? 1000 : 1), digits, '0');
	}
	strobe_output_bytes(&text, "Z", 2);
	json_annotate(json_of(sink), "date", room);
}

static void json_comment(struct strobe_sink *sink, const char *comment)
{
	struct json_sink *json = json_of(sink);
	if (json->named)
		json->front = comment;
	else
		json_annotate(json, "comment", comment);
}

const struct strobe_sink_ops json_ops = {
	.name = json_name,
	.begin = json_begin,
	.end = json_end,
	.number = json_number,
	.symbol = json_symbol,
	.bits = json_bits,
	.bytes = json_bytes,
	.address = json_address,
	.unreadable = json_unreadable,
	.cut_at = json_cut_at,
	.counted = json_counted,
	.descriptor = json_descriptor,
	.process = json_process,
	.special = json_special,
	.verbatim = json_verbatim,
	.date = json_date,
	.comment = json_comment,
	.spelled = json_spelled,
	.composed = json_composed,
	.labelled = json_labelled,
	.struct_name = json_struct_name,
	.network = json_network,
	.hardware = json_hardware,
};
