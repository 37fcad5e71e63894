/*
 * Sockets made, named, connected, and what is sent and received on them. Loopback only, fixed ports.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static void unix_pairs(void)
{
	int pair[2];
	char buffer[64] = "";
	struct sockaddr_un address;
	socklen_t length = sizeof(address);
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
	socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
	syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, NULL);
	syscall(SYS_socketpair, AF_INET, SOCK_DGRAM, 17, UNREADABLE);
	send(pair[0], "hello", 5, 0);
	recvfrom(pair[1], buffer, sizeof(buffer), 0, (struct sockaddr *)&address, &length);
	length = sizeof(address);
	recvfrom(pair[1], buffer, sizeof(buffer), MSG_DONTWAIT, (struct sockaddr *)&address, &length);
	length = sizeof(address);
	getsockname(pair[0], (struct sockaddr *)&address, &length);
	length = 16;
	getsockname(99, (struct sockaddr *)&address, &length);
}

static void abstract_names(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "\0strobe-test-net"};
	socklen_t length = offsetof(struct sockaddr_un, sun_path) + 16;
	int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0), client = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	bind(listener, (struct sockaddr *)&address, length);
	listen(listener, 3);
	connect(client, (struct sockaddr *)&address, length);
	socklen_t room = sizeof(address);
	accept(listener, (struct sockaddr *)&address, &room);
	room = sizeof(address);
	getpeername(client, (struct sockaddr *)&address, &room);
	room = 7;
	getpeername(client, (struct sockaddr *)&address, &room);
	strcpy(address.sun_path, "/nonexistent/socket");
	connect(client, (struct sockaddr *)&address, sizeof(address));
	connect(client, (struct sockaddr *)&address, 10);
	connect(client, (struct sockaddr *)&address, 2);
	connect(client, (struct sockaddr *)&address, 1);
	connect(client, (struct sockaddr *)&address, -1);
	connect(client, NULL, 16);
	connect(client, UNREADABLE, 16);
}

static void tcp(void)
{
	struct sockaddr_in server = loopback(45671), own = loopback(45673), peer;
	socklen_t length = sizeof(peer);
	char buffer[64];
	int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(client, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	bind(listener, (struct sockaddr *)&server, sizeof(server));
	bind(client, (struct sockaddr *)&own, sizeof(own));
	listen(listener, 5);
	connect(client, (struct sockaddr *)&server, sizeof(server));
	int served = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
	accept(listener, NULL, NULL);
	accept(listener, (struct sockaddr *)&peer, &length);
	accept4(listener, (struct sockaddr *)&peer, &length, 7);
	accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	length = sizeof(peer);
	getpeername(served, (struct sockaddr *)&peer, &length);
	length = 5;
	getpeername(served, (struct sockaddr *)&peer, &length);
	length = 0;
	getpeername(served, (struct sockaddr *)&peer, &length);
	length = -5;
	getpeername(served, (struct sockaddr *)&peer, &length);
	getpeername(served, (struct sockaddr *)&peer, NULL);
	syscall(SYS_getpeername, served, &peer, UNREADABLE);
	send(client, "abc", 3, MSG_NOSIGNAL);
	sendto(client, "abc", 3, MSG_NOSIGNAL, (struct sockaddr *)&server, sizeof(server));
	usleep(10000);
	recv(served, buffer, sizeof(buffer), MSG_PEEK);
	recv(served, buffer, sizeof(buffer), MSG_TRUNC);
	recv(served, buffer, sizeof(buffer), 0);
	recvfrom(served, UNREADABLE, 10, 0, UNREADABLE, UNREADABLE);
	shutdown(client, SHUT_WR);
	usleep(10000);
	recv(served, buffer, sizeof(buffer), 0);
	shutdown(served, SHUT_RDWR);
	shutdown(served, 9);
	close(client);
}

static void udp(void)
{
	struct sockaddr_in own = loopback(45672), from;
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(45674), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	socklen_t length = 100;
	char buffer[64];
	int one = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP), other = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bind(one, (struct sockaddr *)&own, sizeof(own));
	bind(other, (struct sockaddr *)&six, sizeof(six));
	bind(other, (struct sockaddr *)&six, 24);
	bind(other, (struct sockaddr *)&six, 20);
	sendto(one, "datagram", 8, 0, (struct sockaddr *)&own, sizeof(own));
	recvfrom(one, buffer, sizeof(buffer), 0, (struct sockaddr *)&from, &length);
	sendto(one, "datagram", 8, 0, (struct sockaddr *)&own, 7);
	sendto(one, NULL, 0, 0, NULL, 0);
	sendto(one, UNREADABLE, 5, 0, UNREADABLE, 16);
	recvfrom(one, buffer, sizeof(buffer), MSG_DONTWAIT, NULL, NULL);
	sendto(-1, "x", 1, 0xffffffff, NULL, 0);
}

static void made(void)
{
	static const int families[] = {AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_BLUETOOTH, AF_CAN, AF_ALG, 99};
	for (unsigned i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		close(socket(families[i], SOCK_RAW, 3));
		close(socket(families[i], SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
		close(socket(families[i], 0, -1));
	}
	listen(-1, -1);
}

int main(void)
{
	unix_pairs();
	abstract_names();
	tcp();
	udp();
	made();
	return 0;
}
