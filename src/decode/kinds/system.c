/*
 * Kinds of processes, time and memory: clock ticks, dates, I/O priorities, futex operations, node masks, syscall
 * numbers in siginfo, offsets into struct user.
 */
#include <time.h>

#include "../walker.h"
#include "digits.h"

static void add_padded(struct text_buffer *buffer, uint64_t number, unsigned radix, unsigned width)
{
	uint64_t power = 1;
	for (unsigned i = 1; i < width; i++)
		power *= radix;
	for (; power > 1 && number < power; power /= radix)
		add_text(buffer, "0");
	add_number(buffer, number, radix);
}

/* times(2): a tick is a hundredth of a second (USER_HZ) on every ABI here. */
void kind_show_ticks(struct strobe_sink *sink, uint64_t ticks)
{
	struct text_buffer buffer = { .used = 0 };
	if (!ticks) {
		sink->ops->number(sink, 0, STROBE_FORM_UNSIGNED);
		return;
	}
	add_number(&buffer, ticks / 100, 10);
	add_text(&buffer, ".");
	add_padded(&buffer, ticks % 100, 10, 2);
	add_text(&buffer, " s");
	/* A number without a name: raw output shows it alone, the others with this comment. */
	sink->ops->symbol(sink, ticks, NULL, buffer.text, STROBE_FORM_UNSIGNED);
}

void kind_show_seconds(struct strobe_sink *sink, int64_t seconds)
{
	sink->ops->number(sink, (uint64_t)seconds, STROBE_FORM_SIGNED);
	if (seconds)
		sink->ops->date(sink, seconds, -1, 0);
}

/* A time in seconds as the date it means. */
void kind_show_date(struct strobe_sink *sink, int64_t seconds)
{
	char text[64];
	struct tm tm;
	time_t when = seconds;
	if (!localtime_r(&when, &tm) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S%z", &tm)) {
		sink->ops->number(sink, (uint64_t)seconds, STROBE_FORM_SIGNED);
		return;
	}
	sink->ops->special(sink, (uint64_t)seconds, text);
}

/* ioprio_set(2): a class over thirteen bits of data. */
void kind_show_ioprio(struct strobe_sink *sink, uint64_t priority)
{
	static const char *const classes[] = { "IOPRIO_CLASS_NONE", "IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE",
					       "IOPRIO_CLASS_IDLE" };
	struct text_buffer buffer = { .used = 0 };
	uint64_t class = priority >> 13;
	add_text(&buffer, "IOPRIO_PRIO_VALUE(");
	if (class < sizeof(classes) / sizeof(classes[0])) {
		add_text(&buffer, classes[class]);
	} else {
		add_hex(&buffer, class);
		add_text(&buffer, " /* IOPRIO_CLASS_??? */");
	}
	add_text(&buffer, ", ");
	add_number(&buffer, priority & 0x1fff, 10);
	add_text(&buffer, ")");
	sink->ops->spelled(sink, priority, STROBE_FORM_SIGNED, buffer.text);
}

/* futex(2), FUTEX_WAKE_OP: an operation, its argument, a comparison and its argument in one word. */
void kind_show_wake_op(struct strobe_sink *sink, uint64_t value)
{
	static const char *const operations[8] = { "FUTEX_OP_SET", "FUTEX_OP_ADD", "FUTEX_OP_OR",
						   "FUTEX_OP_ANDN", "FUTEX_OP_XOR" };
	static const char *const comparisons[16] = {
		"FUTEX_OP_CMP_EQ", "FUTEX_OP_CMP_NE", "FUTEX_OP_CMP_LT",
		"FUTEX_OP_CMP_LE", "FUTEX_OP_CMP_GT", "FUTEX_OP_CMP_GE"
	};
	uint64_t operation = value >> 28 & 7, comparison = value >> 24 & 15;
	struct text_buffer middle = { .used = 0 }, end = { .used = 0 };
	struct strobe_piece pieces[8];
	size_t count = 0;
	if (value >> 28 & 8) {
		pieces[count++] = (struct strobe_piece){
			.text = "FUTEX_OP_OPARG_SHIFT", .is_number = true, .value = 8, .form = STROBE_FORM_HEX
		};
		pieces[count++] = (struct strobe_piece){ .text = "<<28|" };
	}
	pieces[count++] = (struct strobe_piece){
		.text = operations[operation], .is_number = true, .value = operation, .form = STROBE_FORM_HEX
	};
	/* An unknown one's comment stands behind the shift. */
	add_text(&middle, operations[operation] ? "<<28|" : "<<28 /* FUTEX_OP_??? */|");
	add_hex(&middle, value >> 12 & 0xfff);
	add_text(&middle, "<<12|");
	pieces[count++] = (struct strobe_piece){ .text = middle.text };
	pieces[count++] = (struct strobe_piece){ .text = comparisons[comparison],
						 .is_number = true,
						 .value = comparison,
						 .form = STROBE_FORM_HEX };
	add_text(&end, comparisons[comparison] ? "<<24|" : "<<24 /* FUTEX_OP_CMP_??? */|");
	add_hex(&end, value & 0xfff);
	pieces[count++] = (struct strobe_piece){ .text = end.text };
	sink->ops->composed(sink, value, pieces, count);
}

/* A word of a mask of nodes: as wide as its type has digits, the 0x counted in. */
void kind_show_mask_word(struct strobe_sink *sink, unsigned width, uint64_t word)
{
	struct text_buffer buffer = { .used = 0 };
	if (word)
		add_text(&buffer, "0x");
	add_padded(&buffer, word, 16, 2 * width - (word ? 2 : 0));
	sink->ops->special(sink, word, buffer.text);
}

void kind_show_syscall_number(struct strobe_sink *sink, unsigned abi, uint64_t number)
{
	const struct strobe_row *row = strobe_decode_row(abi, number);
	struct text_buffer buffer = { .used = 0 };
	if (!row || !row->name) {
		sink->ops->number(sink, number, STROBE_FORM_UNSIGNED);
		return;
	}
	add_text(&buffer, "__NR_");
	add_text(&buffer, strobe_decode_text(row->name));
	sink->ops->symbol(sink, number, buffer.text, NULL, STROBE_FORM_UNSIGNED);
}

/* A number, or the negative of an errno (move_pages(2)). */
void kind_show_negated_errno(struct strobe_sink *sink, int64_t value)
{
	const char *name = value < 0 && value >= -4095 ? strobe_decode_errno_name((int)-value) : NULL;
	struct text_buffer buffer = { .used = 0 };
	if (!name) {
		sink->ops->number(sink, (uint64_t)value, STROBE_FORM_SIGNED);
		return;
	}
	add_text(&buffer, "-");
	add_text(&buffer, name);
	sink->ops->symbol(sink, (uint64_t)value, buffer.text, NULL, STROBE_FORM_SIGNED);
}

/* Offsets into struct user (sys/user.h) on x86_64: where PTRACE_PEEKUSER reads. */
void kind_show_user_offset(struct strobe_sink *sink, uint64_t offset)
{
	static const struct {
		uint16_t offset;
		const char *name;
	} members[] = {
		{ 0, "8*R15" },
		{ 8, "8*R14" },
		{ 16, "8*R13" },
		{ 24, "8*R12" },
		{ 32, "8*RBP" },
		{ 40, "8*RBX" },
		{ 48, "8*R11" },
		{ 56, "8*R10" },
		{ 64, "8*R9" },
		{ 72, "8*R8" },
		{ 80, "8*RAX" },
		{ 88, "8*RCX" },
		{ 96, "8*RDX" },
		{ 104, "8*RSI" },
		{ 112, "8*RDI" },
		{ 120, "8*ORIG_RAX" },
		{ 128, "8*RIP" },
		{ 136, "8*CS" },
		{ 144, "8*EFL" },
		{ 152, "8*RSP" },
		{ 160, "8*SS" },
		{ 216, "offsetof(struct user, u_fpvalid)" },
		{ 224, "offsetof(struct user, i387)" },
		{ 736, "offsetof(struct user, u_tsize)" },
		{ 744, "offsetof(struct user, u_dsize)" },
		{ 752, "offsetof(struct user, u_ssize)" },
		{ 760, "offsetof(struct user, start_code)" },
		{ 768, "offsetof(struct user, start_stack)" },
		{ 776, "offsetof(struct user, signal)" },
		{ 784, "offsetof(struct user, reserved)" },
		{ 792, "offsetof(struct user, u_ar0)" },
		{ 800, "offsetof(struct user, u_fpstate)" },
		{ 808, "offsetof(struct user, magic)" },
		{ 816, "offsetof(struct user, u_comm)" },
		{ 848, "offsetof(struct user, u_debugreg)" },
		{ 912, "sizeof(struct user)" },
	};
	struct text_buffer buffer = { .used = 0 };
	size_t found = sizeof(members) / sizeof(members[0]);
	if (offset > 912) {
		sink->ops->number(sink, offset, STROBE_FORM_HEX);
		return;
	}
	while (members[--found].offset > offset)
		;
	add_text(&buffer, members[found].name);
	if (offset > members[found].offset) {
		add_text(&buffer, "+");
		add_number(&buffer, offset - members[found].offset, 10);
	}
	sink->ops->symbol(sink, offset, buffer.text, NULL, STROBE_FORM_HEX);
}
