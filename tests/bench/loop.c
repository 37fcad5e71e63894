/*
 * One system call, many times: loop getppid|stat|read|write COUNT. Read and write move one byte.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long count = argc == 3 ? atol(argv[2]) : 0;
	struct stat st;
	char byte = 0;

	if (count <= 0) {
		fprintf(stderr, "usage: loop getppid|stat|read|write COUNT\n");
		return 2;
	}
	if (!strcmp(argv[1], "getppid")) {
		while (count--)
			syscall(SYS_getppid);
	} else if (!strcmp(argv[1], "stat")) {
		while (count--)
			if (stat("/etc/passwd", &st))
				return 1;
	} else if (!strcmp(argv[1], "read")) {
		int fd = open("/dev/zero", O_RDONLY);

		while (count--)
			if (read(fd, &byte, 1) != 1)
				return 1;
	} else if (!strcmp(argv[1], "write")) {
		int fd = open("/dev/null", O_WRONLY);

		while (count--)
			if (write(fd, &byte, 1) != 1)
				return 1;
	} else {
		return 2;
	}
	return 0;
}
