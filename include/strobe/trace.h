/*
 * The ptrace engine: starts a command or attaches to processes, follows what they create, and tells a listener what
 * happens to them. It knows system calls only as numbers and registers; what they mean, and how they are shown, is the
 * listener's business.
 *
 * One engine runs at a time in a process (signal handlers, timer and wait() belong to the whole process). All functions
 * are for the thread that called strobe_trace_run, most of them from inside the listener. The engine's signal handlers
 * interrupt system calls (no SA_RESTART), also the listener's: it must go on after EINTR.
 */
#ifndef STROBE_TRACE_H
#define STROBE_TRACE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "strobe/abi.h"

struct strobe_trace;

/* What is traced of that which a traced task creates; bits. */
enum strobe_follow {
	STROBE_FOLLOW_THREADS = 1, /* tasks in the same thread group */
	STROBE_FOLLOW_FORKS = 2,   /* new processes: fork, vfork, clone, clone3 */
	STROBE_FOLLOW_ALL = 3
};

/* How a task came to be traced. */
enum strobe_origin {
	STROBE_ORIGIN_LAUNCHED,
	STROBE_ORIGIN_ATTACHED, /* named in the config, or another thread of a process that was */
	STROBE_ORIGIN_CREATED   /* a traced task made it */
};

/* One traced task (a thread, or a process that has one). The engine owns it; it lives until the listener's gone(). */
struct strobe_task {
	pid_t tid;
	pid_t tgid;
	uint8_t abi;     /* enum strobe_abi of its latest stop at a system call */
	uint8_t origin;  /* enum strobe_origin */
	bool in_syscall; /* its entry was told, its exit not yet */
	unsigned
		threads; /* ATTACHED: of its process, this many were attached at once, told of with the first; else 0 */
	/*
	 * ATTACHED: the number of the call that it was in, and that it goes on with by restart_syscall; else UINT64_MAX.
	 * abi is that call's.
	 */
	uint64_t restarting;
	unsigned
		depth; /* 0: launched or attached; a process created by one of depth n has n + 1, its threads the same */
	void *user; /* the listener's; NULL at first */
};

/* A stop at a system call. The engine's memory, good until the listener returns. */
struct strobe_stop {
	uint8_t abi;       /* enum strobe_abi of this call */
	bool failed;       /* exit: the result is an error */
	bool entry_missed; /* exit: no entry was told (attached inside the call); number and args are unknown: 0 */
	int error; /* exit, failed: errno, or one of the kernel's restart codes (512 and up); else 0 */
	uint64_t
		number; /* entry: as the task gave it, x32 without its bit 30; exit: repeated from the entry */
	uint64_t args[6]; /* entry: as in the registers; exit: repeated from the entry */
	int64_t result;   /* exit: as in the register */
	uint64_t instruction_pointer;
	uint64_t stack_pointer;
	uint64_t realtime;  /* ns since the epoch when config.realtime asks for it, else 0 */
	uint64_t monotonic; /* ns of CLOCK_MONOTONIC when config.monotonic asks for it, else 0 */
	uint64_t
		system_time; /* ns that the process has spent in the kernel, when config.cpu_times asks for it, else 0 */
};

/*
 * The listener. Any function may be NULL. In all of them the task is stopped, so its memory and /proc can be read,
 * except in gone(), exited() and killed(), and where said otherwise. The task goes on after the function returns.
 *
 * What comes for one task, in order: new_task; then entry, exit, signal, group_stop, exec in the order they happen; at
 * the end one of exited, killed, superseded, vanished, detached; and gone. After an entry there may be no exit: the task
 * was killed, or the call does not return. An exit without an entry has entry_missed set.
 */
struct strobe_trace_ops {
	/* parent: the creator if it is traced and known yet, else NULL. */
	void (*new_task)(struct strobe_trace *trace, struct strobe_task *task, struct strobe_task *parent);
	void (*entry)(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop);
	void (*exit)(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop);
	/* A signal is about to be delivered. info: its siginfo in this program's ABI, NULL when the kernel doesn't tell. */
	void (*signal)(struct strobe_trace *trace, struct strobe_task *task, int signo,
		       const siginfo_t *info);
	/* The task stopped by a stop signal; it stays stopped until SIGCONT. */
	void (*group_stop)(struct strobe_trace *trace, struct strobe_task *task, int signo);
	/*
	 * The task has a new program, between entry and exit of its execve. When a thread that wasn't the leader
	 * did it, it takes over the leader's tid, and this comes before: renamed(task, its new tid), with task->tid still the
	 * old one; superseded(the leader's task, the old tid) when the leader was traced; both before exec.
	 */
	void (*renamed)(struct strobe_trace *trace, struct strobe_task *task, pid_t tid);
	void (*superseded)(struct strobe_trace *trace, struct strobe_task *task, pid_t by);
	void (*exec)(struct strobe_trace *trace, struct strobe_task *task);
	/* The task has ended. */
	void (*exited)(struct strobe_trace *trace, struct strobe_task *task, int status);
	void (*killed)(struct strobe_trace *trace, struct strobe_task *task, int signo, bool core);
	/* The task has ended and the kernel will not say how. */
	void (*vanished)(struct strobe_trace *trace, struct strobe_task *task);
	/* The engine has let go of the task; it runs on (or stays stopped) by itself. */
	void (*detached)(struct strobe_trace *trace, struct strobe_task *task);
	/* Last call for the task in any case: free user. */
	void (*gone)(struct strobe_trace *trace, struct strobe_task *task);
	/*
	 * Comes once, within 100 ms of a call of strobe_trace_want_idle, whether or not something happens meanwhile. For
	 * writing out what is buffered. No task is at hand.
	 */
	void (*idle)(struct strobe_trace *trace);
	/*
	 * With config.guard: a fatal signal (0: the guard's own end) ends the tracing. All tasks were told of as detached and
	 * gone; nothing more will be told. Output is to be finished now; the engine then goes on by itself till all tasks have
	 * ended, and ends the process.
	 */
	void (*left)(struct strobe_trace *trace, int signo);
	/*
	 * Something the user should know: one line without newline and program name ("exec: Permission denied" comes
	 * from the child itself and not through here). NULL: written to stderr with "strobe: " in front.
	 */
	void (*message)(struct strobe_trace *trace, const char *text);
};

/* When fatal signals (HUP, INT, QUIT, PIPE, TERM) end strobe: the values of option -I. */
enum strobe_interruptible {
	STROBE_INTERRUPT_DEFAULT,  /* WAITING */
	STROBE_INTERRUPT_ANYWHERE, /* 1 */
	STROBE_INTERRUPT_WAITING, /* 2: between stops; everything is detached and strobe ends by the signal */
	STROBE_INTERRUPT_NEVER,   /* 3: ignored as long as something is traced */
	STROBE_INTERRUPT_NEVER_TSTP /* 4: SIGTSTP is ignored too */
};

/* Whether strobe and what it traces are kept on one CPU. */
enum strobe_same_cpu_when {
	STROBE_SAME_CPU_NEVER,
	STROBE_SAME_CPU_AUTO, /* while one task at a time is active */
	STROBE_SAME_CPU_FIXED /* always, on the CPU that is named */
};

/* The greatest number that a CPU can have: the kernel can be built for 8192 of them. */
#define STROBE_CPU_MAX 8191

struct sock_fprog;

struct strobe_trace_config {
	const struct strobe_trace_ops *ops;
	void *data; /* the listener's: strobe_trace_data() */

	/* A command to launch. argv NULL: none. */
	const char *program; /* looked up in PATH as execvp does unless it has a slash; NULL: argv[0] */
	char *const *argv;
	char *const *envp; /* NULL: this process's environment */
	int (*prepare)(
		void *); /* NULL, or runs in the child, untold, before its execve; non-zero: child ends with status 1 */
	void *prepare_data;

	/* Processes (or threads) to attach to. With STROBE_FOLLOW_THREADS all threads of each. */
	const pid_t *attach;
	size_t attach_count;
	bool attach_children; /* and all processes that descend from these */

	unsigned follow;        /* bits of enum strobe_follow */
	unsigned follow_depth;  /* processes of a greater depth are let go; 0: no limit */
	unsigned interruptible; /* enum strobe_interruptible */
	/*
	 * 0: the command is this process's child. Else this process itself becomes the command, and what goes on as the
	 * tracer, and returns from strobe_trace_run, is a grandchild: 1 as it is, 2 in a process group of its own, 3 in
	 * a session of its own.
	 */
	unsigned background;
	bool kill_on_exit; /* what is traced dies with the tracer, however that dies, and is not detached */
	unsigned same_cpu; /* enum strobe_same_cpu_when */
	unsigned cpu;      /* for STROBE_SAME_CPU_FIXED */
	bool realtime;     /* take the time of each stop */
	bool monotonic;
	bool debug; /* tell by message() what is seen and done */
	bool cpu_times; /* take the system time at each stop: that of the process, all its threads and dead children */
	/*
	 * A seccomp filter for the launched command, NULL: none. It answers SECCOMP_RET_TRACE for the calls that shall stop;
	 * others run without a stop. It is loaded in the child just before its execve, with no_new_privs only when it
	 * can't be loaded without.
	 */
	const struct sock_fprog *filter;
	/*
	 * This process's parent, which ends in its place by a fatal signal: with a filter, what is traced needs this one for
	 * ever. Its death sends SIGRTMIN to this process. 0: none.
	 */
	pid_t guard;
	uint16_t filter_mark; /* SECCOMP_RET_DATA of its answers, not 0 */
};

/* How tracing came to its end. */
struct strobe_outcome {
	int status; /* exit status for strobe: that of the command, 0 when only attached, 1 when it could not start */
	int killed_by; /* the signal that killed the command, 0 if none: strobe should end by it too */
	int interrupted; /* the fatal signal that made the engine detach, 0 if none: strobe should end by it too */
};

/*
 * Launches and attaches as configured, and traces until nothing is left to trace. Returns 0, or -1 when nothing could be
 * traced at all (a message has been given); *outcome is set in any case. Signal dispositions and timers of this process
 * are as before when it returns; but after an interruption, fatal signals are ignored until strobe_trace_die_by(), so that
 * output can be finished.
 */
int strobe_trace_run(const struct strobe_trace_config *config, struct strobe_outcome *outcome);

/*
 * The file that the command's name means: as it is if it has a slash, else looked up in PATH (of this process).
 * Returns 0 and the path in buffer, or -1 with a message without newline in buffer ("Cannot find executable 'x'").
 */
int strobe_trace_find_program(const char *name, char *buffer, size_t size);

/* Ends this process by that signal, without a core of its own. Falls back to exit status 128 + signo. */
_Noreturn void strobe_trace_die_by(int signo);

/* What the config gave as data. */
void *strobe_trace_data(const struct strobe_trace *trace);

/* Asks for one idle() within 100 ms. Cheap when asked again. */
void strobe_trace_want_idle(struct strobe_trace *trace);

/* Detaches from everything as soon as the listener has returned; strobe_trace_run then returns. */
void strobe_trace_finish(struct strobe_trace *trace);

/* Detaches from this task as soon as the listener has returned. From entry, exit, exec, signal. */
void strobe_trace_detach(struct strobe_trace *trace, struct strobe_task *task);

/*
 * Where a filter decides which calls stop: from now on all calls of the task stop, and those of what it creates. With
 * whole_process, the same for the process's other threads, each from its next stop on. From exit().
 */
void strobe_trace_stop_at_all(struct strobe_trace *trace, struct strobe_task *task, bool whole_process);

/* The traced task of that tid, NULL if there is none. The number of traced tasks. */
struct strobe_task *strobe_trace_task(struct strobe_trace *trace, pid_t tid);
size_t strobe_trace_task_count(const struct strobe_trace *trace);

/* Where a stopped task is, from its register; false when it is not stopped. From entry, exit, signal, group_stop, exec. */
bool strobe_trace_instruction_pointer(const struct strobe_task *task, uint64_t *address);

/*
 * Tampering, from entry() or exit() of the task. Each returns 0 or -1 with errno.
 * set_number: the call that is made in place of this one (UINT64_MAX: none is made). From entry().
 * set_result: what the task sees as the result, -error as the kernel returns errors. From exit().
 * send_signal: the signal is delivered to the task after this stop, as if sent by the kernel.
 * delay: the task stays stopped for so long (ns) after the listener returns; other tasks go on meanwhile.
 */
int strobe_trace_set_number(struct strobe_trace *trace, struct strobe_task *task, uint64_t number);
int strobe_trace_set_result(struct strobe_trace *trace, struct strobe_task *task, int64_t result);
int strobe_trace_send_signal(struct strobe_trace *trace, struct strobe_task *task, int signo);
int strobe_trace_delay(struct strobe_trace *trace, struct strobe_task *task, uint64_t nanoseconds);

#endif
