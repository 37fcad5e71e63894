/*
 * sendmsg, recvmsg and their kin with several messages, and control messages.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static struct iovec sent[2] = {{"one", 3}, {"two!", 4}};
static char first[5], second[20];
static struct iovec room[2] = {{first, sizeof(first)}, {second, sizeof(second)}};
static union {
	char bytes[256];
	struct cmsghdr header;
} control;

static void receive(int fd, size_t control_room, int flags)
{
	struct msghdr message = {.msg_iov = room, .msg_iovlen = 2, .msg_control = control.bytes, .msg_controllen = control_room};
	recvmsg(fd, &message, flags);
}

static void descriptors(void)
{
	int pair[2], on = 1, numbers[3] = {0, 1, 2};
	struct msghdr message = {.msg_iov = sent, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = CMSG_SPACE(12)};
	socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	for (int round = 0; round < 4; round++) {
		memset(&control, 0, sizeof(control));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(12);
		memcpy(CMSG_DATA(&control.header), numbers, sizeof(numbers));
		sendmsg(pair[0], &message, 0);
		if (round == 0)
			setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
		receive(pair[1], round == 1 ? 28 : round == 2 ? 0 : sizeof(control), round == 3 ? MSG_CMSG_CLOEXEC : 0);
	}
	receive(pair[1], sizeof(control), MSG_DONTWAIT);
}

static void datagrams(void)
{
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(45675)}, from[4];
	struct mmsghdr out[3], in[4];
	struct msghdr message = {.msg_name = from, .msg_namelen = sizeof(from[0]), .msg_iov = room, .msg_iovlen = 2};
	int on = 1, fd = socket(AF_INET, SOCK_DGRAM, 0);
	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(fd, (struct sockaddr *)&own, sizeof(own));
	setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
	sendto(fd, "x", 1, 0, (struct sockaddr *)&own, sizeof(own));
	receive(fd, sizeof(control), 0);
	sendto(fd, "xyz", 3, 0, (struct sockaddr *)&own, sizeof(own));
	message.msg_namelen = 64;
	recvmsg(fd, &message, MSG_DONTWAIT);
	recvmsg(fd, &message, MSG_DONTWAIT);
	recvmsg(fd, NULL, 0);
	recvmsg(fd, UNREADABLE, 0);
	sendmsg(fd, NULL, 0);
	sendmsg(fd, UNREADABLE, 0);
	message.msg_iov = UNREADABLE;
	sendmsg(fd, &message, 0);
	memset(out, 0, sizeof(out));
	memset(in, 0, sizeof(in));
	for (int i = 0; i < 3; i++)
		out[i].msg_hdr = (struct msghdr){.msg_name = &own, .msg_namelen = 16, .msg_iov = sent, .msg_iovlen = 1 + (i & 1)};
	for (int i = 0; i < 4; i++)
		in[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = 16, .msg_iov = room, .msg_iovlen = 2};
	sendmmsg(fd, out, 3, 0);
	recvmmsg(fd, in, 2, 0, NULL);
	recvmmsg(fd, in, 4, MSG_WAITFORONE, NULL);
	recvmmsg(fd, in, 4, MSG_DONTWAIT, NULL);
	recvmmsg(fd, NULL, 4, MSG_DONTWAIT, NULL);
	recvmmsg(fd, in, 0, MSG_DONTWAIT, NULL);
	recvmmsg(-1, in, 2, 0, UNREADABLE);
	sendmmsg(-1, out, 2, 0);
	sendmmsg(fd, NULL, 2, 0);
	sendmmsg(fd, out, 0, 0);
}

/* Control messages of many kinds and lengths, to a descriptor that is none: the kernel doesn't look at them. */
static void controls(void)
{
	static const struct {
		int level, type;
	} kinds[] = {
		{SOL_SOCKET, 1},  {SOL_SOCKET, 2},  {SOL_SOCKET, 3},  {SOL_SOCKET, 4},   {SOL_SOCKET, 29}, {SOL_SOCKET, 35},
		{SOL_SOCKET, 37}, {SOL_SOCKET, 63}, {SOL_SOCKET, 64}, {SOL_SOCKET, 65},  {SOL_SOCKET, 99}, {SOL_IP, 1},
		{SOL_IP, 2},      {SOL_IP, 3},      {SOL_IP, 7},      {SOL_IP, 8},       {SOL_IP, 11},     {SOL_IP, 20},
		{SOL_IP, 23},     {SOL_IP, 52},     {SOL_IP, 200},    {SOL_IPV6, 50},    {5, 1},
	};
	static const size_t lengths[] = {16, 17, 20, 24, 28, 32, 48, 64};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
			struct msghdr message = {.msg_control = control.bytes, .msg_controllen = lengths[j]};
			for (size_t k = 0; k < sizeof(control); k++)
				control.bytes[k] = k - 15;
			control.header.cmsg_len = lengths[j];
			control.header.cmsg_level = kinds[i].level;
			control.header.cmsg_type = kinds[i].type;
			sendmsg(-1, &message, 0);
		}
	}
}

int main(void)
{
	descriptors();
	datagrams();
	controls();
	return 0;
}
