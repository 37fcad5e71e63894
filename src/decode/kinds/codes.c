/*
 * Values that pack several facts into a number: wait statuses, ioctl commands, clocks.
 */
#include <string.h>
#include <sys/wait.h>

#include "../walker.h"
#include "digits.h"

static void add_signal(struct text_buffer *buffer, int signo)
{
	char name[16];
	add_text(buffer, strobe_decode_signal_name(signo, name));
}

/* ptrace(2): the event that a ptrace-stop's status has in its high half. */
static void add_event(struct text_buffer *buffer, unsigned event)
{
	static const char *const events[] = {
		[1] = "FORK",       [2] = "VFORK", [3] = "CLONE",   [4] = "EXEC",
		[5] = "VFORK_DONE", [6] = "EXIT",  [7] = "SECCOMP", [128] = "STOP",
	};
	add_text(buffer, "|");
	if (event < sizeof(events) / sizeof(events[0]) && events[event]) {
		add_text(buffer, "PTRACE_EVENT_");
		add_text(buffer, events[event]);
	} else {
		add_hex(buffer, event);
		add_text(buffer, " /* PTRACE_EVENT_??? */");
	}
	add_text(buffer, "<<16");
}

/* wait(2): the macros that say what a status means, as a condition that holds for it. */
void kind_show_wstatus(struct strobe_sink *sink, uint64_t value)
{
	int status = (int)value, event = (int)(value >> 16);
	struct text_buffer buffer = { .used = 0 };
	add_text(&buffer, "{");
	if ((status & 0xff) == 0x7f) {
		/* With ptrace events, the high half says which, and the stop signal may carry 0x80 (PTRACE_O_TRACESYSGOOD). */
		int signo = WSTOPSIG(status);
		add_text(&buffer, "WIFSTOPPED(s) && WSTOPSIG(s) == ");
		add_signal(&buffer, signo & 0x7f);
		if (signo & 0x80)
			add_text(&buffer, " | 0x80");
		status &= ~(signo << 8 | 0x7f);
	} else if (WIFSIGNALED(status)) {
		add_text(&buffer, "WIFSIGNALED(s) && WTERMSIG(s) == ");
		add_signal(&buffer, WTERMSIG(status));
		if (WCOREDUMP(status))
			add_text(&buffer, " && WCOREDUMP(s)");
		status &= ~(WTERMSIG(status) | 0x80);
	} else if (WIFEXITED(status)) {
		add_text(&buffer, "WIFEXITED(s) && WEXITSTATUS(s) == ");
		add_number(&buffer, (uint64_t)WEXITSTATUS(status), 10);
		status &= ~(WEXITSTATUS(status) << 8);
	} else if (WIFCONTINUED(status)) {
		add_text(&buffer, "WIFCONTINUED(s)");
		status &= ~0xffff;
	} else {
		sink->ops->number(sink, value, STROBE_FORM_HEX);
		return;
	}
	add_text(&buffer, "}");
	if (event)
		add_event(&buffer, (unsigned)event);
	status &= 0xffff;
	if (status) {
		add_text(&buffer, "|");
		add_hex(&buffer, (uint64_t)(unsigned)status);
	}
	sink->ops->special(sink, value, buffer.text);
}

/* linux/ioctl.h: direction 2 bits, size 14, type 8, number 8. */
void kind_show_ioctl(struct strobe_sink *sink, unsigned abi, uint64_t command, bool terminal)
{
	char unused[64];
	const char *name =
		strobe_decode_set_name(strobe_set_ioctl_cmds, abi, command, unused, sizeof(unused));
	if (name) {
		const char *last = terminal ? strstr(name, " or ") : NULL;
		sink->plain = true;
		sink->ops->symbol(sink, command, last ? last + 4 : name, NULL, STROBE_FORM_HEX);
		sink->plain = false;
		return;
	}
	static const char *const directions[] = { "_IOC_NONE", "_IOC_WRITE", "_IOC_READ",
						  "_IOC_READ|_IOC_WRITE" };
	struct text_buffer buffer = { .used = 0 };
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

void kind_show_clock(struct strobe_sink *sink, unsigned abi, int64_t clock)
{
	char unused[64];
	uint64_t value = (uint32_t)clock;
	uint32_t text = strobe_sets[strobe_set_clocks].unknown;
	const char *name = strobe_decode_set_name(strobe_set_clocks, abi, value, unused, sizeof(unused));
	sink->ops->symbol(sink, value, name, text ? strobe_text + text : NULL, STROBE_FORM_HEX);
}
