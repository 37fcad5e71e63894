/*
 * Scalars of socket addresses and options that have a form of their own.
 */
#include <net/if.h>

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
	{1, 1, "L2CAP_CID_SIGNALING"},
	{2, 2, "L2CAP_CID_CONN_LESS"},
	{3, 3, "L2CAP_CID_A2MP"},
	{4, 4, "L2CAP_CID_ATT"},
	{5, 5, "L2CAP_CID_LE_SIGNALING"},
	{6, 6, "L2CAP_CID_SMP"},
	{7, 7, "L2CAP_CID_SMP_BREDR"},
	{0x40, 0xfffe, "L2CAP_CID_DYN_START"},
	{0xffff, 0xffff, "L2CAP_CID_DYN_END"},
	{0, 0, NULL},
};
static const struct numbered multiplexers[] = {
	{1, 1, "L2CAP_PSM_SDP"},
	{3, 3, "L2CAP_PSM_RFCOMM"},
	{0x21, 0x21, "L2CAP_PSM_3DSP"},
	{0x23, 0x23, "L2CAP_PSM_IPSP"},
	{0x80, 0xfe, "L2CAP_PSM_LE_DYN_START"},
	{0xff, 0xff, "L2CAP_PSM_LE_DYN_END"},
	{0x1001, 0xfffe, "L2CAP_PSM_DYN_START"},
	{0xffff, 0xffff, "L2CAP_PSM_DYN_END"},
	{0, 0, NULL},
};

static void add_numbered(struct text_buffer *buffer, const struct numbered *table, uint64_t value, const char *unknown)
{
	for (; table->name; table++) {
		if (value < table->first || value > table->last)
			continue;
		add_text(buffer, table->name);
		if (value > table->first) {
			add_text(buffer, "+");
			add_number(buffer, value - table->first, 10);
		}
		return;
	}
	add_hex(buffer, value);
	add_text(buffer, " /* ");
	add_text(buffer, unknown);
	add_text(buffer, " */");
}

/* Shows value if kind is one of this file's; false: it isn't. */
bool kind_show_socket_scalar(struct strobe_sink *sink, unsigned kind, uint64_t value)
{
	struct text_buffer buffer = {.used = 0};
	enum strobe_form form = STROBE_FORM_HEX;
	char name[IF_NAMESIZE];
	switch (kind) {
	case STROBE_KIND_x02:
		add_padded(&buffer, value, 2);
		break;
	case STROBE_KIND_x08:
		add_padded(&buffer, value, 8);
		break;
	case STROBE_KIND_htonl_x:
		add_text(&buffer, "htonl(");
		add_hex(&buffer, value);
		add_text(&buffer, ")");
		break;
	case STROBE_KIND_htobs:
		form = STROBE_FORM_UNSIGNED;
		add_text(&buffer, "htobs(");
		add_number(&buffer, value, 10);
		add_text(&buffer, ")");
		break;
	case STROBE_KIND_l2cap_psm:
		add_text(&buffer, "htobs(");
		add_numbered(&buffer, multiplexers, value, "L2CAP_PSM_???");
		add_text(&buffer, ")");
		break;
	case STROBE_KIND_l2cap_cid:
		add_text(&buffer, "htobs(");
		add_numbered(&buffer, channels, value, "L2CAP_CID_???");
		add_text(&buffer, ")");
		break;
	case STROBE_KIND_port_range:
		add_hex(&buffer, value);
		if (!value)
			break;
		/* ip(7): the lower and the upper 16 bits are the bounds, 0 is none. */
		add_text(&buffer, " /* ");
		if (value & 0xffff)
			add_number(&buffer, value & 0xffff, 10);
		add_text(&buffer, "..");
		if (value >> 16)
			add_number(&buffer, value >> 16 & 0xffff, 10);
		add_text(&buffer, " */");
		break;
	case STROBE_KIND_ifindex:
		form = STROBE_FORM_UNSIGNED;
		/* The tracer's own interfaces: the tracee's network namespace may have others of these numbers. */
		if (!value || !if_indextoname((unsigned)value, name)) {
			sink->ops->number(sink, value, form);
			return true;
		}
		add_text(&buffer, "if_nametoindex(\"");
		add_text(&buffer, name);
		add_text(&buffer, "\")");
		break;
	default:
		return false;
	}
	sink->ops->spelled(sink, value, form, buffer.text);
	return true;
}
