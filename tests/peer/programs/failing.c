/*
 * Calls that fail, each in its own way, with strings and structures of all kinds on the way; ends with status 3.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static void names(void)
{
	struct stat status;

	syscall(SYS_open, "", O_RDONLY);
	open("/nonexistent/\303\244\n\"quoted\"", O_RDWR | O_CREAT | O_EXCL, 0600);
	openat(99, "relative", O_PATH | O_DIRECTORY);
	openat(AT_FDCWD, UNREADABLE, 0x80000000 | O_WRONLY);
	mkdir("folder", 0755);
	mkdir("folder", 0755);
	rmdir("folder/none");
	rename("none", "other");
	symlink("target", "link");
	readlink("link", (char *)UNREADABLE, 10);
	stat("link", &status);
	lstat("link", &status);
	stat("/dev/null", &status);
	access("/dev/null", R_OK | W_OK | X_OK);
	chmod("/nonexistent", S_ISUID | 0711);
	execve("/nonexistent", NULL, NULL);
	mount("source", "/nonexistent", "type", MS_RDONLY | MS_NOSUID, "data");
}

static void descriptors(void)
{
	static const char words[] = "0123456789abcdefghijklmnopqrstuvwxyz and on";
	struct iovec parts[] = { { "one", 3 }, { (void *)words, sizeof(words) }, { UNREADABLE, 4 } };
	struct termios terminal;
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY);
	char buffer[100];

	read(-1, buffer, sizeof(buffer));
	read(zero, buffer, sizeof(buffer));
	read(zero, UNREADABLE, 8);
	write(null, words, sizeof(words));
	write(99, "caf\303\251\0\177", 7);
	write(null, UNREADABLE, 7);
	writev(null, parts, 2);
	writev(zero, parts, 3);
	pread(zero, buffer, 3, -1);
	lseek(null, 5, 99);
	ioctl(null, TCGETS, &terminal);
	ioctl(null, 0xdeadbeef, 7);
	fcntl(null, F_SETLK, UNREADABLE);
	fcntl(99, F_DUPFD, 3);
	dup2(null, 1 << 30);
	close(99);
	close(zero);
	close(null);
}

static void others(void)
{
	struct rlimit limit;

	mmap(NULL, 0, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mmap(NULL, 4096, PROT_NONE, MAP_SHARED, 99, 0);
	munmap((void *)1, 1);
	madvise(UNREADABLE, 4096, 99);
	getrlimit(RLIMIT_CORE, &limit);
	setpriority(99, 0, 5);
	syscall(SYS_rt_sigaction, SIGKILL, UNREADABLE, NULL, 8);
	syscall(SYS_rt_sigprocmask, 99, NULL, NULL, 4);
	kill(0x7fffffff, SIGTERM);
	kill(0x7ffffffe, 99);
	syscall(SYS_unshare, 0x1);
	syscall(9999, 1, 2, 3, 4, 5, 6);
	syscall(SYS_futex, UNREADABLE, 0, 1, NULL, NULL, 0);
	syscall(SYS_exit + 100000);
}

int main(void)
{
	names();
	descriptors();
	others();
	return 3;
}
