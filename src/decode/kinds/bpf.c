/*
 * Instructions of classic BPF (linux/filter.h): 16 bits of code, two jump distances, and a constant. They are shown
 * as the macros of linux/bpf_common.h that make them.
 */
#include "../walker.h"
#include "digits.h"

/* Names of a code's field; a NULL is a value without one. */
static void add_code(struct text_buffer *buffer, const char *const *names, size_t count, unsigned index,
		     unsigned value)
{
	add_text(buffer, "|");
	if (index < count && names[index]) {
		add_text(buffer, "BPF_");
		add_text(buffer, names[index]);
		return;
	}
	add_hex(buffer, value);
	add_text(buffer, " /* BPF_??? */");
}

static void add_unknown_code(struct text_buffer *buffer, unsigned value)
{
	if (value)
		add_code(buffer, NULL, 0, 0, value);
}

/* Bits 0 to 2 are the class; what the others mean depends on it. */
static void add_operation(struct text_buffer *buffer, unsigned code)
{
	static const char *const classes[] = { "LD", "LDX", "ST", "STX", "ALU", "JMP", "RET", "MISC" };
	static const char *const sizes[] = { "W", "H", "B", "DW" };
	static const char *const modes[] = { "IMM", "ABS", "IND", "MEM", "LEN", "MSH", "XADD" };
	static const char *const sources[] = { "K", "X", "A" };
	static const char *const arithmetic[] = { "ADD", "SUB", "MUL", "DIV", "OR",  "AND",  "LSH",
						  "RSH", "NEG", "MOD", "XOR", "MOV", "ARSH", "END" };
	static const char *const jumps[] = { "JA",   "JEQ",  "JGT", "JGE", "JSET", "JNE",  "JSGT", "JSGE",
					     "CALL", "EXIT", "JLT", "JLE", "JSLT", "JSLE", "JCOND" };
	static const char *const misc[17] = { [0] = "TAX", [16] = "TXA" };
	unsigned class = code & 7;
	add_text(buffer, "BPF_");
	add_text(buffer, classes[class]);
	switch (class) {
	case 0: /* LD */
	case 1: /* LDX */
		add_code(buffer, sizes, 4, code >> 3 & 3, code & 0x18);
		add_code(buffer, modes, 7, code >> 5 & 7, code & 0xe0);
		add_unknown_code(buffer, code & 0xff00);
		break;
	case 4: /* ALU */
		add_code(buffer, sources, 2, code >> 3 & 1, code & 8);
		add_code(buffer, arithmetic, 14, code >> 4 & 15, code & 0xf0);
		add_unknown_code(buffer, code & 0xff00);
		break;
	case 5: /* JMP */
		add_code(buffer, sources, 2, code >> 3 & 1, code & 8);
		add_code(buffer, jumps, 15, code >> 4 & 15, code & 0xf0);
		add_unknown_code(buffer, code & 0xff00);
		break;
	case 6: /* RET */
		add_code(buffer, sources, 3, code >> 3 & 3, code & 0x18);
		add_unknown_code(buffer, code & 0xffe0);
		break;
	case 7: /* MISC */
		add_code(buffer, misc, 17, code >> 3 & 31, code & 0xf8);
		add_unknown_code(buffer, code & 0xff00);
		break;
	default: /* ST, STX */ add_unknown_code(buffer, code & 0xfff8);
	}
}

/* linux/seccomp.h: a program returns an action in the high half, data of it in the low. */
static void add_action(struct text_buffer *buffer, uint32_t value)
{
	static const struct {
		uint16_t high;
		const char *name;
	} actions[] = {
		{ 0x8000, "KILL_PROCESS" }, { 0x0000, "KILL_THREAD" }, { 0x0003, "TRAP" },
		{ 0x0005, "ERRNO" },        { 0x7fc0, "USER_NOTIF" },  { 0x7ff0, "TRACE" },
		{ 0x7ffc, "LOG" },          { 0x7fff, "ALLOW" },
	};
	const char *name = NULL;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].high == value >> 16)
			name = actions[i].name;
	if (name) {
		add_text(buffer, "SECCOMP_RET_");
		add_text(buffer, name);
	} else {
		add_hex(buffer, value & 0xffff0000);
		add_text(buffer, " /* SECCOMP_RET_??? */");
	}
	if (value & 0xffff) {
		add_text(buffer, "|");
		add_hex(buffer, value & 0xffff);
	}
}

/* linux/filter.h: offsets that reach outside a packet, to its link or network header or to facts about it. */
static void add_packet_offset(struct text_buffer *buffer, uint32_t offset)
{
	static const char *const facts[] = {
		"PROTOCOL",         "PKTTYPE",    "IFINDEX",   "NLATTR",
		"NLATTR_NEST",      "MARK",       "QUEUE",     "HATYPE",
		"RXHASH",           "CPU",        "ALU_XOR_X", "VLAN_TAG",
		"VLAN_TAG_PRESENT", "PAY_OFFSET", "RANDOM",    "VLAN_TPID",
	};
	uint32_t fact = offset - 0xfffff000u;
	if (offset >= 0xfffff000u) {
		add_text(buffer, "SKF_AD_OFF+");
		if (fact % 4 == 0 && fact / 4 < sizeof(facts) / sizeof(facts[0])) {
			add_text(buffer, "SKF_AD_");
			add_text(buffer, facts[fact / 4]);
		} else {
			add_hex(buffer, fact);
			add_text(buffer, " /* SKF_AD_??? */");
		}
	} else if (offset >= 0xfff00000u) {
		add_text(buffer, "SKF_NET_OFF+");
		add_number(buffer, offset - 0xfff00000u, 10);
	} else if (offset >= 0xffe00000u) {
		add_text(buffer, "SKF_LL_OFF+");
		add_number(buffer, offset - 0xffe00000u, 10);
	} else {
		add_hex(buffer, offset);
	}
}

void kind_show_bpf(struct strobe_sink *sink, uint64_t instruction, bool seccomp)
{
	struct text_buffer buffer = { .used = 0 };
	unsigned code = instruction & 0xffff, yes = instruction >> 16 & 0xff, no = instruction >> 24 & 0xff;
	uint32_t constant = (uint32_t)(instruction >> 32);
	add_text(&buffer, yes || no ? "BPF_JUMP(" : "BPF_STMT(");
	add_operation(&buffer, code);
	add_text(&buffer, ", ");
	if (yes || no) {
		add_hex(&buffer, constant);
		add_text(&buffer, ", ");
		add_hex(&buffer, yes);
		add_text(&buffer, ", ");
		add_hex(&buffer, no);
	} else if (seccomp && (code & 7) == 6) {
		add_action(&buffer, constant);
	} else if (!seccomp && (code & 0xe7) == 0x20) {
		/* BPF_LD|BPF_ABS of any size. */
		add_packet_offset(&buffer, constant);
	} else {
		add_hex(&buffer, constant);
	}
	add_text(&buffer, ")");
	sink->ops->special(sink, instruction, buffer.text);
}
