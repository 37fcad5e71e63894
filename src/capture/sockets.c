/*
 * Sockets: the protocol by the name that the kernel gives it, the addresses from sock_diag(7).
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/xattr.h>

#include "inside.h"

#define INET_NAMES(name, protocol)                                                                           \
	{ name, AF_INET, protocol },                                                                         \
	{                                                                                                    \
		name "v6", AF_INET6, protocol                                                                \
	}

/* Names as "system.sockprotoname" has them. */
static const struct protocol {
	const char *name;
	uint16_t family;
	uint16_t protocol; /* what sock_diag lists it under */
} protocols[] = {
	INET_NAMES("TCP", IPPROTO_TCP),   INET_NAMES("UDP", IPPROTO_UDP),
	{ "UNIX-STREAM", AF_UNIX, 0 },    { "UNIX", AF_UNIX, 0 },
	{ "NETLINK", AF_NETLINK, 0 },     INET_NAMES("RAW", IPPROTO_RAW),
	INET_NAMES("PING", IPPROTO_ICMP), INET_NAMES("SCTP", IPPROTO_SCTP),
	INET_NAMES("DCCP", IPPROTO_DCCP), INET_NAMES("UDPLITE", IPPROTO_UDPLITE),
	INET_NAMES("L2TP/IP", 115),
};

/*
 * What was found is kept: to find it, the kernel lists all sockets. An inode's number does not come again soon. A
 * datagram socket that is connected anew keeps its old text, as with strace. A power of two of entries.
 */
#define CACHED 256

static struct cached {
	uint64_t inode;
	struct socket_details details;
} cache[CACHED];

static const struct protocol *protocol_of(const char *path)
{
	char name[64];
	ssize_t size = getxattr(path, "system.sockprotoname", name, sizeof(name) - 1);
	if (size < 0)
		return NULL;
	name[size] = '\0';
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (strcmp(protocols[i].name, name) == 0)
			return &protocols[i];
	return NULL;
}

static const struct socket_details *find_details(const struct protocol *protocol, uint64_t inode)
{
	struct cached *entry = &cache[inode & (CACHED - 1)];
	struct socket_details details;
	if (entry->inode == inode)
		return &entry->details;
	memset(&details, 0, sizeof(details));
	if (!diag_find(protocol->family, protocol->protocol, inode, &details))
		return NULL;
	*entry = (struct cached){ inode, details };
	return &entry->details;
}

bool capture_socket(struct strobe_notes *notes, struct strobe_note *note, const char *path, uint64_t inode)
{
	const struct protocol *protocol = protocol_of(path);
	char number[24];
	if (!protocol || !inode)
		return false;
	const struct socket_details *details = find_details(protocol, inode);
	int size = snprintf(number, sizeof(number), "%llu", (unsigned long long)inode);
	note->form = STROBE_NOTE_SOCKET;
	note->id = (int64_t)inode;
	note->label = strobe_notes_put(notes, protocol->name, strlen(protocol->name));
	if (!details) {
		note->text = strobe_notes_put(notes, number, (size_t)size);
		return true;
	}
	note->text = strobe_notes_put(notes, details->text, strlen(details->text));
	note->has_name = details->has_name;
	note->abstract = details->abstract;
	if (details->has_name)
		note->name = strobe_notes_put(notes, details->name, details->name_size);
	return true;
}
