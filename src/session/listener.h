/*
 * What the files of the session's listener share: calls.c, tasks.c and events.c have its functions, listener.c the table of
 * them. Nothing outside src/session includes this.
 */
#ifndef STROBE_SESSION_LISTENER_H
#define STROBE_SESSION_LISTENER_H

#include "session.h"

struct session *listener_session(const struct strobe_trace *trace);
/* The event that a renderer is told, for a task. */
struct strobe_event listener_event(const struct session *session, const struct strobe_task *task);
/* The same for an event at which the task is stopped: with -i, where it stopped. */
struct strobe_event listener_stopped_event(const struct session *session, const struct strobe_task *task);
/* After every event: what is known becomes visible at once on a terminal, soon elsewhere. */
void listener_written(struct session *session, const struct tracee *tracee);
/* A message for the user, between the lines of the trace. JSON has objects for what these say. */
void listener_say(struct session *session, const struct tracee *tracee, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* calls.c */
void calls_entry(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop);
void calls_exit(struct strobe_trace *trace, struct strobe_task *task, const struct strobe_stop *stop);
/* The call that the task is in, if it is in one, will not return. */
void calls_leave(const struct session *session, struct tracee *tracee, const struct strobe_event *event);

/* tasks.c; count: so many more count for the question whether a line needs the task's id. */
void tasks_new(struct strobe_trace *trace, struct strobe_task *task, struct strobe_task *parent);
void tasks_detached(struct strobe_trace *trace, struct strobe_task *task);
void tasks_gone(struct strobe_trace *trace, struct strobe_task *task);
void tasks_count(struct session *session, int change);

/* events.c */
void events_signal(struct strobe_trace *trace, struct strobe_task *task, int signo, const siginfo_t *info);
void events_group_stop(struct strobe_trace *trace, struct strobe_task *task, int signo);
void events_renamed(struct strobe_trace *trace, struct strobe_task *task, pid_t tid);
void events_exec(struct strobe_trace *trace, struct strobe_task *task);
void events_exited(struct strobe_trace *trace, struct strobe_task *task, int status);
void events_killed(struct strobe_trace *trace, struct strobe_task *task, int signo, bool core);
void events_vanished(struct strobe_trace *trace, struct strobe_task *task);

#endif
