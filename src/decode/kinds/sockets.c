/*
 * Scalars of socket addresses and options that have a form of their own.
 */
#include "../walker.h"
#include "digits.h"

static void add_padded(struct text_buffer *buffer, uint64_t value, unsigned width)
{
	unsigned digits = 1;
	for (uint64_t rest = value >> 4; rest; rest >>= 4)
		digits++;
	if (value) {
		add_text(buffer, "0x");
		digits += 2;
	}
	for (; digits < width; digits++)
		add_text(buffer, "0");
	add_number(buffer, value, 16);
}

/* Numbers of Bluetooth's L2CAP (include/net/bluetooth/l2cap.h): a name, or a first number that others count from. */
struct numbered {
	uint16_t first, last;
	const char *name;
};

static const struct numbered channels[] = {
	{ 1, 1, "L2CAP_CID_SIGNALING" },
	{ 2, 2, "L2CAP_CID_CONN_LESS" },
	{ 3, 3, "L2CAP_CID_A2MP" },
	{ 4, 4, "L2CAP_CID_ATT" },
	{ 5, 5, "L2CAP_CID_LE_SIGNALING" },
	{ 6, 6, "L2CAP_CID_SMP" },
	{ 7, 7, "L2CAP_CID_SMP_BREDR" },
	{ 0x40, 0xfffe, "L2CAP_CID_DYN_START" },
	{ 0xffff, 0xffff, "L2CAP_CID_DYN_END" },
	{ 0, 0, NULL },
};
static const struct numbered multiplexers[] = {
	{ 1, 1, "L2CAP_PSM_SDP" },
	{ 3, 3, "L2CAP_PSM_RFCOMM" },
	{ 0x21, 0x21, "L2CAP_PSM_3DSP" },
	{ 0x23, 0x23, "L2CAP_PSM_IPSP" },
	{ 0x80, 0xfe, "L2CAP_PSM_LE_DYN_START" },
	{ 0xff, 0xff, "L2CAP_PSM_LE_DYN_END" },
	{ 0x1001, 0xfffe, "L2CAP_PSM_DYN_START" },
	{ 0xffff, 0xffff, "L2CAP_PSM_DYN_END" },
	{ 0, 0, NULL },
};

/* htobs(L2CAP_PSM_DYN_START+2064): the number that a name counts from, and how far it is from there. */
static void show_numbered(struct strobe_sink *sink, const struct numbered *table, uint64_t value,
			  const char *unknown)
{
	struct text_buffer end = { .used = 0 };
	const char *name = NULL;
	uint64_t first = value;
	for (; table->name && !name; table++) {
		if (value < table->first || value > table->last)
			continue;
		name = table->name;
		first = table->first;
	}
	if (value > first) {
		add_text(&end, "+");
		add_number(&end, value - first, 10);
	}
	add_text(&end, ")");
	struct strobe_piece pieces[] = {
		{ .text = "htobs(" },
		{ .text = name,
		  .is_number = true,
		  .value = first,
		  .unknown = unknown,
		  .form = STROBE_FORM_HEX },
		{ .text = end.text },
	};
	sink->ops->composed(sink, value, pieces, 3);
}

/* The room for a list of struct ifreq (netdevice(7)) in bytes, with the count of whole ones. */
static void show_room(struct strobe_sink *sink, unsigned abi, uint64_t value)
{
	uint64_t size = abi == STROBE_ABI_X86_64 ? 40 : 32;
	struct text_buffer buffer = { .used = 0 };
	bool whole = (int32_t)value > 0 && value % size == 0;
	if (whole) {
		add_number(&buffer, value / size, 10);
		add_text(&buffer, " * sizeof(struct ifreq)");
	}
	sink->ops->number(sink, value, STROBE_FORM_SIGNED);
	if (whole)
		sink->ops->comment(sink, buffer.text);
}

void kind_show_interface(struct strobe_sink *sink, uint64_t value, const char *name, size_t length)
{
	struct text_buffer buffer = { .used = 0 };
	if (!name) {
		sink->ops->number(sink, value, STROBE_FORM_UNSIGNED);
		return;
	}
	add_text(&buffer, "if_nametoindex(\"");
	/* IFNAMSIZ: at most 15 bytes. */
	for (size_t i = 0; i < length && i < 15; i++)
		add_text(&buffer, (const char[]){ name[i], '\0' });
	add_text(&buffer, "\")");
	sink->ops->spelled(sink, value, STROBE_FORM_UNSIGNED, buffer.text);
}

/* Shows value if kind is one of this file's; false: it isn't. */
bool kind_show_socket_scalar(struct strobe_sink *sink, unsigned abi, unsigned kind, uint64_t value)
{
	struct text_buffer buffer = { .used = 0 };
	switch (kind) {
	case STROBE_KIND_x02:
	case STROBE_KIND_x08: add_padded(&buffer, value, kind == STROBE_KIND_x02 ? 2 : 8); break;
	case STROBE_KIND_htonl_x:
		add_text(&buffer, "htonl(");
		add_hex(&buffer, value);
		add_text(&buffer, ")");
		break;
	case STROBE_KIND_htobs:
		add_text(&buffer, "htobs(");
		add_number(&buffer, value, 10);
		add_text(&buffer, ")");
		break;
	case STROBE_KIND_l2cap_psm: show_numbered(sink, multiplexers, value, "L2CAP_PSM_???"); return true;
	case STROBE_KIND_l2cap_cid: show_numbered(sink, channels, value, "L2CAP_CID_???"); return true;
	case STROBE_KIND_port_range:
		/* ip(7): the lower and the upper 16 bits are the bounds, 0 is none. */
		if (value & 0xffff)
			add_number(&buffer, value & 0xffff, 10);
		add_text(&buffer, "..");
		if (value >> 16)
			add_number(&buffer, value >> 16 & 0xffff, 10);
		sink->ops->labelled(sink, value, value ? buffer.text : NULL, STROBE_FORM_HEX);
		return true;
	case STROBE_KIND_ifconf_room: show_room(sink, abi, value); return true;
	default: return false;
	}
	/* The same in every style. */
	sink->ops->special(sink, value, buffer.text);
	return true;
}
