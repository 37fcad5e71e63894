/*
 * A program of 32 bits (its name's last two characters say so to the comparison): files, memory, sockets, signals, a
 * child, with the calls that have their own form in this interface.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handler(int signal)
{
	(void)signal;
}

static void files(void)
{
	struct iovec parts[] = { { "some ", 5 }, { "words that are longer than thirty-two bytes", 43 } };
	struct stat status;
	char buffer[64];
	int file = open("sample", O_RDWR | O_CREAT | O_TRUNC, 0600), null = open("/dev/null", O_WRONLY);

	writev(file, parts, 2);
	syscall(SYS_pread64, file, buffer, sizeof(buffer), 1, 0);
	syscall(SYS_lseek, file, -3, SEEK_END);
	read(file, buffer, 8);
	ftruncate(file, 4);
	fstat(file, &status);
	stat("/nonexistent", &status);
	fcntl(file, F_GETFL);
	write(null, "\360\237\222\241", 4);
	unlink("sample");
	close(null);
	close(file);
}

static void others(void)
{
	struct sigaction action = { .sa_handler = handler };
	int pair[2], status;
	void *room = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	munmap(room, 8192);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	send(pair[0], "datagram", 8, 0);
	recv(pair[1], &status, 4, MSG_TRUNC);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	pid = fork();
	if (!pid) {
		struct timespec time = { 0, 10000000 };

		syscall(SYS_nanosleep, &time, NULL);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	getuid();
	syscall(9999, -1, -2, -3);
}

int main(void)
{
	files();
	others();
	return 0;
}
