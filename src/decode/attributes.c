/*
 * Lists of netlink attributes.
 */
#include <string.h>

#include "walker.h"

/*
 * struct nlattr of linux/netlink.h: its length covers the header; payloads are aligned to 4. One whose length
 * can't be right shows as far as it is there, and is the last.
 */
struct attribute {
	uint32_t length; /* as it says itself */
	uint32_t size;   /* as many bytes as are there, the header's among them */
	uint32_t type, next;
};

static bool read_attribute(const struct place *place, uint32_t offset, struct attribute *attribute)
{
	uint16_t header[2];
	if (offset > place->size || place->size - offset < sizeof(header))
		return false;
	memcpy(header, place->data + offset, sizeof(header));
	uint32_t size = header[0] < sizeof(header) ? sizeof(header) : header[0], left = place->size - offset;
	bool last = header[0] < sizeof(header) || size > left;
	*attribute = (struct attribute){ .length = header[0],
					 .size = size < left ? size : left,
					 .type = header[1],
					 .next = last ? place->size : offset + ((size + 3u) & ~3u) };
	return true;
}

/* What is no attribute, or has no description: bytes, cut by -s. */
static void show_opaque(struct walker *walker, const uint8_t *data, uint32_t size)
{
	uint32_t shown = size < walker->limits->string ? size : walker->limits->string;
	walker->sink->ops->bytes(walker->sink, data, shown,
				 STROBE_BYTES_HEX | (shown < size ? STROBE_BYTES_CUT : 0));
}

static void show_payload(struct walker *walker, const struct strobe_attrs *attrs, uint32_t type,
			 const struct place *payload, const struct frame *outer)
{
	static const struct strobe_layout no_fields;
	struct frame frame = {
		.outer = outer, .layout = &no_fields, .place = *payload, .limit = payload->size
	};
	const struct strobe_arm *arms = strobe_arms + attrs->first_arm;
	for (unsigned i = 0; i < attrs->n_arms; i++) {
		if (!(arms[i].abis >> walker->abi & 1) || !(arms[i].is_default || arms[i].value == type))
			continue;
		if (walker_show(walker, &strobe_types[arms[i].type], payload, NULL, &frame))
			return;
	}
	show_opaque(walker, payload->data, payload->size);
}

/* Length and type. The two top bits of nla_type are flags: NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
static void show_header(const struct walker *walker, const struct strobe_attrs *attrs,
			const struct attribute *attribute, uint32_t type)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} type_flags[] = { { 0x8000, "NLA_F_NESTED" }, { 0x4000, "NLA_F_NET_BYTEORDER" } };
	struct strobe_sink *sink = walker->sink;
	char buffer[64];
	const char *name = strobe_decode_set_name(attrs->set, walker->abi, type, buffer, sizeof(buffer));
	uint32_t unknown = strobe_sets[attrs->set].unknown;
	sink->ops->begin(sink, STROBE_GROUP_STRUCT);
	sink->ops->name(sink, "nla_len", STROBE_NAME_TEXT);
	sink->ops->number(sink, attribute->length, STROBE_FORM_UNSIGNED);
	sink->ops->name(sink, "nla_type", STROBE_NAME_TEXT);
	if (type == attribute->type) {
		sink->ops->symbol(sink, type, name, unknown ? strobe_text + unknown : NULL, STROBE_FORM_HEX);
	} else {
		struct strobe_part parts[3];
		struct strobe_bits bits = { .value = attribute->type,
					    .parts = parts,
					    .form = STROBE_FORM_HEX };
		for (size_t i = 0; i < 2; i++)
			if (attribute->type & type_flags[i].bit)
				parts[bits.count++] = (struct strobe_part){ .name = type_flags[i].name,
									    .value = type_flags[i].bit };
		parts[bits.count++] = (struct strobe_part){
			.name = name, .value = type, .unknown = unknown ? strobe_text + unknown : NULL
		};
		sink->ops->bits(sink, &bits);
	}
	sink->ops->end(sink, STROBE_GROUP_STRUCT, false);
}

static void show_attribute(struct walker *walker, const struct strobe_attrs *attrs, const struct place *place,
			   uint32_t offset, const struct attribute *attribute, const struct frame *frame)
{
	struct strobe_sink *sink = walker->sink;
	uint32_t type = attribute->type & 0x3fff;
	struct place payload = { place->data + offset + 4, place->addr + offset + 4, attribute->size - 4,
				 place->phase };
	if (payload.size)
		sink->ops->begin(sink, STROBE_GROUP_LIST);
	show_header(walker, attrs, attribute, type);
	if (!payload.size)
		return;
	show_payload(walker, attrs, type, &payload, frame);
	sink->ops->end(sink, STROBE_GROUP_LIST, false);
}

void walker_show_attributes(struct walker *walker, const struct strobe_type *type, const struct place *place,
			    const struct frame *frame)
{
	const struct strobe_attrs *attrs = &strobe_attr_lists[type->ref];
	struct strobe_sink *sink = walker->sink;
	struct attribute attribute;
	uint32_t limit = walker_element_limit(walker, type), shown = 0, offset = 0;
	if (!sink || walker->depth >= WALKER_DEPTH)
		return;
	walker->depth++;
	bool first = read_attribute(place, 0, &attribute);
	bool several = first && attribute.next < place->size;
	if (!first) {
		show_opaque(walker, place->data, place->size);
	} else if (!several) {
		show_attribute(walker, attrs, place, 0, &attribute, frame);
	} else {
		sink->ops->begin(sink, STROBE_GROUP_LIST);
		while (offset < place->size && shown++ < limit && ++walker->visits <= WALKER_VISITS) {
			if (!read_attribute(place, offset, &attribute)) {
				show_opaque(walker, place->data + offset, place->size - offset);
				offset = place->size;
				break;
			}
			show_attribute(walker, attrs, place, offset, &attribute, frame);
			offset = attribute.next;
		}
		sink->ops->end(sink, STROBE_GROUP_LIST, offset < place->size);
	}
	walker->depth--;
}

void walker_point_attributes(struct walker *walker, const struct strobe_type *type, uint64_t addr,
			     const struct frame *frame, enum strobe_phase phase)
{
	uint32_t bytes = (uint32_t)walker_bound(walker, type->bound, frame, phase, WALKER_REGION);
	struct place place;
	int error;
	enum fetched fetched = walker_fetch(walker, addr, bytes, phase, STROBE_WANT_BYTES, &place, &error);
	if (!walker->sink || fetched == FETCH_PENDING)
		return;
	if (fetched == FETCH_WHOLE)
		walker_show_attributes(walker, type, &place, frame);
	else
		walker->sink->ops->unreadable(walker->sink, addr, error);
}
