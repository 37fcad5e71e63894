/*
 * Values that pack several facts into a number: wait statuses, ioctl commands, clocks of processes.
 */
#include <sys/wait.h>

#include "../walker.h"
#include "digits.h"

static void add_signal(struct text_buffer *buffer, int signo)
{
	char name[16];
	add_text(buffer, strobe_decode_signal_name(signo, name));
}

/* wait(2): the macros that say what a status means, as a condition that holds for it. */
void kind_show_wstatus(struct strobe_sink *sink, uint64_t value)
{
	int status = (int)value, event = status >> 16;
	struct text_buffer buffer = {.used = 0};
	add_text(&buffer, "{");
	if (WIFSTOPPED(status)) {
		/* With ptrace events, the high half says which, and the stop signal may carry 0x80 (PTRACE_O_TRACESYSGOOD). */
		int signo = WSTOPSIG(status);
		add_text(&buffer, "WIFSTOPPED(s) && WSTOPSIG(s) == ");
		add_signal(&buffer, signo & 0x7f);
		if (signo & 0x80)
			add_text(&buffer, " | 0x80");
		status &= ~W_STOPCODE(signo);
	} else if (WIFSIGNALED(status)) {
		add_text(&buffer, "WIFSIGNALED(s) && WTERMSIG(s) == ");
		add_signal(&buffer, WTERMSIG(status));
		if (WCOREDUMP(status))
			add_text(&buffer, " && WCOREDUMP(s)");
		status &= ~(WTERMSIG(status) | WCOREFLAG);
	} else if (WIFEXITED(status)) {
		add_text(&buffer, "WIFEXITED(s) && WEXITSTATUS(s) == ");
		add_number(&buffer, (uint64_t)WEXITSTATUS(status), 10);
		status &= ~W_EXITCODE(WEXITSTATUS(status), 0);
	} else {
		/* WIFCONTINUED and what has no macro. */
		sink->ops->number(sink, value, STROBE_FORM_HEX);
		return;
	}
	add_text(&buffer, "}");
	if (event) {
		static const char *const events[] = {NULL, "FORK", "VFORK", "CLONE", "EXEC", "VFORK_DONE", "EXIT", "SECCOMP"};
		status &= 0xffff;
		add_text(&buffer, " | ");
		if (event < 8) {
			add_text(&buffer, "PTRACE_EVENT_");
			add_text(&buffer, events[event]);
		} else if (event == 128) {
			add_text(&buffer, "PTRACE_EVENT_STOP");
		} else {
			add_hex(&buffer, (uint64_t)(unsigned)event);
		}
		add_text(&buffer, " << 16");
	}
	if (status) {
		add_text(&buffer, " | ");
		add_hex(&buffer, (uint64_t)(unsigned)status);
	}
	sink->ops->special(sink, value, buffer.text);
}

/* linux/ioctl.h: direction 2 bits, size 14, type 8, number 8. */
void kind_show_ioctl(struct strobe_sink *sink, unsigned abi, uint64_t command)
{
	char unused[64];
	const char *name = strobe_decode_set_name(strobe_set_ioctl_cmds, abi, command, unused, sizeof(unused));
	if (name) {
		sink->ops->symbol(sink, command, name, NULL, STROBE_FORM_HEX);
		return;
	}
	static const char *const directions[] = {"_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE"};
	struct text_buffer buffer = {.used = 0};
	add_text(&buffer, "_IOC(");
	add_text(&buffer, directions[command >> 30 & 3]);
	add_text(&buffer, ", ");
	add_hex(&buffer, command >> 8 & 0xff);
	add_text(&buffer, ", ");
	add_hex(&buffer, command & 0xff);
	add_text(&buffer, ", ");
	add_hex(&buffer, command >> 16 & 0x3fff);
	add_text(&buffer, ")");
	sink->ops->spelled(sink, command, STROBE_FORM_HEX, buffer.text);
}

/*
 * clock_getcpuclockid(3): a negative clock is a process or thread (bit 2) clock of kind 0 to 2, or (3) that of a
 * descriptor, in its low three bits; the rest is the inverted id.
 */
void kind_show_clock(struct strobe_sink *sink, unsigned abi, int64_t clock)
{
	char unused[64];
	const char *name = strobe_decode_set_name(strobe_set_clocks, abi, (uint64_t)clock, unused, sizeof(unused));
	if (name || clock >= 0) {
		uint32_t text = strobe_sets[strobe_set_clocks].unknown;
		sink->ops->symbol(sink, (uint64_t)clock, name, text ? strobe_text + text : NULL, STROBE_FORM_HEX);
		return;
	}
	static const char *const kinds[] = {"CPUCLOCK_PROF", "CPUCLOCK_VIRT", "CPUCLOCK_SCHED"};
	struct text_buffer buffer = {.used = 0};
	uint32_t id = ~(uint32_t)(clock >> 3);
	if ((clock & 3) == 3) {
		add_text(&buffer, "FD_TO_CLOCKID(");
		add_number(&buffer, id, 10);
		add_text(&buffer, ")");
	} else {
		add_text(&buffer, clock & 4 ? "MAKE_THREAD_CPUCLOCK(" : "MAKE_PROCESS_CPUCLOCK(");
		add_number(&buffer, id, 10);
		add_text(&buffer, ", ");
		add_text(&buffer, kinds[clock & 3]);
		add_text(&buffer, ")");
	}
	sink->ops->special(sink, (uint64_t)clock, buffer.text);
}
