/*
 * One process that talks to itself over loopback: TCP, UDP, unix sockets and netlink, and the descriptors that -yy knows
 * more about. Ports are fixed where others see them; connections are reset when closed, so that none lingers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static int made(int family, int type, unsigned short port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int one = 1, file = socket(family, type, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	bind(file, (struct sockaddr *)&address, sizeof(address));
	return file;
}

static void tcp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(23917) };
	struct linger linger = { 1, 0 };
	socklen_t size = sizeof(address);
	int server = made(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 23917),
	    client = made(AF_INET, SOCK_STREAM, 23918), peer;
	struct pollfd set[2] = { { .fd = client, .events = POLLIN | POLLOUT } };
	char buffer[64];

	listen(server, 5);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	connect(client, (struct sockaddr *)&address, size);
	peer = accept4(server, (struct sockaddr *)&address, &size, SOCK_NONBLOCK);
	setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	setsockopt(peer, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	send(client, "GET / HTTP/1.0\r\n\r\n", 18, MSG_NOSIGNAL);
	set[1] = (struct pollfd){ .fd = peer, .events = POLLIN };
	poll(set, 2, 1000);
	recv(peer, buffer, sizeof(buffer), MSG_PEEK);
	read(peer, buffer, sizeof(buffer));
	recv(peer, buffer, sizeof(buffer), 0);
	getpeername(peer, (struct sockaddr *)&address, &size);
	shutdown(server, SHUT_RDWR);
	close(client);
	close(peer);
	close(server);
}

static void datagrams(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(23919) };
	struct iovec parts[2] = { { "\0\1\2 binary", 10 }, { "and words", 9 } };
	struct msghdr message = {
		.msg_iov = parts, .msg_iovlen = 2, .msg_name = &address, .msg_namelen = sizeof(address)
	};
	int file = made(AF_INET, SOCK_DGRAM, 23919);
	char buffer[64];

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sendmsg(file, &message, MSG_DONTWAIT);
	parts[0] = (struct iovec){ buffer, sizeof(buffer) };
	message.msg_iovlen = 1;
	recvmsg(file, &message, 0);
	sendto(file, "lost", 4, 0, NULL, 0);
	close(file);
}

static void unix_sockets(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "named" };
	int pair[2], file = socket(AF_UNIX, SOCK_DGRAM, 0);

	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	write(pair[0], "\33[1mescape\33[0m\t\"quoted\"", 22);
	bind(file, (struct sockaddr *)&address, sizeof(address));
	connect(file, (struct sockaddr *)&address, offsetof(struct sockaddr_un, sun_path) + 6);
	send(file, "itself", 6, 0);
	unlink("named");
	dup2(file, 40);
	fcntl(40, F_GETFL);
	close(pair[0]);
	close(pair[1]);
	close(40);
}

static void netlink(void)
{
	struct {
		struct nlmsghdr header;
		struct rtgenmsg body;
	} request = { { sizeof(request), RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 7, 0 }, { AF_UNSPEC } };
	int file = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	send(file, &request, sizeof(request), 0);
	close(file);
}

static void other_descriptors(void)
{
	struct epoll_event event = { EPOLLIN | EPOLLET, { .u64 = 0x123456789 } };
	struct itimerspec time = { { 0, 0 }, { 5, 0 } };
	unsigned long long count = 3;
	sigset_t mask;
	int events = eventfd(2, EFD_NONBLOCK), signals, timer, poll, null, zero;

	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	signals = signalfd(-1, &mask, SFD_CLOEXEC);
	timer = timerfd_create(CLOCK_MONOTONIC, 0);
	timerfd_settime(timer, 0, &time, NULL);
	poll = epoll_create1(0);
	epoll_ctl(poll, EPOLL_CTL_ADD, events, &event);
	epoll_ctl(poll, EPOLL_CTL_ADD, signals, &event);
	write(events, &count, sizeof(count));
	epoll_wait(poll, &event, 1, 100);
	null = open("/dev/null", O_RDWR);
	zero = open("/dev/zero", O_RDONLY);
	read(zero, &count, sizeof(count));
	write(null, "nothing", 7);
	fcntl(signals, F_GETFD);
	close(zero);
}

int main(void)
{
	tcp();
	datagrams();
	unix_sockets();
	netlink();
	other_descriptors();
	return 0;
}
