/*
 * The tracer's own signals: those that end it are noted so that it can detach first, and a timer interrupts its wait.
 *
 * wait4() is interrupted by a handler (no SA_RESTART), but a signal may come just before wait4() is entered. Blocking
 * signals around it would cost two system calls a stop; instead each signal that was noted starts the timer, whose
 * regular ticks interrupt the wait that missed the signal.
 */
#include <string.h>
#include <sys/time.h>

#include "engine.h"

static const int fatal_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM };
#define FATAL_COUNT (sizeof fatal_signals / sizeof fatal_signals[0])

static const int job_signals[] = { SIGTTOU, SIGTTIN };

static volatile sig_atomic_t fatal, ticked, parted;
static struct sigaction old_actions[NSIG];
static bool changed[NSIG];
static struct itimerval old_timer;
static sigset_t old_mask;

/* ms */
#define RETRY_TICK 40

static void start_timer(uint64_t first_microseconds, unsigned interval_ms)
{
	struct itimerval timer = {
		.it_interval = { .tv_usec = interval_ms * 1000 },
		.it_value = { .tv_sec = (time_t)(first_microseconds / 1000000),
			      .tv_usec = (suseconds_t)(first_microseconds % 1000000) },
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

static void note_fatal(int signo)
{
	fatal = signo;
	start_timer(RETRY_TICK * 1000, RETRY_TICK);
}

/* The guard has ended, whose death sends this signal. */
static void note_parted(int signo)
{
	(void)signo;
	parted = 1;
	start_timer(RETRY_TICK * 1000, RETRY_TICK);
}

static void note_tick(int signo)
{
	(void)signo;
	ticked = 1;
}

static void set_action(int signo, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	if (signo == SIGCHLD)
		action.sa_flags = SA_NOCLDSTOP;
	sigfillset(&action.sa_mask);
	sigaction(signo, &action, &old_actions[signo]);
	changed[signo] = true;
}

/*
 * interruptible: enum strobe_interruptible. Called after the command was forked, so that the command has the
 * dispositions and the mask that strobe was started with. Signals that strobe was started to ignore (scripts do that to
 * SIGINT of what they run in the background) are taken all the same: how else should it be told to detach?
 */
void strobe_own_signals_take(unsigned interruptible)
{
	sigset_t needed;

	memset(changed, 0, sizeof changed);
	fatal = ticked = parted = 0;
	getitimer(ITIMER_REAL, &old_timer);
	set_action(SIGALRM, note_tick);
	set_action(SIGRTMIN, note_parted);
	/*
	 * Ignored, SIGCHLD would make the kernel reap children before they could be waited for. Not wanting it for stops
	 * (SA_NOCLDSTOP) spares the kernel the sending of a signal at each stop of a tracee; wait4() does without.
	 */
	set_action(SIGCHLD, SIG_DFL);
	/* The command may have the terminal: writing to it must not stop the tracer. */
	for (size_t i = 0; i < sizeof job_signals / sizeof job_signals[0]; i++)
		set_action(job_signals[i], SIG_IGN);
	for (size_t i = 0; i < FATAL_COUNT; i++) {
		if (interruptible >= STROBE_INTERRUPT_NEVER)
			set_action(fatal_signals[i], SIG_IGN);
		else if (interruptible != STROBE_INTERRUPT_ANYWHERE)
			set_action(fatal_signals[i], note_fatal);
	}
	if (interruptible >= STROBE_INTERRUPT_NEVER_TSTP)
		set_action(SIGTSTP, SIG_IGN);
	sigemptyset(&needed);
	sigaddset(&needed, SIGALRM);
	sigaddset(&needed, SIGRTMIN);
	sigprocmask(SIG_UNBLOCK, &needed, &old_mask);
}

/*
 * interrupted: a fatal signal has ended the tracing. It often comes twice, from a terminal or from timeout(1): the second
 * must not keep strobe from writing what is buffered, so fatal signals stay ignored then, until strobe ends by the first.
 */
void strobe_own_signals_restore(bool interrupted)
{
	setitimer(ITIMER_REAL, &old_timer, NULL);
	for (size_t i = 0; interrupted && i < FATAL_COUNT; i++) {
		signal(fatal_signals[i], SIG_IGN);
		changed[fatal_signals[i]] = false;
	}
	for (int signo = 1; signo < NSIG; signo++) {
		if (changed[signo])
			sigaction(signo, &old_actions[signo], NULL);
	}
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
}

int strobe_own_signals_fatal(void)
{
	int signo = fatal;

	if (signo)
		fatal = 0;
	return signo;
}

bool strobe_own_signals_parted(void)
{
	return parted;
}

void strobe_own_signals_ignore(void)
{
	for (size_t i = 0; i < FATAL_COUNT; i++)
		signal(fatal_signals[i], SIG_IGN);
	signal(SIGRTMIN, SIG_IGN);
	fatal = parted = 0;
}

bool strobe_own_signals_ticked(void)
{
	if (!ticked)
		return false;
	ticked = 0;
	return true;
}

void strobe_own_signals_tick_every(uint64_t nanoseconds)
{
	struct itimerval timer;

	timer.it_value.tv_sec = (time_t)(nanoseconds / 1000000000);
	timer.it_value.tv_usec = (suseconds_t)(nanoseconds % 1000000000 / 1000);
	timer.it_interval = timer.it_value;
	setitimer(ITIMER_REAL, &timer, NULL);
}

void strobe_own_signals_tick_after(uint64_t nanoseconds)
{
	uint64_t microseconds = (nanoseconds + 999) / 1000;

	/* A tick that comes just before wait4() is entered is lost on it: the next one follows soon. */
	start_timer(microseconds, microseconds ? (microseconds < RETRY_TICK * 1000 ? 5 : RETRY_TICK) : 0);
}
