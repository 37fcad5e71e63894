/*
 * Signals with handlers, ignored, blocked, with a value; a SIGTRAP of the program's own; one that interrupts a
 * sleep with and without SA_RESTART. Ends by SIGTERM.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t seen, value;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)context;
	seen = signo;
	value = info->si_value.sival_int;
}

static void handle(int signo, int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | flags;
	sigaction(signo, &action, NULL);
}

int main(void)
{
	struct itimerval soon = { .it_value = { 0, 50000 } };
	struct timespec moment = { 0, 200000000 }, rest;
	sigset_t set;
	int fds[2];
	char byte;

	handle(SIGUSR1, 0);
	raise(SIGUSR1);
	if (seen != SIGUSR1)
		return 1;
	sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 1234 });
	if (value != 1234)
		return 2;
	signal(SIGUSR2, SIG_IGN);
	raise(SIGUSR2);
	handle(SIGTRAP, 0);
	seen = 0;
	__asm__ volatile("int3");
	if (seen != SIGTRAP)
		return 3;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	seen = 0;
	raise(SIGUSR1);
	if (seen)
		return 4;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	if (seen != SIGUSR1)
		return 5;
	handle(SIGALRM, 0);
	setitimer(ITIMER_REAL, &soon, NULL);
	if (nanosleep(&moment, &rest) != -1 || errno != EINTR)
		return 6;
	if (pipe(fds) < 0)
		return 7;
	setitimer(ITIMER_REAL, &soon, NULL);
	if (read(fds[0], &byte, 1) != -1 || errno != EINTR)
		return 8;
	signal(SIGTERM, SIG_DFL);
	raise(SIGTERM);
	return 9;
}
