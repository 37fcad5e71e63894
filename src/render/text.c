/*
 * The text sink: what stands between values. The values themselves are in text_numbers.c and text_bytes.c.
 */
#include "strobe/text.h"

#include "strobe/palette.h"

#include "text_sink.h"

static bool in_group(const struct strobe_text *text, unsigned group)
{
	return text->state.depth && text->state.group[text->state.depth - 1] == group;
}

/* Beyond the groups of the sink: a set that is not coloured. */
#define PLAIN_SET 100

static void separate(struct strobe_text *text)
{
	if (in_group(text, STROBE_GROUP_CHANGE))
		strobe_color_punct(text->output, " => ");
	else if (in_group(text, STROBE_GROUP_SET))
		strobe_color_punct(text->output, " ");
	else if (in_group(text, STROBE_GROUP_NOT_SET) || in_group(text, PLAIN_SET))
		strobe_output_char(text->output, ' ');
	else
		strobe_color_punct(text->output, ", ");
}

static void put_name(struct strobe_text *text)
{
	bool label = text->in_aux && text->state.depth == 0;
	size_t length;
	if (!text->name)
		return;
	if (label) {
		length = strlen(text->name);
		strobe_output_text(text->output, text->name);
		/* A label of aux may bring its own sign. */
		if (!length || text->name[length - 1] != '=')
			strobe_output_char(text->output, ' ');
		return;
	}
	strobe_color(text->output, STROBE_COLOR_ARGNAME);
	strobe_output_text(text->output, text->name);
	strobe_color_punct(text->output, "=");
}

struct strobe_text *text_value(struct strobe_sink *sink)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	if (!text->fronted) {
		if (text->state.values[text->state.depth])
			separate(text);
		text->state.values[text->state.depth] = true;
		put_name(text);
	}
	text->name = NULL;
	text->named = text->fronted = false;
	return text;
}

static void text_name(struct strobe_sink *sink, const char *name, unsigned flags)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	bool outermost = text->state.depth == 0;
	bool shown =
		flags & STROBE_NAME_TEXT || (outermost && (text->in_aux || text->options->argument_names));
	text->named = true;
	text->name = shown ? name : NULL;
}

/* The brackets of each group. */
static const struct {
	char open[4], close[4];
} brackets[] = {
	[STROBE_GROUP_STRUCT] = { "{", "}" },   [STROBE_GROUP_LIST] = { "[", "]" },
	[STROBE_GROUP_POINTEE] = { "[", "]" },  [STROBE_GROUP_SET] = { "[", "]" },
	[STROBE_GROUP_NOT_SET] = { "~[", "]" }, [STROBE_GROUP_CHANGE] = { "", "" },
};

static void put_bracket(struct strobe_text *text, unsigned group, const char *bracket)
{
	if (group == STROBE_GROUP_NOT_SET || group == PLAIN_SET)
		strobe_output_text(text->output, bracket);
	else if (*bracket)
		strobe_color_punct(text->output, bracket);
}

/* Deeper than the state can remember: everything goes to an output without a buffer, which drops it, until the group ends. */
static void skip(struct strobe_text *text)
{
	if (!text->state.skipped++) {
		text_value(&text->sink);
		strobe_output_bytes(text->output, "...", 3);
		text->shown = text->output;
		text->output = &text->nowhere;
	}
}

static void text_begin(struct strobe_sink *sink, enum strobe_group group)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	if (text->state.depth == STROBE_TEXT_DEPTH) {
		skip(text);
		return;
	}
	text_value(sink);
	unsigned kind = group == STROBE_GROUP_SET && sink->plain ? PLAIN_SET : (unsigned)group;
	put_bracket(text, kind, brackets[group].open);
	text->state.group[text->state.depth++] = (uint8_t)kind;
	text->state.values[text->state.depth] = false;
}

static void text_end(struct strobe_sink *sink, enum strobe_group group, bool more)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	if (text->state.skipped) {
		if (!--text->state.skipped)
			text->output = text->shown;
		return;
	}
	if (!text->state.depth)
		return;
	if (more) {
		if (text->state.values[text->state.depth])
			separate(text);
		strobe_color_punct(text->output, "...");
	}
	text->state.depth--;
	put_bracket(text, text->state.group[text->state.depth], brackets[group].close);
	text->name = NULL;
	text->named = text->fronted = false;
}

static void text_bytes(struct strobe_sink *sink, const void *data, size_t size, unsigned flags)
{
	struct strobe_text *text = text_value(sink);
	strobe_text_string(text->output, data, size, flags, text->options->hex);
}

static void text_cut_at(struct strobe_sink *sink, uint64_t address, int error)
{
	struct strobe_output *output = text_value(sink)->output;
	(void)error;
	strobe_color_punct(output, "...");
	text_comment_begin(output);
	text_put_address(output, address);
	text_comment_end(output);
}

static void text_special(struct strobe_sink *sink, uint64_t value, const char *spelling)
{
	(void)value;
	strobe_output_text(text_value(sink)->output, spelling);
}

static void text_verbatim(struct strobe_sink *sink, const char *words)
{
	strobe_output_text(text_value(sink)->output, words);
}

static void text_any_comment(struct strobe_sink *sink, const char *comment)
{
	struct strobe_text *text = (struct strobe_text *)sink;
	if (!text->named) {
		text_comment(text->output, comment);
		return;
	}
	text_value(sink);
	strobe_output_bytes(text->output, "/* ", 3);
	strobe_output_text(text->output, comment);
	strobe_output_bytes(text->output, " */ ", 4);
	text->fronted = true;
}

static const struct strobe_sink_ops text_ops = {
	.name = text_name,
	.begin = text_begin,
	.end = text_end,
	.number = text_number,
	.symbol = text_symbol,
	.bits = text_bits,
	.bytes = text_bytes,
	.address = text_address,
	.unreadable = text_unreadable,
	.cut_at = text_cut_at,
	.counted = text_counted,
	.descriptor = text_descriptor,
	.process = text_process,
	.special = text_special,
	.verbatim = text_verbatim,
	.date = text_date,
	.comment = text_any_comment,
	.spelled = text_spelled,
	.composed = text_composed,
	.labelled = text_labelled,
	.struct_name = text_struct_name,
	.network = text_network,
	.hardware = text_hardware,
};

void strobe_text_init(struct strobe_text *text, struct strobe_output *output,
		      const struct strobe_text_options *options)
{
	*text = (struct strobe_text){ .sink = { .ops = &text_ops,
						.unnamed_structs =
							options->constants != STROBE_CONSTANTS_ABBREV },
				      .output = output,
				      .options = options };
}

void strobe_text_reset(struct strobe_text *text)
{
	if (text->state.skipped)
		text->output = text->shown;
	text->state = (struct strobe_text_state){ 0 };
	text->name = NULL;
	text->named = text->fronted = text->in_aux = false;
}

/* What explains a result has one colour throughout. */
void text_set_aux(struct strobe_text *text, bool in_aux)
{
	strobe_text_reset(text);
	text->in_aux = in_aux;
	if (in_aux)
		text->palette = text->output->palette;
	text->output->palette = in_aux ? NULL : text->palette;
}
