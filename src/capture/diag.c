/*
 * sock_diag(7): the kernel's lists of sockets. A question has a netlink socket of its own, so that an answer that is not read
 * to its end disturbs nobody.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inside.h"

/* Looks at one message of an answer: true when it is about the inode and gave details. */
typedef bool (*examine)(const void *data, size_t size, uint64_t inode, struct socket_details *details);

/* Room for a part of an answer: the kernel fills up to so much. */
#define PART_SIZE 16384

/* Goes through a part. 1: found, -1: the answer is over, 0: more comes. */
static int examine_part(const struct nlmsghdr *message, size_t size, examine examine, uint64_t inode,
			struct socket_details *details)
{
	for (; NLMSG_OK(message, size); message = NLMSG_NEXT(message, size)) {
		if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY)
			return -1;
		if (examine(NLMSG_DATA(message), NLMSG_PAYLOAD(message, 0), inode, details))
			return 1;
	}
	return 0;
}

static bool ask(const void *request, size_t request_size, unsigned flags, examine examine, uint64_t inode,
		struct socket_details *details)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr header = { .nlmsg_len = (uint32_t)(sizeof(header) + request_size),
				   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
				   .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags) };
	struct iovec parts[2] = { { &header, sizeof(header) }, { (void *)request, request_size } };
	struct msghdr message = {
		.msg_name = &kernel, .msg_namelen = sizeof(kernel), .msg_iov = parts, .msg_iovlen = 2
	};
	union {
		struct nlmsghdr header;
		char bytes[PART_SIZE];
	} part;
	int found = 0;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd < 0)
		return false;
	ssize_t size;
	while ((size = sendmsg(fd, &message, 0)) < 0 && errno == EINTR)
		;
	while (size >= 0 && !found) {
		/* The kernel answers at once: what is not there is not coming. */
		size = recv(fd, &part, sizeof(part), MSG_DONTWAIT);
		if (size < 0 && errno == EINTR)
			size = 0;
		else if (size > 0)
			found = examine_part(&part.header, (size_t)size, examine, inode, details);
		else
			break;
	}
	close(fd);
	return found > 0;
}

/* "1.2.3.4:80", "[::1]:80" */
static size_t put_address(char *text, size_t size, unsigned family, const void *address, uint16_t port)
{
	char name[INET6_ADDRSTRLEN] = "";
	const char *format = family == AF_INET6 ? "[%s]:%u" : "%s:%u";
	inet_ntop((int)family, address, name, sizeof(name));
	int written = snprintf(text, size, format, name, ntohs(port));
	return written < 0 ? 0 : (size_t)written < size ? (size_t)written : size - 1;
}

static bool examine_inet(const void *data, size_t size, uint64_t inode, struct socket_details *details)
{
	const struct inet_diag_msg *answer = data;
	if (size < sizeof(*answer) || answer->idiag_inode != inode ||
	    (answer->idiag_family != AF_INET && answer->idiag_family != AF_INET6))
		return false;
	const struct inet_diag_sockid *id = &answer->id;
	char *text = details->text;
	size_t room = sizeof(details->text);
	size_t used = put_address(text, room, answer->idiag_family, id->idiag_src, id->idiag_sport);
	if (id->idiag_dport && room - used > 2) {
		used += (size_t)snprintf(text + used, room - used, "->");
		put_address(text + used, room - used, answer->idiag_family, id->idiag_dst, id->idiag_dport);
	}
	return true;
}

static void take_name(struct socket_details *details, const char *name, size_t size)
{
	/* unix(7): an abstract name begins with a NUL and may hold more; a path ends before its first. */
	details->abstract = size && !name[0];
	if (details->abstract) {
		name++;
		size--;
	} else {
		size = strnlen(name, size);
	}
	if (size > sizeof(details->name))
		size = sizeof(details->name);
	details->has_name = true;
	details->name_size = (uint8_t)size;
	memcpy(details->name, name, size);
}

static bool examine_unix(const void *data, size_t size, uint64_t inode, struct socket_details *details)
{
	const struct unix_diag_msg *answer = data;
	uint32_t peer = 0;
	if (size < sizeof(*answer) || answer->udiag_family != AF_UNIX || answer->udiag_ino != inode)
		return false;
	const struct rtattr *attribute = (const struct rtattr *)(answer + 1);
	size -= sizeof(*answer);
	for (; RTA_OK(attribute, size); attribute = RTA_NEXT(attribute, size)) {
		if (attribute->rta_type == UNIX_DIAG_NAME)
			take_name(details, RTA_DATA(attribute), RTA_PAYLOAD(attribute));
		else if (attribute->rta_type == UNIX_DIAG_PEER && RTA_PAYLOAD(attribute) >= sizeof(peer))
			memcpy(&peer, RTA_DATA(attribute), sizeof(peer));
	}
	if (peer)
		snprintf(details->text, sizeof(details->text), "%llu->%u", (unsigned long long)inode, peer);
	else
		snprintf(details->text, sizeof(details->text), "%llu", (unsigned long long)inode);
	return peer || details->has_name;
}

/* include/uapi/linux/netlink.h: NETLINK_… */
static const char *const netlink_protocols[] = {
	"ROUTE",   "UNUSED", "USERSOCK",      "FIREWALL",  "SOCK_DIAG", "NFLOG",  "XFRM",    "SELINUX",
	"ISCSI",   "AUDIT",  "FIB_LOOKUP",    "CONNECTOR", "NETFILTER", "IP6_FW", "DNRTMSG", "KOBJECT_UEVENT",
	"GENERIC", NULL,     "SCSITRANSPORT", "ECRYPTFS",  "RDMA",      "CRYPTO", "SMC",
};

static bool examine_netlink(const void *data, size_t size, uint64_t inode, struct socket_details *details)
{
	const struct netlink_diag_msg *answer = data;
	if (size < sizeof(*answer) || answer->ndiag_family != AF_NETLINK || answer->ndiag_ino != inode)
		return false;
	unsigned protocol = answer->ndiag_protocol;
	const char *name = protocol < sizeof(netlink_protocols) / sizeof(netlink_protocols[0])
				   ? netlink_protocols[protocol]
				   : NULL;
	if (name)
		snprintf(details->text, sizeof(details->text), "%s:%u", name, answer->ndiag_portid);
	else
		snprintf(details->text, sizeof(details->text), "%u:%u", protocol, answer->ndiag_portid);
	return true;
}

bool diag_find(unsigned family, unsigned protocol, uint64_t inode, struct socket_details *details)
{
	if (inode > UINT32_MAX)
		return false;
	if (family == AF_UNIX) {
		/* The one list that can be asked for an inode. */
		struct unix_diag_req request = { .sdiag_family = AF_UNIX,
						 .udiag_states = UINT32_MAX,
						 .udiag_ino = (uint32_t)inode,
						 .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER,
						 .udiag_cookie = { UINT32_MAX, UINT32_MAX } };
		return ask(&request, sizeof(request), 0, examine_unix, inode, details);
	}
	if (family == AF_NETLINK) {
		struct netlink_diag_req request = { .sdiag_family = AF_NETLINK,
						    .sdiag_protocol = NDIAG_PROTO_ALL };
		return ask(&request, sizeof(request), NLM_F_DUMP, examine_netlink, inode, details);
	}
	struct inet_diag_req_v2 request = { .sdiag_family = (uint8_t)family,
					    .sdiag_protocol = (uint8_t)protocol,
					    .idiag_states = UINT32_MAX };
	return ask(&request, sizeof(request), NLM_F_DUMP, examine_inet, inode, details);
}
