/*
 * A profile as a picture in SVG: each place in the tree is a box, as wide as its part of all calls, beneath
 * the one that it was called from; so the widest ones are what a window shows first, however deep the stacks
 * are. What is drawn here is right by itself; a script in the picture makes it fit the window, zooms,
 * searches, and changes between calls and time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flamegraph.h"
#include "strobe/json.h"

/* Pixels. The script has the same numbers. */
#define WIDTH 1200u
#define MARGIN 10u
#define ROW 18u
#define HEADER 96u
#define FOOTER 12u
#define CHARACTER_TENTHS 72u /* width of a character of the font, in tenths */

/* Boxes that are drawn at most: browsers get slow. The narrowest are left out, and the picture says so. */
#define BOXES_MOST 20000u
/* What is narrower than a tenth of a pixel can't be seen. */
#define PARTS (10u * (WIDTH - 2 * MARGIN))

struct picture {
	struct strobe_profile *profile;
	struct strobe_output *output;
	uint64_t *calls, *time; /* by node, with all that it called */
	bool *drawn;            /* by node */
	uint32_t left_out;
	uint32_t deepest;
	uint64_t *used; /* by depth: how much of that box its children take already, of calls */
};

/* Text for XML 1.0, at most so many characters; what XML can't have is a question mark. */
static void put_text(struct strobe_output *output, const char *text, size_t most)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t size = strlen(text);
	while (size && most--) {
		bool cut;
		size_t length = strobe_utf8_sequence(bytes, size, &cut);
		switch (*bytes) {
		case '&': strobe_output_text(output, "&amp;"); break;
		case '<': strobe_output_text(output, "&lt;"); break;
		case '>': strobe_output_text(output, "&gt;"); break;
		case '"': strobe_output_text(output, "&quot;"); break;
		default:
			/* Control characters; U+FFFE and U+FFFF. */
			if (!length || *bytes < ' ' ||
			    (length == 3 && bytes[0] == 0xef && bytes[1] == 0xbf && bytes[2] >= 0xbe))
				strobe_output_char(output, '?');
			else
				strobe_output_bytes(output, bytes, length);
		}
		bytes += length ? length : 1;
		size -= length ? length : 1;
	}
}

static size_t count_characters(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += ((uint8_t)*text & 0xc0) != 0x80;
	return count;
}

/* value / whole × scale, without overflow. */
static uint64_t part(uint64_t value, uint64_t whole, uint64_t scale)
{
	return whole ? (uint64_t)((unsigned __int128)value * scale / whole) : 0;
}

/* A number of thousandths, with its fraction. */
static void put_thousandths(struct strobe_output *output, uint64_t thousandths, unsigned digits)
{
	strobe_output_unsigned(output, thousandths / 1000);
	strobe_output_char(output, '.');
	uint64_t fraction = thousandths % 1000;
	for (unsigned i = digits; i < 3; i++)
		fraction /= 10;
	strobe_output_decimal(output, fraction, digits, '0');
}

static void put_calls(struct strobe_output *output, uint64_t calls)
{
	strobe_output_unsigned(output, calls);
	strobe_output_text(output, calls == 1 ? " call" : " calls");
}

static void put_time(struct strobe_output *output, uint64_t time)
{
	if (time < 1000000) {
		put_thousandths(output, time, 1);
		strobe_output_text(output, " \xc2\xb5s");
	} else if (time < 1000000000) {
		put_thousandths(output, time / 1000, 2);
		strobe_output_text(output, " ms");
	} else {
		put_thousandths(output, time / 1000000, 3);
		strobe_output_text(output, " s");
	}
}

static void put_percent(struct strobe_output *output, uint64_t value, uint64_t whole)
{
	strobe_output_text(output, " (");
	put_thousandths(output, part(value, whole, 100000), 2);
	strobe_output_text(output, "%)");
}

/* A colour by what it is, a shade by its name: the same in all pictures. */
static void put_colour(struct strobe_output *output, enum node_kind kind, uint32_t hash)
{
	static const struct {
		uint8_t base[3], more[3];
	} colours[NODE_KINDS] = {
		[NODE_PROGRAM] = { { 196, 196, 200 }, { 20, 20, 20 } },
		[NODE_FUNCTION] = { { 226, 140, 70 }, { 29, 80, 50 } },
		[NODE_INLINED] = { { 170, 196, 100 }, { 40, 34, 50 } },
		[NODE_CALL] = { { 120, 176, 222 }, { 40, 34, 30 } },
	};
	strobe_output_char(output, '#');
	for (unsigned i = 0; i < 3; i++) {
		/* Red and green go together, so that shades don't become colours. */
		uint32_t shade = i == 2 ? hash >> 8 & 0xff : hash & 0xff;
		strobe_output_hex(output, colours[kind].base[i] + colours[kind].more[i] * shade / 255, 2);
	}
}

/* Whether a box has one of so many parts of the whole, of calls or of time. */
static bool has_part(const struct picture *picture, uint32_t node, uint64_t parts)
{
	return part(picture->calls[node], picture->calls[NODE_ROOT], parts) ||
	       part(picture->time[node], picture->time[NODE_ROOT], parts);
}

/* Sums up, from the leaves: children come after their parents. */
static void add_up(struct picture *picture)
{
	const struct strobe_profile *profile = picture->profile;
	for (uint32_t i = profile->node_count; i-- > 0;) {
		const struct node *node = &profile->nodes[i];
		picture->calls[i] += node->calls;
		picture->time[i] += node->time;
		if (i) {
			picture->calls[node->parent] += picture->calls[i];
			picture->time[node->parent] += picture->time[i];
		}
	}
}

static uint32_t count_with_part(const struct picture *picture, uint64_t parts)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < picture->profile->node_count; i++)
		count += has_part(picture, i, parts);
	return count;
}

/*
 * Decides what is drawn: what can be seen; if that is too much the widest, and of those that are next as many
 * as there may be. A box is never narrower than what it called, so none is drawn without its caller.
 */
static void choose(struct picture *picture)
{
	const struct strobe_profile *profile = picture->profile;
	uint64_t parts = PARTS, finer = PARTS;
	uint32_t count = count_with_part(picture, parts), node = NODE_ROOT;
	while (count > BOXES_MOST && parts > 1) {
		finer = parts;
		parts /= 2;
		count = count_with_part(picture, parts);
	}
	do {
		bool drawn = has_part(picture, node, parts);
		if (!drawn && count < BOXES_MOST && has_part(picture, node, finer) &&
		    picture->drawn[profile->nodes[node].parent]) {
			drawn = true;
			count++;
		}
		picture->drawn[node] = drawn;
		if (drawn && profile->nodes[node].depth > picture->deepest)
			picture->deepest = profile->nodes[node].depth;
		if (!drawn && picture->calls[node])
			picture->left_out++;
		node = profile_following(profile, node);
	} while (node);
}

/* A length in hundredths of a pixel. */
static void put_length(struct strobe_output *output, const char *attribute, uint64_t hundredths)
{
	strobe_output_text(output, attribute);
	strobe_output_unsigned(output, hundredths / 100);
	if (hundredths % 100) {
		strobe_output_char(output, '.');
		strobe_output_decimal(output, hundredths % 100, 2, '0');
	}
	strobe_output_char(output, '"');
}

static void put_label(struct strobe_output *output, const char *name, uint64_t left, uint64_t width,
		      unsigned top)
{
	size_t room = width > 600 ? (size_t)((width - 600) / (10 * CHARACTER_TENTHS)) : 0;
	size_t length = count_characters(name);
	strobe_output_text(output, "<text");
	put_length(output, " x=\"", left + 300);
	put_length(output, " y=\"", (top + 13) * 100);
	strobe_output_char(output, '>');
	if (length <= room) {
		put_text(output, name, length);
	} else if (room >= 3) {
		put_text(output, name, room - 2);
		strobe_output_text(output, "..");
	}
	strobe_output_text(output, "</text>");
}

static const char *name_of(const struct strobe_profile *profile, uint32_t node)
{
	return node == NODE_ROOT ? "all" : profile->names[profile->nodes[node].name].text;
}

static void put_box(struct picture *picture, uint32_t at)
{
	const struct strobe_profile *profile = picture->profile;
	const struct node *node = &profile->nodes[at];
	struct strobe_output *output = picture->output;
	uint64_t all = picture->calls[NODE_ROOT], scale = 100 * (WIDTH - 2 * MARGIN);
	uint64_t left = MARGIN * 100, width = part(picture->calls[at], all, scale);
	unsigned top = HEADER + node->depth * ROW;
	if (at != NODE_ROOT) {
		/* A box begins where the one that called it does, or where its neighbour ends. */
		uint64_t before = picture->used[node->depth];
		left += part(before, all, scale);
		width = part(before + picture->calls[at], all, scale) - part(before, all, scale);
		picture->used[node->depth + 1] = before;
		picture->used[node->depth] = before + picture->calls[at];
	}
	strobe_output_text(output, "<g data-v=\"");
	strobe_output_unsigned(output, node->depth);
	strobe_output_char(output, ',');
	strobe_output_unsigned(output, picture->calls[at]);
	strobe_output_char(output, ',');
	strobe_output_unsigned(output, picture->time[at]);
	strobe_output_text(output, "\"><title>");
	put_text(output, name_of(profile, at), SIZE_MAX);
	if (node->kind == NODE_INLINED)
		strobe_output_text(output, " (inlined)");
	strobe_output_char(output, '\n');
	put_calls(output, picture->calls[at]);
	put_percent(output, picture->calls[at], all);
	strobe_output_text(output, ", ");
	put_time(output, picture->time[at]);
	put_percent(output, picture->time[at], picture->time[NODE_ROOT]);
	strobe_output_text(output, "</title><rect");
	put_length(output, " x=\"", left);
	put_length(output, " y=\"", top * 100);
	put_length(output, " width=\"", width);
	/* A line around a box that is not much more would cover it. */
	if (width < 200)
		strobe_output_text(output, " class=\"n\"");
	strobe_output_text(output, " fill=\"");
	put_colour(output, (enum node_kind)node->kind, at ? profile->names[node->name].hash : 0);
	strobe_output_text(output, "\"/>");
	put_label(output, name_of(profile, at), left, width, top);
	strobe_output_text(output, "</g>\n");
}

static void put_head(const struct picture *picture, const char *title, unsigned height)
{
	struct strobe_output *output = picture->output;
	strobe_output_text(output, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
	strobe_output_unsigned(output, WIDTH);
	strobe_output_text(output, "\" height=\"");
	strobe_output_unsigned(output, height);
	strobe_output_text(output, "\" viewBox=\"0 0 ");
	strobe_output_unsigned(output, WIDTH);
	strobe_output_char(output, ' ');
	strobe_output_unsigned(output, height);
	strobe_output_text(output, "\">\n<title>");
	put_text(output, title, SIZE_MAX);
	strobe_output_text(output, "</title>\n");
	strobe_output_text(output, flamegraph_style);
	strobe_output_text(
		output,
		"<rect id=\"paper\" width=\"100%\" height=\"100%\"/>\n<text id=\"name\" x=\"10\" y=\"24\">");
	put_text(output, title, 120);
	if (count_characters(title) > 120)
		strobe_output_text(output, "\xe2\x80\xa6");
	strobe_output_text(output, "</text>\n<text id=\"sum\" x=\"10\" y=\"44\">");
	put_calls(output, picture->calls[NODE_ROOT]);
	strobe_output_text(output, ", ");
	put_time(output, picture->time[NODE_ROOT]);
	strobe_output_text(output, "</text>\n");
	strobe_output_text(output, flamegraph_controls);
}

/* What is not to be seen. The script shows the box under the mouse there. */
static void put_notes(const struct picture *picture)
{
	struct strobe_output *output = picture->output;
	uint64_t lost = strobe_profile_left_out(picture->profile);
	strobe_output_text(output, "<text id=\"details\"");
	put_length(output, " x=\"", MARGIN * 100);
	put_length(output, " y=\"", (HEADER - 9) * 100);
	strobe_output_char(output, '>');
	if (!picture->calls[NODE_ROOT])
		strobe_output_text(output, "No calls were recorded.");
	if (lost) {
		strobe_output_text(output, "There was no room for the stacks of ");
		put_calls(output, lost);
		strobe_output_text(output, ". ");
	}
	if (picture->left_out) {
		strobe_output_unsigned(output, picture->left_out);
		strobe_output_text(output, picture->left_out == 1 ? " box, the narrowest, is not drawn."
								  : " of the narrowest boxes are not drawn.");
	}
	strobe_output_text(output, "</text>\n");
}

static void draw(struct picture *picture, const char *title)
{
	struct strobe_output *output = picture->output;
	unsigned height = HEADER + (picture->deepest + 1) * ROW + FOOTER;
	put_head(picture, title, height);
	strobe_output_text(output, "<g id=\"boxes\">\n");
	if (picture->calls[NODE_ROOT]) {
		uint32_t node = NODE_ROOT;
		do {
			if (!picture->drawn[node]) {
				node = profile_behind(picture->profile, node);
				continue;
			}
			put_box(picture, node);
			node = profile_following(picture->profile, node);
		} while (node);
	}
	strobe_output_text(output, "</g>\n");
	put_notes(picture);
	strobe_output_text(output, flamegraph_script);
	strobe_output_text(output, "</svg>\n");
}

void strobe_profile_draw(struct strobe_profile *profile, const char *title, struct strobe_output *output)
{
	struct picture picture = { .profile = profile, .output = output };
	picture.calls = calloc(profile->node_count, sizeof(*picture.calls));
	picture.time = calloc(profile->node_count, sizeof(*picture.time));
	picture.drawn = calloc(profile->node_count, sizeof(*picture.drawn));
	if (picture.calls && picture.time && picture.drawn && profile_sort(profile)) {
		add_up(&picture);
		choose(&picture);
		picture.used = calloc(picture.deepest + 3, sizeof(*picture.used));
	}
	if (picture.used)
		draw(&picture, title);
	else
		strobe_output_fail(output, ENOMEM);
	free(picture.calls);
	free(picture.time);
	free(picture.drawn);
	free(picture.used);
}
