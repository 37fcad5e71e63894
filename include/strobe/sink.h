/*
 * What the walker says while it walks a record: each value with its meaning. Renderers implement it. The walker
 * never formats; styles (-X, -x, -v, colour) are the renderer's alone.
 *
 * The shape of what is said: value = a scalar call | begin … values … end. In a struct, in the arguments, and
 * where a call has named arguments, name() comes before each value. comment() and date() may follow a value.
 */
#ifndef STROBE_SINK_H
#define STROBE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum strobe_group {
	STROBE_GROUP_STRUCT,  /* { }: names before the values */
	STROBE_GROUP_LIST,    /* [ ] of values with commas */
	STROBE_GROUP_POINTEE, /* [ ]: the one scalar that a pointer points at */
	STROBE_GROUP_SET,     /* [ ] of names or numbers with blanks: signal, descriptor and CPU masks */
	STROBE_GROUP_NOT_SET, /* ~[ ]: all but these */
	STROBE_GROUP_CHANGE   /* one or two values: at entry, and "=>" at exit */
};

enum strobe_form {
	STROBE_FORM_SIGNED,   /* decimal; the value is an int64_t */
	STROBE_FORM_UNSIGNED, /* decimal */
	STROBE_FORM_HEX,      /* 0x1f, 0 as 0 */
	STROBE_FORM_HEX0,     /* 0x1f, 0 as 0x0 */
	STROBE_FORM_HEX8,     /* 0x0000001f */
	STROBE_FORM_OCTAL,    /* 017, 0 as 0 */
	STROBE_FORM_UMODE     /* at least three octal digits with the leading 0: 000, 022, 0644 */
};

enum strobe_part_flag {
	STROBE_PART_FIELD = 1, /* the value of a field of several bits, not bits of their own */
	STROBE_PART_LAST = 2,  /* stands behind the bits that have no name */
	STROBE_PART_DEC = 4,   /* the number is shown in decimal, not in the form of the whole */
	STROBE_PART_UMODE = 8  /* the number is permission bits: 000, 0644 */
};

/*
 * One part of a flags value. name NULL: the number itself. With shift_name, value is shifted:
 * "21<<MAP_HUGE_SHIFT".
 */
struct strobe_part {
	const char *name;
	uint64_t value;
	const char *shift_name;
	const char *unknown; /* comment of a number without a name, NULL none */
	uint8_t shift;       /* what shift_name stands for */
	uint8_t flags;       /* enum strobe_part_flag */
};

enum strobe_bits_flag {
	STROBE_BITS_APART =
		1, /* -X raw and verbose show each field, and the other bits together, as numbers of their own */
	STROBE_BITS_BAR =
		2, /* what is outside the fields always follows, even when it is empty: "NL0|CR0|" */
	STROBE_BITS_NESTED =
		4 /* fields may stand last: -X verbose has a comment in its comment when nothing has a name */
};

/* A flags value. */
struct strobe_bits {
	uint64_t value;
	const struct strobe_part *parts;
	size_t count;
	uint64_t rest;       /* what no part stands for */
	const char *unknown; /* comment if nothing has a name, NULL none */
	enum strobe_form form;
	unsigned flags; /* enum strobe_bits_flag */
};

enum strobe_bytes_flag {
	STROBE_BYTES_CUT = 1,    /* there was more: "..." */
	STROBE_BYTES_HEX = 2,    /* shown in \x form whatever the bytes are */
	STROBE_BYTES_STRING = 4, /* a NUL-terminated string (the NUL is not among the bytes) */
	STROBE_BYTES_PATH = 8,
	STROBE_BYTES_ABSTRACT =
		16 /* the name of an abstract socket, without its first NUL: text shows @"…" */
};

enum strobe_name_flag {
	STROBE_NAME_TEXT = 1 /* text output shows it too ("name="), not only structured output */
};

enum strobe_network {
	STROBE_NETWORK_PORT, /* 2 bytes: htons(80) */
	STROBE_NETWORK_LONG, /* 4 bytes: htonl(7) */
	STROBE_NETWORK_IPV4, /* 4 bytes: inet_addr("127.0.0.1") */
	STROBE_NETWORK_IPV6  /* 16 bytes: inet_pton(AF_INET6, "::1", &name), in place of name= */
};

/* A piece of a composed value: words as they are, or a number that may have a name. */
struct strobe_piece {
	const char *text; /* the words; the number's name, NULL none */
	bool is_number;
	uint64_t value;
	const char *unknown; /* comment of a number without a name, NULL none */
	enum strobe_form form;
};

struct strobe_sink;

struct strobe_sink_ops {
	/* The name of the value that comes next. */
	void (*name)(struct strobe_sink *sink, const char *name, unsigned flags);
	void (*begin)(struct strobe_sink *sink, enum strobe_group group);
	/*
	 * more: the list or struct went on, but was cut (by a limit, by abbreviation, or by unreadable memory
	 * when error is set).
	 */
	void (*end)(struct strobe_sink *sink, enum strobe_group group, bool more);
	void (*number)(struct strobe_sink *sink, uint64_t value, enum strobe_form form);
	/* A value of an enum; name NULL: unknown, then unknown (may be NULL) is the comment, form the number's. */
	void (*symbol)(struct strobe_sink *sink, uint64_t value, const char *name, const char *unknown,
		       enum strobe_form form);
	/*
	 * A flags value: its parts and its rest (shown in form). With STROBE_FORM_UMODE (a file's mode:
	 * S_IFREG|0644) the rest is shown also when it is 0, and a raw value is octal.
	 */
	void (*bits)(struct strobe_sink *sink, const struct strobe_bits *bits);
	void (*bytes)(struct strobe_sink *sink, const void *data, size_t size, unsigned flags);
	/* An address that is not followed; 0 is NULL. */
	void (*address)(struct strobe_sink *sink, uint64_t address);
	/* A pointer that should have been followed but could not be read. */
	void (*unreadable)(struct strobe_sink *sink, uint64_t address, int error);
	/* In a list: the elements from this address on can't be read ("... followed by the address in a comment"). */
	void (*cut_at)(struct strobe_sink *sink, uint64_t address, int error);
	/* A list abbreviated to its count: "0x55… followed by a comment: 30 entries". */
	void (*counted)(struct strobe_sink *sink, uint64_t address, uint64_t count, const char *what);
	/* A file descriptor; path and the like will be looked up in the record when asked for. */
	void (*descriptor)(struct strobe_sink *sink, int64_t fd, const char *symbol /* "AT_FDCWD" or NULL */);
	/* A process id or the like. */
	void (*process)(struct strobe_sink *sink, int64_t id, unsigned kind /* enum strobe_kind */);
	/* A value with a text form of its own: makedev(0x8, 0x1), htons(80), {WIFEXITED(s) …}. */
	void (*special)(struct strobe_sink *sink, uint64_t value, const char *text);
	/* Text that stands for something that has no value: "???", an aux text. */
	void (*verbatim)(struct strobe_sink *sink, const char *text);
	/*
	 * After a value: its date. nsec < 0: no fraction; digits: 9, or 6 when the fraction was counted in
	 * microseconds.
	 */
	void (*date)(struct strobe_sink *sink, int64_t sec, int64_t nsec, unsigned digits);
	/* After a value; between name() (NULL will do) and a value, it stands in front of that (bytes 88..95). */
	void (*comment)(struct strobe_sink *sink, const char *text);
	/*
	 * As special, but -X raw shows the number (in form) instead, and -X verbose both: makedev(0x8, 0x1),
	 * 8192*1024, RLIM64_INFINITY, _IOC(…), KERNEL_VERSION(…).
	 */
	void (*spelled)(struct strobe_sink *sink, uint64_t value, enum strobe_form form, const char *text);
	/* A value that is written as words and named numbers: htons(ETH_P_ALL), of which -X raw shows htons(0x3). */
	void (*composed)(struct strobe_sink *sink, uint64_t value, const struct strobe_piece *pieces,
			 size_t count);
	/* A number that abbreviated output shows too, with its name in a comment; -X raw shows the number alone. */
	void (*labelled)(struct strobe_sink *sink, uint64_t value, const char *label, enum strobe_form form);
	/* After a structure that was told although it has a name: that name. -X raw shows none. */
	void (*struct_name)(struct strobe_sink *sink, const char *name);
	/* A port or address as it goes over the network: bytes of it, as many as the meaning has. */
	void (*network)(struct strobe_sink *sink, enum strobe_network network, const void *bytes);
	/*
	 * A hardware address of size bytes: 00:11:22:33:44:55. Its room has so many bytes (no fewer), which
	 * -X raw shows.
	 */
	void (*hardware)(struct strobe_sink *sink, const void *bytes, size_t size, size_t room);
};

struct strobe_note;
struct strobe_notes;

struct strobe_sink {
	const struct strobe_sink_ops *ops;
	/*
	 * What is known of descriptors and processes: a record's, or for strobe_decode_value the caller's;
	 * NULL: nothing.
	 */
	const struct strobe_notes *notes;
	/* While descriptor() or process() is called: the one of notes that is about it, or NULL. */
	const struct strobe_note *note;
	/* Not NULL: the walk asks for notes here, of what it would tell (strobe_decode_note). */
	struct strobe_notes *wanted;
	/*
	 * While symbol() or begin() is called: the name or set is no constant of C's (signals, commands of
	 * ioctl): it has no colour.
	 */
	bool plain;
	bool verbose;         /* wants structures and lists whole (-v; structured output always) */
	bool unnamed_structs; /* wants also a structure whole that has a name of its own (-X raw, verbose);
				 its name comes after it */
};

/* Operations that do nothing: for a walk that is to find something out, alone or with some of them replaced. */
extern const struct strobe_sink_ops strobe_sink_nothing;

#endif
