/* NETLINK_ROUTE's messages: what each type begins with, and attributes. They go to a port that nobody has. */
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned char data[512];

static void send_message(int fd, unsigned type, unsigned length, const void *body)
{
	struct nlmsghdr *header = (struct nlmsghdr *)data;
	memset(data, 0, sizeof(data));
	header->nlmsg_len = 16 + length;
	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST;
	memcpy(data + 16, body, length);
	struct sockaddr_nl nobody = { .nl_family = AF_NETLINK, .nl_pid = 0x7ffffff0 };
	sendto(fd, data, 16 + length, MSG_DONTWAIT, (struct sockaddr *)&nobody, sizeof(nobody));
}

/* Bytes that the structure of a type has before its attributes (linux/rtnetlink.h and others). */
static unsigned base_of(unsigned type)
{
	switch (type / 4) {
	case 4: return 16; /* ifinfomsg */
	case 5: return 8;  /* ifaddrmsg */
	case 6:
	case 7:
	case 8: return 12; /* rtmsg, ndmsg, fib_rule_hdr */
	case 9:
	case 10:
	case 11: return 20; /* tcmsg */
	case 12: return 4;  /* tcamsg */
	case 25: return 20;
	case 21: return 8;  /* br_port_msg */
	case 23: return 12; /* if_stats_msg */
	case 26: return 8;  /* nhmsg */
	case 18: return 12; /* ifaddrlblmsg */
	case 27: return 16;
	default: return 4;
	}
}

int main(void)
{
	static const unsigned char families[] = { AF_UNSPEC, AF_UNIX, AF_INET, AF_BRIDGE, AF_INET6 };
	static unsigned char body[256];
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	for (unsigned type = 16; type < 124; type++) {
		unsigned base = base_of(type);
		for (unsigned fill = 0; fill < 3; fill++) {
			for (unsigned i = 0; i < sizeof(body); i++)
				body[i] = fill == 0 ? 0 : fill == 1 ? 0x40 + i : i % 4 ? 0 : 1 + i / 4 % 5;
			for (unsigned length = 1; length <= base; length += length < 2 ? 1
									    : base - 2 ? base - 2
										       : 1) {
				body[0] = families[length % 5];
				send_message(fd, type, length, body);
			}
		}
		if (type % 4 != 2)
			continue;
		/* One attribute of every number, with payloads of some lengths. */
		for (unsigned family = 2; family < 5; family += 2)
			for (unsigned attribute = 0; attribute < 36; attribute++) {
				static const unsigned lengths[] = { 0, 4, 8, 16, 64 };
				for (unsigned l = 0; l < sizeof(lengths) / sizeof(*lengths); l++) {
					memset(body, 0, base + 4);
					body[0] = families[family];
					for (unsigned i = 0; i < lengths[l] && base + 4 + i < sizeof(body);
					     i++)
						body[base + 4 + i] = i % 2 ? i : 1 + i * 7;
					uint16_t header[2] = { 4 + lengths[l], attribute };
					if (base + header[0] > sizeof(body))
						continue;
					memcpy(body + base, header, 4);
					send_message(fd, type, base + header[0], body);
				}
			}
	}
	close(fd);
	return 0;
}
