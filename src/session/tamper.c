/*
 * Tampering: -e inject and -e fault. Each rule counts the invocations of each call and task by itself; of the rules
 * that match an invocation, the first on the command line acts.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"
#include "strobe/capture.h"

/* How often one task made a call that a rule names. */
struct tamper_count {
	uint32_t rule;
	uint32_t number;
	uint32_t count;
	uint8_t abi;
};

struct tamper_counts {
	size_t used, room;
	struct tamper_count count[];
};

void tamper_free(struct tamper *tamper)
{
	free(tamper->counts);
	tamper->counts = NULL;
}

/* One more invocation; the number of it, from 1. 0 when memory ran out. */
static uint32_t count_invocation(struct tamper *tamper, uint32_t rule, uint8_t abi, uint64_t number)
{
	struct tamper_counts *counts = tamper->counts;
	for (size_t i = 0; counts && i < counts->used; i++) {
		struct tamper_count *count = &counts->count[i];
		if (count->rule == rule && count->number == number && count->abi == abi)
			return ++count->count;
	}
	if (!counts || counts->used == counts->room) {
		size_t room = counts ? 2 * counts->room : 8;
		struct tamper_counts *grown =
			realloc(counts, sizeof(*grown) + room * sizeof(grown->count[0]));
		if (!grown)
			return 0;
		if (!counts)
			grown->used = 0;
		grown->room = room;
		tamper->counts = counts = grown;
	}
	counts->count[counts->used++] = (struct tamper_count){ rule, (uint32_t)number, 1, abi };
	return 1;
}

static bool is_due(const struct strobe_tamper_rule *rule, uint32_t invocation)
{
	if (invocation < rule->first || invocation > rule->last)
		return invocation == rule->first;
	if (!rule->step)
		return invocation == rule->first;
	return (invocation - rule->first) % rule->step == 0;
}

/* The rule that acts on this invocation, NULL if none. */
static const struct strobe_tamper_rule *pick_rule(const struct strobe_options *options, struct tamper *tamper,
						  const struct strobe_record *record)
{
	const struct strobe_tamper_rule *picked = NULL;
	for (size_t i = 0; i < options->rule_count; i++) {
		const struct strobe_tamper_rule *rule = &options->rules[i];
		if (!strobe_call_set_has(&rule->calls, record->abi, record->number))
			continue;
		uint32_t invocation = count_invocation(tamper, (uint32_t)i, record->abi, record->number);
		if (!picked && invocation && is_due(rule, invocation))
			picked = rule;
	}
	return picked;
}

/* Returns the note about it: none when nothing could be written. */
static unsigned poke(const struct session *session, const struct strobe_record *record, pid_t tid,
		     const struct strobe_pokes *pokes)
{
	unsigned note = 0;
	for (size_t i = 0; i < pokes->count; i++) {
		const struct strobe_poke *one = &pokes->poke[i];
		if (one->arg >= 6)
			continue;
		if (strobe_memory_write(tid, record->args[one->arg], one->data, one->size) ==
		    (ssize_t)one->size)
			note = STROBE_EXIT_POKED;
		else
			fprintf(stderr,
				"%s: Failed to tamper with process %d: couldn't poke argument %u: %s\n",
				session->options->program, (int)tid, one->arg + 1, strerror(errno));
	}
	return note;
}

void tamper_entry(struct session *session, struct tamper *tamper, struct strobe_task *task,
		  const struct strobe_record *record)
{
	tamper->notes = 0;
	const struct strobe_tamper_rule *rule = pick_rule(session->options, tamper, record);
	tamper->rule = rule;
	if (!rule)
		return;
	if (rule->actions & STROBE_TAMPER_POKE_ENTER)
		tamper->notes |= poke(session, record, task->tid, &rule->poke_enter);
	if (rule->actions & STROBE_TAMPER_SIGNAL)
		strobe_trace_send_signal(session->trace, task, rule->signal);
	if (rule->actions & STROBE_TAMPER_DELAY_ENTER &&
	    !strobe_trace_delay(session->trace, task, rule->delay_enter))
		tamper->notes |= STROBE_EXIT_DELAYED;
	if (rule->actions & (STROBE_TAMPER_ERROR | STROBE_TAMPER_RETVAL | STROBE_TAMPER_SYSCALL)) {
		/* A number that no call has: the kernel answers ENOSYS, and the exit's result is set. */
		uint64_t number = UINT64_MAX;
		if (rule->actions & STROBE_TAMPER_SYSCALL && rule->replacement[record->abi] >= 0)
			number = (uint64_t)rule->replacement[record->abi];
		if (strobe_trace_set_number(session->trace, task, number) < 0)
			tamper->rule = NULL;
	}
}

void tamper_exit(struct session *session, struct tamper *tamper, struct strobe_task *task,
		 struct strobe_record *record)
{
	const struct strobe_tamper_rule *rule = tamper->rule;
	if (!rule)
		return;
	if (rule->actions & STROBE_TAMPER_POKE_EXIT)
		tamper->notes |= poke(session, record, task->tid, &rule->poke_exit);
	if (rule->actions & STROBE_TAMPER_DELAY_EXIT &&
	    !strobe_trace_delay(session->trace, task, rule->delay_exit))
		tamper->notes |= STROBE_EXIT_DELAYED;
	if (!(rule->actions & (STROBE_TAMPER_ERROR | STROBE_TAMPER_RETVAL)))
		return;
	bool fails = rule->actions & STROBE_TAMPER_ERROR;
	int64_t result = fails ? -rule->error : rule->retval;
	if (strobe_trace_set_result(session->trace, task, result) < 0)
		return;
	record->result = result;
	record->failed = fails;
	record->error = fails ? rule->error : 0;
	tamper->notes |= STROBE_EXIT_INJECTED;
}
