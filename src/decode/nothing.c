/*
 * The sink that lets everything pass.
 */
#include "strobe/sink.h"

static void no_name(struct strobe_sink *sink, const char *name, unsigned flags)
{
	(void)sink, (void)name, (void)flags;
}

static void no_begin(struct strobe_sink *sink, enum strobe_group group)
{
	(void)sink, (void)group;
}

static void no_end(struct strobe_sink *sink, enum strobe_group group, bool more)
{
	(void)sink, (void)group, (void)more;
}

static void no_composition(struct strobe_sink *sink, uint64_t value, const struct strobe_piece *pieces,
			   size_t count)
{
	(void)sink, (void)value, (void)pieces, (void)count;
}

static void no_number(struct strobe_sink *sink, uint64_t value, enum strobe_form form)
{
	(void)sink, (void)value, (void)form;
}

static void no_symbol(struct strobe_sink *sink, uint64_t value, const char *name, const char *unknown,
		      enum strobe_form form)
{
	(void)sink, (void)value, (void)name, (void)unknown, (void)form;
}

static void no_bits(struct strobe_sink *sink, const struct strobe_bits *bits)
{
	(void)sink, (void)bits;
}

static void no_bytes(struct strobe_sink *sink, const void *data, size_t size, unsigned flags)
{
	(void)sink, (void)data, (void)size, (void)flags;
}

static void no_address(struct strobe_sink *sink, uint64_t address)
{
	(void)sink, (void)address;
}

/* unreadable, cut_at */
static void no_memory(struct strobe_sink *sink, uint64_t address, int error)
{
	(void)sink, (void)address, (void)error;
}

static void no_count(struct strobe_sink *sink, uint64_t address, uint64_t count, const char *what)
{
	(void)sink, (void)address, (void)count, (void)what;
}

static void no_descriptor(struct strobe_sink *sink, int64_t fd, const char *symbol)
{
	(void)sink, (void)fd, (void)symbol;
}

static void no_process(struct strobe_sink *sink, int64_t id, unsigned kind)
{
	(void)sink, (void)id, (void)kind;
}

static void no_special(struct strobe_sink *sink, uint64_t value, const char *text)
{
	(void)sink, (void)value, (void)text;
}

/* verbatim, comment, struct_name */
static void no_text(struct strobe_sink *sink, const char *text)
{
	(void)sink, (void)text;
}

static void no_date(struct strobe_sink *sink, int64_t sec, int64_t nsec, unsigned digits)
{
	(void)sink, (void)sec, (void)nsec, (void)digits;
}

static void no_spelling(struct strobe_sink *sink, uint64_t value, enum strobe_form form, const char *text)
{
	(void)sink, (void)value, (void)form, (void)text;
}

static void no_label(struct strobe_sink *sink, uint64_t value, const char *label, enum strobe_form form)
{
	(void)sink, (void)value, (void)label, (void)form;
}

static void no_network(struct strobe_sink *sink, enum strobe_network network, const void *bytes)
{
	(void)sink, (void)network, (void)bytes;
}

static void no_hardware(struct strobe_sink *sink, const void *bytes, size_t size, size_t room)
{
	(void)sink, (void)bytes, (void)size, (void)room;
}

const struct strobe_sink_ops strobe_sink_nothing = {
	.name = no_name,
	.begin = no_begin,
	.end = no_end,
	.number = no_number,
	.symbol = no_symbol,
	.bits = no_bits,
	.bytes = no_bytes,
	.address = no_address,
	.unreadable = no_memory,
	.cut_at = no_memory,
	.counted = no_count,
	.descriptor = no_descriptor,
	.process = no_process,
	.special = no_special,
	.verbatim = no_text,
	.date = no_date,
	.comment = no_text,
	.spelled = no_spelling,
	.network = no_network,
	.hardware = no_hardware,
	.composed = no_composition,
	.labelled = no_label,
	.struct_name = no_text,
};
