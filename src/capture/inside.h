/*
 * What the files that look things up share.
 */
#ifndef STROBE_CAPTURE_INSIDE_H
#define STROBE_CAPTURE_INSIDE_H

#include "strobe/capture.h"
#include "strobe/options.h"

/* Reads the beginning of /proc/TID/name, NUL-terminated. Returns its length or -1 with errno. */
ssize_t capture_read_file(pid_t tid, const char *name, char *buffer, size_t size);

/*
 * The number behind a label ("\nPid:") in a file of labels and numbers. False when there is no such label; base as for
 * strtoull.
 */
bool capture_labelled(const char *text, const char *label, int base, uint64_t *number);

/* descriptors.c, processes.c, sockets.c: fill in a note, or leave it with nothing to say. */
void capture_descriptor(struct strobe_notes *notes, struct strobe_note *note, pid_t tid, unsigned wanted);
void capture_directory(struct strobe_notes *notes, struct strobe_note *note, pid_t tid);
void capture_process(struct strobe_notes *notes, struct strobe_note *note, pid_t tid, unsigned wanted);
/* path: of the socket in /proc. False when its protocol is none that is shown. */
bool capture_socket(struct strobe_notes *notes, struct strobe_note *note, const char *path, uint64_t inode);

/* Namespaces for process ids can be 32 deep. */
#define CAPTURE_LEVELS 33
/* The ids of a line of /proc/TID/status that has one for each namespace, outermost first. Returns how many. */
unsigned capture_ids(pid_t tid, const char *label, int64_t ids[CAPTURE_LEVELS]);

/* facts.c: looks up the facts that the record asks for. */
void capture_facts(struct strobe_record *record, pid_t tid);

/* What is known of a socket, ready to be shown. */
struct socket_details {
	char text[120]; /* "127.0.0.1:80->127.0.0.1:5000" */
	char name[108]; /* a Unix socket's, without the leading NUL of an abstract one */
	uint8_t name_size;
	bool has_name, abstract;
};

/* diag.c: asks the kernel (sock_diag(7)). False when it knows nothing that could be shown. */
bool diag_find(unsigned family, unsigned protocol, uint64_t inode, struct socket_details *details);

#endif
