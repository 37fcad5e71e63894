/*
 * The renderer of -c: calls and events are not shown, but the changes of a tracee's ABI are, as they are with strace.
 */
#include <stdlib.h>

#include "session.h"

struct silent {
	struct strobe_renderer base; /* first */
	struct strobe_renderer *inner;
};

static void drop_call(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_record *record, const struct strobe_limits *limits)
{
	(void)renderer, (void)line, (void)record, (void)limits;
}

static void drop_exit(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_record *record, const struct strobe_limits *limits, unsigned notes)
{
	(void)renderer, (void)line, (void)record, (void)limits, (void)notes;
}

static void drop_gone(struct strobe_renderer *renderer, struct strobe_line *line,
		      const struct strobe_record *record, const struct strobe_limits *limits,
		      const struct strobe_event *event)
{
	(void)renderer, (void)line, (void)record, (void)limits, (void)event;
}

static void drop_detached(struct strobe_renderer *renderer, struct strobe_line *line,
			  const struct strobe_event *event)
{
	(void)renderer, (void)line, (void)event;
}

static void drop_signal(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_event *event, int signo, const void *info, size_t size)
{
	(void)renderer, (void)line, (void)event, (void)signo, (void)info, (void)size;
}

/* stopped, exited, exec, attached: one number goes with them. */
static void drop_event(struct strobe_renderer *renderer, struct strobe_line *line,
		       const struct strobe_event *event, int number)
{
	(void)renderer, (void)line, (void)event, (void)number;
}

static void drop_killed(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_event *event, int signo, bool core)
{
	(void)renderer, (void)line, (void)event, (void)signo, (void)core;
}

static void drop_superseded(struct strobe_renderer *renderer, struct strobe_line *line,
			    const struct strobe_event *event, struct strobe_line *execer, pid_t execer_tid)
{
	(void)renderer, (void)line, (void)event, (void)execer, (void)execer_tid;
}

static void pass_personality(struct strobe_renderer *renderer, struct strobe_line *line,
			     const struct strobe_event *event)
{
	struct strobe_renderer *inner = ((struct silent *)renderer)->inner;
	inner->tasks = renderer->tasks;
	inner->ops->personality(inner, line, event);
}

static void pass_show(struct strobe_renderer *renderer)
{
	struct strobe_renderer *inner = ((struct silent *)renderer)->inner;
	inner->ops->show(inner);
}

static void pass_interrupt(struct strobe_renderer *renderer)
{
	struct strobe_renderer *inner = ((struct silent *)renderer)->inner;
	inner->ops->interrupt(inner);
}

static void free_silent(struct strobe_renderer *renderer)
{
	struct strobe_renderer *inner = ((struct silent *)renderer)->inner;
	inner->ops->free(inner);
	free(renderer);
}

static const struct strobe_renderer_ops silent_ops = {
	.entry = drop_call,
	.exit = drop_exit,
	.gone = drop_gone,
	.detached = drop_detached,
	.signal = drop_signal,
	.stopped = drop_event,
	.exited = drop_event,
	.killed = drop_killed,
	.superseded = drop_superseded,
	.exec = drop_event,
	.attached = drop_event,
	.personality = pass_personality,
	.show = pass_show,
	.interrupt = pass_interrupt,
	.free = free_silent,
};

struct strobe_renderer *silent_new(struct strobe_renderer *inner)
{
	struct silent *silent = calloc(1, sizeof(*silent));
	if (!silent) {
		inner->ops->free(inner);
		return NULL;
	}
	silent->base.ops = &silent_ops;
	silent->base.output = inner->output;
	silent->inner = inner;
	return &silent->base;
}
