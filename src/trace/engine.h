/*
 * What the files of the ptrace engine share.
 */
#ifndef STROBE_TRACE_ENGINE_H
#define STROBE_TRACE_ENGINE_H

#include <sys/ptrace.h>

#include "same_cpu.h"
#include "strobe/trace.h"

/* ptrace(2)'s first parameter: an enum in glibc, an int in musl. */
#ifdef __GLIBC__
typedef enum __ptrace_request strobe_ptrace_request;
#else
typedef int strobe_ptrace_request;
#endif

/* A traced task as the engine sees it. */
struct task {
	struct strobe_task pub; /* first: listeners hold pointers to it */
	struct strobe_stop
		stop;       /* the call in progress: number and arguments stay from its entry to its exit */
	struct task *chain; /* next in the hash bucket, or in the free list */
	struct task *held_next; /* next in the list of delayed tasks */
	uint64_t held_until;    /* CLOCK_MONOTONIC ns */
	uint64_t delay;         /* asked for by the listener at this stop, ns */
	pid_t creator;          /* tid of the task that created it, 0 unknown */
	uint64_t cloned;        /* flags of the clone that it is in, if they had CLONE_UNTRACED; else 0 */
	int send_signal;        /* to be delivered after this stop */
	int held_signal;        /* of a delayed task: to be delivered when it goes on */
	struct strobe_guarded *guarded;       /* it is kept on a CPU: its own mask; else NULL */
	struct task *kept_next, *kept_before; /* the other tasks that are kept */
	unsigned unkept;                      /* for so many calls it is not to be kept */
	unsigned seen;                        /* the window in which it stopped last */
	unsigned stops;                       /* that it has made, up to what matters */
	bool kept;
	bool looking;   /* in a call that can show a task's mask */
	bool starting;  /* its first stop has not come */
	bool announced; /* new_task() was called */
	bool hidden;    /* the launched child before its execve, or after that failed */
	bool leaving;   /* to be detached at its next resume */
	bool unwanted;  /* never told of: detached at its first stop */
	bool filtered;  /* a seccomp filter of ours is in place: calls stop by it alone */
	bool held;      /* delayed: stopped, to be resumed at held_until */
};

#define TASK_BUCKETS 1024 /* initial; a power of two */
#define QUEUE_ROOM 64

struct wait_event {
	pid_t tid;
	int status;
	uint64_t system_time; /* ns, when config.cpu_times asks for it */
};

struct strobe_trace {
	const struct strobe_trace_config *config;
	const struct strobe_trace_ops *ops;
	struct strobe_outcome *outcome;

	struct task **bucket;
	size_t bucket_mask;
	size_t count; /* tasks in the table */
	struct task *free_list;
	struct task *attached_last; /* the latest that was seized while it ran */
	struct task *held;          /* delayed tasks, soonest first */

	struct wait_event queue[QUEUE_ROOM];
	unsigned queue_next, queue_count;
	unsigned drain_pause, drain_skip; /* see loop.c */
	uint64_t system_time;             /* of the event that is being handled */

	unsigned long options; /* PTRACE_O_... of every task */
	pid_t command;         /* the launched process, 0 none */
	bool command_execed;   /* its execve succeeded */
	bool command_ended;    /* and was waited for: its pid may be another's */
	bool command_detached; /* let go of by itself: strobe still waits for its end, as its parent */
	bool finishing;        /* the listener wants to detach from everything */
	bool detaching;        /* strobe_engine_detach_all is at work */
	uint64_t detach_begun; /* CLOCK_MONOTONIC ns */
	bool idle_wanted;
	bool ticking; /* the timer is armed */
	struct strobe_same_cpu same_cpu;
};

/* tasks.c: the table */
int strobe_tasks_init(struct strobe_trace *trace);
void strobe_tasks_free(struct strobe_trace *trace);
struct task *strobe_tasks_find(const struct strobe_trace *trace, pid_t tid);
struct task *strobe_tasks_add(struct strobe_trace *trace, pid_t tid);
void strobe_tasks_remove(struct strobe_trace *trace, struct task *task);
void strobe_tasks_rename(struct strobe_trace *trace, struct task *task, pid_t tid);
/* Calls visit for each task; visit may remove the task it is given. */
void strobe_tasks_each(struct strobe_trace *trace,
		       void (*visit)(struct strobe_trace *trace, struct task *task));

/* launch.c, attach.c. -1: nothing is traced, a message was given. */
int strobe_engine_launch(struct strobe_trace *trace);
int strobe_engine_attach(struct strobe_trace *trace, pid_t pid);
/* For an attached task at its first stop: sets pub.restarting. */
void strobe_engine_look_for_restart(struct task *task);
void strobe_engine_attach_descendants(struct strobe_trace *trace);

/* hint.c: for a ptrace() that failed with EPERM, what to say behind strerror's text: a colon, the reason, what to do. */
#define STROBE_HINT_SIZE 192
struct hint_facts {
	bool itself, kernel_thread;
	pid_t tracer;          /* of it, 0 none */
	char state;            /* as in /proc/PID/stat */
	unsigned ptrace_scope; /* Yama's, 0: there is none */
	bool privileged;       /* strobe has CAP_SYS_PTRACE */
};
void strobe_engine_describe_hint(const struct hint_facts *facts, char hint[STROBE_HINT_SIZE]);
void strobe_engine_hint(pid_t pid, char hint[STROBE_HINT_SIZE]);

/* own_signals.c: the tracer's own signals and its timer */
void strobe_own_signals_take(unsigned interruptible);
void strobe_own_signals_restore(bool interrupted);
/* The fatal signal that came, 0 none; and forgets it. Whether the timer ticked since the last call. */
int strobe_own_signals_fatal(void);
bool strobe_own_signals_ticked(void);
/* Whether SIGRTMIN came. From now on neither that nor fatal signals are of interest. */
bool strobe_own_signals_parted(void);
void strobe_own_signals_ignore(void);
/* Interrupts wait() after so many ns, and from then on regularly; 0: stops that. */
void strobe_own_signals_tick_after(uint64_t nanoseconds);
void strobe_own_signals_tick_every(uint64_t nanoseconds);

/* stops.c: what a wait status means */
void strobe_engine_stopped(struct strobe_trace *trace, struct task *task, int status);
void strobe_engine_ended(struct strobe_trace *trace, struct task *task, int status);
struct task *strobe_engine_first_stop(struct strobe_trace *trace, pid_t tid);
/* Lets the task go on, delivering signo if it isn't 0; detaches when it is leaving. */
void strobe_engine_resume(struct strobe_trace *trace, struct task *task, int signo);
/* Tells the listener that the task is gone and forgets it. */
void strobe_engine_forget(struct strobe_trace *trace, struct task *task);

/* syscalls.c */
/* The ABI of a call by the audit architecture and the raw number. */
unsigned strobe_engine_abi(uint32_t arch, uint64_t number);
void strobe_engine_syscall_stop(struct strobe_trace *trace, struct task *task);
void strobe_engine_seccomp_stop(struct strobe_trace *trace, struct task *task);

/* untraced.c: keep_child at entry, kept_child at exit of a call of a task whose children are followed */
void strobe_engine_keep_child(struct task *task);
void strobe_engine_kept_child(struct task *task);

/* lineage.c: PTRACE_EVENT_FORK and its kin, PTRACE_EVENT_EXEC */
void strobe_engine_created(struct strobe_trace *trace, struct task *task, int event);
struct task *strobe_engine_execed(struct strobe_trace *trace, struct task *task, pid_t tid);
void strobe_engine_announce(struct strobe_trace *trace, struct task *task);

/* detach.c */
void strobe_engine_detach(struct strobe_trace *trace, struct task *task, int signo);
void strobe_engine_detach_all(struct strobe_trace *trace);
void strobe_engine_kill_all(struct strobe_trace *trace);

/* tamper.c: the injected signal, at a stop that can't deliver one; and the siginfo of a signal sent in that way */
void strobe_engine_send_signal_now(struct strobe_trace *trace, struct task *task);
void strobe_engine_disguise_signal(const struct task *task, siginfo_t *info);

/* hold.c: delayed tasks */
void strobe_engine_hold(struct strobe_trace *trace, struct task *task, int signo);
void strobe_engine_unhold(struct strobe_trace *trace, struct task *task);
void strobe_engine_release_held(struct strobe_trace *trace);

/* loop.c */
void strobe_engine_handle(struct strobe_trace *trace, pid_t tid, int status);
bool strobe_engine_next(struct strobe_trace *trace, struct wait_event *event);
/* Some ticks are to come, as after strobe_trace_want_idle. */
void strobe_engine_want_ticks(struct strobe_trace *trace);
/* The timer ticks quickly, which is no longer needed. */
void strobe_engine_slow_ticks(struct strobe_trace *trace);

/* rseq.c: this thread wants no rseq(2) any more. What it starts later has its own again. */
void strobe_engine_leave_rseq(void);

/* debug.c: for -d; call them only when config->debug is set */
void strobe_debug_started(struct strobe_trace *trace);
void strobe_debug_waited(struct strobe_trace *trace, pid_t tid, int status);
void strobe_debug_added(struct strobe_trace *trace, pid_t tid);
void strobe_debug_removed(struct strobe_trace *trace, pid_t tid);
void strobe_debug_resumed(struct strobe_trace *trace, pid_t tid, const char *request, int signo);

/* message.c */
void strobe_engine_message(struct strobe_trace *trace, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
uint64_t strobe_engine_clock(int clock);

#endif
