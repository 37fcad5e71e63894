/*
 * ioctls of network interfaces: questions on a socket; orders only to a descriptor that is none.
 */
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(void)
{
	static const unsigned questions[] = {SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFDSTADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK,
		SIOCGIFMETRIC, SIOCGIFMTU, SIOCGIFHWADDR, SIOCGIFINDEX, SIOCGIFTXQLEN, SIOCGIFMAP, SIOCGIFSLAVE};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq request;
	for (unsigned i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		memset(&request, 0, sizeof(request));
		strcpy(request.ifr_name, "lo");
		ioctl(fd, questions[i], &request);
		strcpy(request.ifr_name, "no-such-if");
		ioctl(fd, questions[i], &request);
		ioctl(fd, questions[i], NULL);
		ioctl(fd, questions[i], (void *)0x1000);
	}
	memset(&request, 0, sizeof(request));
	request.ifr_ifindex = 1;
	ioctl(fd, SIOCGIFNAME, &request);
	request.ifr_ifindex = 9999;
	ioctl(fd, SIOCGIFNAME, &request);
	memset(&request, 'x', sizeof(request));
	ioctl(fd, SIOCGIFINDEX, &request);
	memset(&request, 0, sizeof(request));
	strcpy(request.ifr_name, "lo");
	request.ifr_addr.sa_family = AF_INET;
	for (unsigned command = 0x8910; command < 0x8980; command++)
		ioctl(-1, command, &request);
	return 0;
}
