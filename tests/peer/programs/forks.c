/*
 * Children of every kind: by fork, by vfork with an exec of this program itself, one that is waited for through a pidfd,
 * one that is killed. A child sleeps before it ends while its parent waits for it, so that waiting always waits.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#define SYS_pidfd_send_signal 424
#endif

static void rest(long milliseconds)
{
	struct timespec time = { 0, milliseconds * 1000000 };

	syscall(SYS_nanosleep, &time, NULL);
}

static void child(void)
{
	int file = open("sample", O_CREAT | O_RDWR | O_TRUNC, 0640);

	write(file, "from the child", 14);
	lseek(file, 0, SEEK_SET);
	unlink("sample");
	write(file, "deleted", 7);
	chdir("/");
	getppid();
	rest(10);
	_exit(3);
}

static void run_self(void)
{
	char *arguments[] = { "itself", "again", NULL }, *environment[] = { "ONE=1", "TWO=2", NULL };
	pid_t pid = vfork();

	if (!pid) {
		execve("/nonexistent/program", arguments, environment);
		execve("/proc/self/exe", arguments, environment);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

static void through_pidfd(void)
{
	pid_t pid = fork();
	siginfo_t info;
	int file;

	if (!pid)
		for (;;)
			pause();
	rest(20);
	file = syscall(SYS_pidfd_open, pid, 0);
	syscall(SYS_pidfd_send_signal, file, SIGTERM, NULL, 0);
	memset(&info, 0, sizeof(info));
	waitid(P_PID, pid, &info, WEXITED);
	close(file);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid;

	(void)argv;
	if (argc > 1) {
		open("/dev/null", O_RDONLY);
		rest(10);
		return 7;
	}
	setpgid(0, 0);
	pid = fork();
	if (!pid)
		child();
	kill(pid, 0);
	wait4(pid, &status, 0, &usage);
	run_self();
	through_pidfd();
	waitpid(-1, &status, WNOHANG);
	getpgid(0);
	getsid(0);
	kill(getpid(), 0);
	return 0;
}
