/*
 * Masks: of signals, descriptors and CPUs.
 */
#include <string.h>

#include "../walker.h"

static bool has_bit(const uint8_t *data, size_t size, uint64_t bit)
{
	return bit / 8 < size && data[bit / 8] >> bit % 8 & 1;
}

/*
 * Names without their SIG. A mask in which more than two thirds of the kernel's 64 signals are set shows as those it
 * lacks: ~[RTMIN RT_1] is how a full mask of a C library looks.
 */
void kind_show_sigset(struct strobe_sink *sink, unsigned abi, const uint8_t *data, size_t size)
{
	unsigned signals = size < 8 ? (unsigned)size * 8 : 64, set = 0;
	for (unsigned i = 0; i < signals; i++)
		set += has_bit(data, size, i);
	bool inverted = signals && set >= signals * 2 / 3;
	enum strobe_group group = inverted ? STROBE_GROUP_NOT_SET : STROBE_GROUP_SET;
	sink->plain = true;
	sink->ops->begin(sink, group);
	for (unsigned i = 0; i < signals; i++) {
		char buffer[16];
		if (has_bit(data, size, i) == inverted)
			continue;
		const char *name =
			strobe_decode_set_name(strobe_set_signals, abi, i + 1, buffer, sizeof(buffer));
		if (name && strncmp(name, "SIG", 3) == 0)
			sink->ops->symbol(sink, i + 1, name + 3, NULL, STROBE_FORM_UNSIGNED);
		else
			sink->ops->number(sink, i + 1, STROBE_FORM_UNSIGNED);
	}
	sink->ops->end(sink, group, false);
	sink->plain = false;
}

void kind_show_fdset(struct walker *walker, const uint8_t *data, size_t size, uint64_t descriptors,
		     bool within_budget)
{
	struct strobe_sink *sink = walker->sink;
	sink->ops->begin(sink, STROBE_GROUP_SET);
	for (uint64_t fd = 0; fd < descriptors && fd / 8 < size; fd++) {
		if (!has_bit(data, size, fd))
			continue;
		if (within_budget && !walker->budget)
			break;
		if (within_budget)
			walker->budget--;
		walker_note(walker, STROBE_KIND_fd, (int64_t)fd);
		sink->ops->descriptor(sink, (int64_t)fd, NULL);
	}
	/* A set can be made larger than any process's descriptors go; what lies beyond was not read. */
	sink->ops->end(sink, STROBE_GROUP_SET, descriptors > size * 8ull);
}

void kind_show_cpuset(struct strobe_sink *sink, const uint8_t *data, size_t size)
{
	sink->ops->begin(sink, STROBE_GROUP_SET);
	for (uint64_t cpu = 0; cpu < size * 8ull; cpu++)
		if (has_bit(data, size, cpu))
			sink->ops->number(sink, cpu, STROBE_FORM_UNSIGNED);
	sink->ops->end(sink, STROBE_GROUP_SET, false);
}
