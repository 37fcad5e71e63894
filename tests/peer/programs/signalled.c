/*
 * Signals caught, blocked, queued, ignored, raised by faults; a sleep that one interrupts; ended by SIGTERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static sigjmp_buf back;

static void handler(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	if (signal == SIGSEGV)
		siglongjmp(back, 1);
}

static void catch_all(void)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	static const int signals[] = { SIGUSR1, SIGUSR2, SIGALRM, SIGSEGV, SIGHUP };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	sigaction(SIGRTMIN + 3, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void queued(void)
{
	union sigval value = { .sival_ptr = (void *)0xdeadbeef };
	sigset_t mask, all;

	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGRTMIN + 3);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	kill(getpid(), SIGUSR1);
	sigqueue(getpid(), SIGRTMIN + 3, value);
	sigpending(&all);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&mask);
	sigsuspend(&mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

static void interrupted(void)
{
	struct itimerval time = { { 0, 0 }, { 0, 20000 } };
	struct timespec long_time = { 5, 0 };
	int files[2];

	setitimer(ITIMER_REAL, &time, NULL);
	syscall(SYS_nanosleep, &long_time, NULL);
	setitimer(ITIMER_REAL, &time, NULL);
	pause();
	pipe(files);
	close(files[0]);
	write(files[1], "nobody reads", 12);
	close(files[1]);
}

int main(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	catch_all();
	queued();
	interrupted();
	if (!sigsetjmp(back, 1))
		*(volatile int *)0x10 = 1;
	raise(SIGHUP);
	raise(SIGWINCH);
	getppid();
	kill(getpid(), SIGTERM);
	return 1;
}
