/*
 * -e read and -e write: which calls' data is captured whole.
 */
#include "session.h"
#include "strobe/capture.h"

void dumps_capture(const struct session *session, struct strobe_record *record, pid_t tid)
{
	const struct strobe_options *options = session->options;
	int fd = -1;
	if (session->silent || !session->dumps)
		return;
	enum strobe_dump direction = strobe_decode_dump_direction(record, &fd);
	const struct strobe_number_set *set =
		direction == STROBE_DUMP_SENT ? &options->write_fds : &options->read_fds;
	if (direction != STROBE_DUMP_NOTHING && fd >= 0 && strobe_number_set_has(set, fd))
		strobe_capture_dump(record, tid);
}
