/*
 * Scalars: how each kind of include/strobe/kinds.def is told to a sink.
 */
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../walker.h"
#include "digits.h"

enum shape { SHAPE_DEC, SHAPE_HEX, SHAPE_OCT };

enum strobe_form kind_form(unsigned kind, bool is_signed)
{
	static const uint8_t shapes[] = {
#define KIND(name, base, shape) SHAPE_##shape,
#include "strobe/kinds.def"
#undef KIND
	};
	if (kind == STROBE_KIND_umode)
		return STROBE_FORM_UMODE;
	if (kind == STROBE_KIND_X0)
		return STROBE_FORM_HEX0;
	if (kind == STROBE_KIND_X8)
		return STROBE_FORM_HEX8;
	switch (shapes[kind]) {
	case SHAPE_HEX: return STROBE_FORM_HEX;
	case SHAPE_OCT: return STROBE_FORM_OCTAL;
	default: return is_signed ? STROBE_FORM_SIGNED : STROBE_FORM_UNSIGNED;
	}
}

static uint64_t cut_to_base(unsigned abi, unsigned base, uint64_t bits)
{
	unsigned width = walker_base_width(abi, base);
	return width < 8 ? bits & ((1ull << 8 * width) - 1) : bits;
}

void kind_show_device(struct strobe_sink *sink, uint64_t device)
{
	struct text_buffer buffer = { .used = 0 };
	add_text(&buffer, "makedev(");
	add_hex(&buffer, major(device));
	add_text(&buffer, ", ");
	add_hex(&buffer, minor(device));
	add_text(&buffer, ")");
	sink->ops->spelled(sink, device, STROBE_FORM_HEX, buffer.text);
}

void kind_show_rlimit(struct strobe_sink *sink, uint64_t limit, uint64_t infinity, const char *name)
{
	struct text_buffer buffer = { .used = 0 };
	if (limit == infinity) {
		sink->ops->spelled(sink, limit, STROBE_FORM_UNSIGNED, name);
	} else if (limit > 1024 && limit % 1024 == 0) {
		add_number(&buffer, limit / 1024, 10);
		add_text(&buffer, "*1024");
		sink->ops->spelled(sink, limit, STROBE_FORM_UNSIGNED, buffer.text);
	} else {
		sink->ops->number(sink, limit, STROBE_FORM_UNSIGNED);
	}
}

/* inode(7): the file type is one value of S_IFMT, then three bits, then the permissions. */
void kind_show_mode(struct strobe_sink *sink, uint64_t mode)
{
	static const struct {
		unsigned type;
		const char *name;
	} types[] = {
		{ S_IFREG, "S_IFREG" },   { S_IFDIR, "S_IFDIR" }, { S_IFLNK, "S_IFLNK" },
		{ S_IFCHR, "S_IFCHR" },   { S_IFBLK, "S_IFBLK" }, { S_IFIFO, "S_IFIFO" },
		{ S_IFSOCK, "S_IFSOCK" },
	};
	static const struct {
		unsigned bit;
		const char *name;
	} bits[] = { { S_ISUID, "S_ISUID" }, { S_ISGID, "S_ISGID" }, { S_ISVTX, "S_ISVTX" } };
	struct strobe_part parts[5];
	size_t count = 0;
	uint64_t rest = mode;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if ((mode & S_IFMT) != types[i].type)
			continue;
		parts[count++] = (struct strobe_part){ .name = types[i].name, .value = types[i].type };
		rest &= ~(uint64_t)S_IFMT;
	}
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		if (!(rest & bits[i].bit))
			continue;
		parts[count++] = (struct strobe_part){ .name = bits[i].name, .value = bits[i].bit };
		rest &= ~(uint64_t)bits[i].bit;
	}
	struct strobe_bits told = {
		.value = mode, .parts = parts, .count = count, .rest = rest, .form = STROBE_FORM_UMODE
	};
	/* Of a type that does not exist nothing has a name. */
	if (rest & S_IFMT)
		sink->ops->number(sink, mode, STROBE_FORM_UMODE);
	else
		sink->ops->bits(sink, &told);
}

static void show_signal(struct strobe_sink *sink, int64_t signo, enum strobe_form form)
{
	char buffer[16];
	const char *name = NULL;
	if (signo > 0)
		name = strobe_decode_set_name(strobe_set_signals, STROBE_ABI_X86_64, (uint64_t)signo, buffer,
					      sizeof(buffer));
	sink->plain = true;
	if (name)
		sink->ops->symbol(sink, (uint64_t)signo, name, NULL, STROBE_FORM_SIGNED);
	else
		sink->ops->number(sink, (uint64_t)signo, form);
	sink->plain = false;
}

static void show_errno(struct strobe_sink *sink, int64_t error)
{
	const char *name = strobe_decode_errno_name((int)error);
	sink->plain = true;
	if (name)
		sink->ops->symbol(sink, (uint64_t)error, name, NULL, STROBE_FORM_SIGNED);
	else
		sink->ops->number(sink, (uint64_t)error, STROBE_FORM_SIGNED);
	sink->plain = false;
}

/* A number that goes over the network: the sink gets its bytes, in network order. */
static void show_network(struct strobe_sink *sink, enum strobe_network network, uint64_t value)
{
	uint8_t bytes[4];
	unsigned width = network == STROBE_NETWORK_PORT ? 2 : 4;
	for (unsigned i = 0; i < width; i++)
		bytes[i] = (uint8_t)(value >> 8 * (width - 1 - i));
	sink->ops->network(sink, network, bytes);
}

/* -1 is "leave as it is" (chown(2)) or "none": shown so, whatever the width. */
static void show_id(struct strobe_sink *sink, unsigned abi, unsigned base, uint64_t id)
{
	if (id == cut_to_base(abi, base, UINT64_MAX))
		sink->ops->number(sink, UINT64_MAX, STROBE_FORM_SIGNED);
	else
		sink->ops->number(sink, id, STROBE_FORM_UNSIGNED);
}

/* openat(2): AT_FDCWD. */
#define AT_WORKING_DIRECTORY (-100)

void kind_show(struct strobe_sink *sink, unsigned abi, const struct strobe_type *type, struct value value)
{
	uint64_t bits = cut_to_base(abi, type->base, value.bits);
	int64_t number = (int64_t)value.bits;
	switch (type->kind) {
	case STROBE_KIND_set: kind_show_set(sink, abi, type->ref, type->base, value); break;
	case STROBE_KIND_fd: sink->ops->descriptor(sink, number, NULL); break;
	case STROBE_KIND_dirfd:
		sink->ops->descriptor(sink, number, number == AT_WORKING_DIRECTORY ? "AT_FDCWD" : NULL);
		break;
	case STROBE_KIND_pid:
	case STROBE_KIND_tid:
	case STROBE_KIND_tgid:
	case STROBE_KIND_pgid:
	case STROBE_KIND_sid: sink->ops->process(sink, number, type->kind); break;
	case STROBE_KIND_uid:
	case STROBE_KIND_gid: show_id(sink, abi, type->base, bits); break;
	case STROBE_KIND_addr: sink->ops->address(sink, bits); break;
	case STROBE_KIND_mode: kind_show_mode(sink, bits); break;
	case STROBE_KIND_dev: kind_show_device(sink, bits); break;
	case STROBE_KIND_signo: show_signal(sink, number, kind_form(type->kind, value.is_signed)); break;
	case STROBE_KIND_errno: show_errno(sink, number); break;
	case STROBE_KIND_wstatus: kind_show_wstatus(sink, bits); break;
	case STROBE_KIND_port: show_network(sink, STROBE_NETWORK_PORT, bits); break;
	case STROBE_KIND_ipv4: show_network(sink, STROBE_NETWORK_IPV4, bits); break;
	case STROBE_KIND_htonl: show_network(sink, STROBE_NETWORK_LONG, bits); break;
	case STROBE_KIND_ioctl_cmd: kind_show_ioctl(sink, abi, bits, false); break;
	case STROBE_KIND_clockid: kind_show_clock(sink, abi, number); break;
	case STROBE_KIND_rlim:
		kind_show_rlimit(sink, bits, cut_to_base(abi, type->base, UINT64_MAX), "RLIM_INFINITY");
		break;
	case STROBE_KIND_rlim64: kind_show_rlimit(sink, bits, UINT64_MAX, "RLIM64_INFINITY"); break;
	case STROBE_KIND_clock_ticks: kind_show_ticks(sink, bits); break;
	case STROBE_KIND_seconds: kind_show_seconds(sink, number); break;
	case STROBE_KIND_date: kind_show_date(sink, number); break;
	case STROBE_KIND_ioprio: kind_show_ioprio(sink, bits); break;
	case STROBE_KIND_wake_op: kind_show_wake_op(sink, bits); break;
	case STROBE_KIND_maskword: kind_show_mask_word(sink, walker_base_width(abi, type->base), bits); break;
	case STROBE_KIND_sysnr: kind_show_syscall_number(sink, abi, bits); break;
	case STROBE_KIND_negerrno: kind_show_negated_errno(sink, number); break;
	case STROBE_KIND_user_offset: kind_show_user_offset(sink, bits); break;
	case STROBE_KIND_sock_filter: kind_show_bpf(sink, bits, false); break;
	case STROBE_KIND_seccomp_insn: kind_show_bpf(sink, bits, true); break;
	case STROBE_KIND_byte_char: {
		struct text_buffer buffer = { .used = 0 };
		static const char escaped[] = "tnvfr"; /* 9 to 13, as in C */
		const char quoted[] = { '\'', (char)bits, '\'', '\0' };
		if (bits >= '\t' && bits <= '\r') {
			const char escape[] = { '\'', '\\', escaped[bits - '\t'], '\'', '\0' };
			add_text(&buffer, escape);
		} else if (bits == '\'' || bits == '\\') {
			const char escape[] = { '\'', '\\', (char)bits, '\'', '\0' };
			add_text(&buffer, escape);
		} else if (bits >= ' ' && bits < 127) {
			add_text(&buffer, quoted);
		} else {
			add_text(&buffer, "'\\x");
			add_number(&buffer, bits >> 4, 16);
			add_number(&buffer, bits & 15, 16);
			add_text(&buffer, "'");
		}
		sink->ops->special(sink, bits, buffer.text);
		break;
	}
	case STROBE_KIND_dec:
	case STROBE_KIND_x: {
		enum strobe_form form = kind_form(type->kind, value.is_signed);
		sink->ops->number(sink, form == STROBE_FORM_SIGNED ? value.bits : bits, form);
		break;
	}
	default: {
		if (kind_show_socket_scalar(sink, abi, type->kind, bits))
			break;
		enum strobe_form form = kind_form(type->kind, value.is_signed);
		sink->ops->number(sink, form == STROBE_FORM_SIGNED ? value.bits : bits, form);
	}
	}
}
