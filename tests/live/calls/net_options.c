/*
 * Socket options: every option of the common levels, read and written, with lengths that fit and that don't.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void get_all(int fd, int level, int last, unsigned offered)
{
	for (int option = 0; option <= last; option++) {
		unsigned char value[128] = "";
		socklen_t length = offered;
		/* The kernel's memory accounts and cookies differ from run to run. */
		if (level == SOL_SOCKET && (option == SO_MEMINFO || option == SO_COOKIE || option == SO_INCOMING_CPU))
			continue;
		getsockopt(fd, level, option, value, &length);
	}
}

static void set_all(int level, int last)
{
	static const unsigned lengths[] = {0, 1, 3, 4, 5, 8, 12, 16, 20, 136};
	unsigned char value[136];
	memset(value, 0, sizeof(value));
	value[0] = 7;
	value[8] = AF_INET;
	for (int option = 0; option <= last; option++)
		for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
			/* A pointer to a filter, or a TCP key, would be followed. */
			if (!(level == 6 && option >= 38))
				setsockopt(-1, level, option, value, lengths[i]);
}

int main(void)
{
	int unix_socket = socket(AF_UNIX, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0);
	int tcp = socket(AF_INET, SOCK_STREAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0);
	int netlink = socket(AF_NETLINK, SOCK_RAW, 0), value = 1;
	socklen_t length = 4;
	get_all(unix_socket, SOL_SOCKET, 84, 120);
	get_all(udp, SOL_SOCKET, 84, 3);
	get_all(udp, SOL_IP, 53, 120);
	get_all(udp, 17, 105, 120);
	get_all(tcp, 6, 10, 4);
	get_all(six, SOL_IPV6, 80, 120);
	get_all(netlink, 270, 13, 120);
	set_all(SOL_SOCKET, 84);
	set_all(SOL_IP, 53);
	set_all(SOL_IPV6, 80);
	set_all(6, 37);
	set_all(263, 24);
	set_all(270, 13);
	set_all(271, 140);
	set_all(132, 40);
	set_all(282, 5);
	set_all(77, 20);
	getsockopt(-1, SOL_SOCKET, SO_TYPE, &value, &length);
	getsockopt(udp, SOL_SOCKET, SO_TYPE, (void *)0x1000, &length);
	syscall(SYS_getsockopt, udp, SOL_SOCKET, SO_TYPE, &value, 0x1000);
	getsockopt(udp, SOL_SOCKET, SO_TYPE, NULL, NULL);
	length = 0;
	getsockopt(udp, SOL_SOCKET, SO_TYPE, &value, &length);
	setsockopt(udp, SOL_SOCKET, SO_TYPE, (void *)0x1000, 4);
	setsockopt(udp, SOL_SOCKET, SO_DEBUG, (void *)0x1000, 4);
	setsockopt(udp, SOL_SOCKET, SO_LINGER, (void *)0x1000, 8);
	setsockopt(udp, SOL_SOCKET, SO_DEBUG, NULL, 4);
	setsockopt(udp, SOL_SOCKET, SO_DEBUG, &value, -1);
	return 0;
}
