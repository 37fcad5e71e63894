/* Messages of all netlink protocols: their types, flags and first structures. Nothing reads them: they go to an unconnected socket's peer. */
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned char data[256];

static void send_message(int fd, unsigned type, unsigned flags, unsigned length, const void *body)
{
	struct nlmsghdr *header = (struct nlmsghdr *)data;
	memset(data, 0, sizeof(data));
	header->nlmsg_len = 16 + length;
	header->nlmsg_type = type;
	header->nlmsg_flags = flags;
	if (length)
		memcpy(data + 16, body, length);
	/* To a port that nobody has: the kernel never sees it. */
	struct sockaddr_nl nobody = { .nl_family = AF_NETLINK, .nl_pid = 0x7ffffff0 };
	sendto(fd, data, 16 + length, MSG_DONTWAIT, (struct sockaddr *)&nobody, sizeof(nobody));
}

int main(void)
{
	static const unsigned bodied[] = { 1, 2, 3, 16, 18, 20, 0xa00 };
	static unsigned char body[128];
	for (int protocol = 0; protocol < 23; protocol++) {
		int fd = socket(AF_NETLINK, SOCK_RAW, protocol);
		if (fd < 0)
			continue;
		/* An unbound socket's protocol can't be asked for. */
		struct sockaddr_nl any = { .nl_family = AF_NETLINK };
		bind(fd, (struct sockaddr *)&any, sizeof(any));
		/* Types of generic netlink from 18 on are given out as families register. */
		for (unsigned type = 0; type < (protocol == NETLINK_GENERIC ? 18 : 0x2a); type++)
			send_message(fd, type, 0x301, 0, body);
		for (unsigned type = 1000; type < 1430; type += 3)
			if (protocol == 9)
				send_message(fd, type, 0x5, 0, body);
		for (unsigned type = 0x100; type < 0xe00; type += type % 0x100 < 0x28 ? 1 : 0xd8)
			if (protocol == 12)
				send_message(fd, type, 0x705, 0, body);
		for (unsigned flags = 1; flags < 0x1000; flags *= 4) {
			static const unsigned types[] = { 1,  2,  3,     16,    17,    18,    19,  20,
							  21, 24, 0x100, 0x501, 0xa00, 0xa02, 1000 };
			for (unsigned i = 0; i < sizeof(types) / sizeof(*types); i++)
				if (protocol != NETLINK_GENERIC || types[i] < 18)
					send_message(fd, types[i], flags, 0, body);
		}
		for (unsigned fill = 0; fill < 3; fill++)
			for (unsigned length = 1; length < 80; length += length < 6 ? 1 : 9)
				for (unsigned i = 0; i < sizeof(bodied) / sizeof(*bodied); i++) {
					for (unsigned j = 0; j < sizeof(body); j++)
						body[j] = fill == 0   ? 0
							  : fill == 1 ? 0x40 + j
							  : j % 4     ? 0
								      : 1 + j / 4 % 5;
					if (protocol != NETLINK_GENERIC || bodied[i] < 18)
						send_message(fd, bodied[i], 1, length, body);
				}
		close(fd);
	}
	return 0;
}
