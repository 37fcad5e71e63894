/*
 * Reads and writes a task's memory.
 *
 * process_vm_readv(2) fetches many regions in one call, up to the first byte it can't read; from the number of bytes
 * that came it follows in which region that is. That region is done with, and the rest is asked for again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "strobe/capture.h"

/* Regions in one system call; no more than IOV_MAX. */
#define BATCH 256

/* Strings are mostly shorter than what is asked for: so much is tried first, and so much more from then on. */
#define STRING_FIRST 256
#define STRING_MORE 4096

/* The least page size; memory is readable or not by whole pages. */
#define PAGE 4096u

struct batch {
	struct iovec local[BATCH], remote[BATCH];
	struct strobe_region *region[BATCH];
	size_t count;
};

static bool is_done(const struct strobe_region *region)
{
	if (region->error || region->got == region->len)
		return true;
	return region->string && region->got > 0 && ((const char *)region->data)[region->got - 1] == '\0';
}

/* Bytes to ask for next. */
static size_t next_piece(const struct strobe_region *region)
{
	uint64_t addr = region->addr + region->got;
	size_t piece = region->len - region->got;
	size_t in_page = PAGE - addr % PAGE;

	if (region->string) {
		size_t most = region->got ? STRING_MORE : STRING_FIRST;

		if (piece > most)
			piece = most;
		/* What lies behind the page is likely not needed, and may not be there; but few bytes are likely not all. */
		if (piece > in_page && in_page >= 64)
			piece = in_page;
	}
	/* No region goes on at address 0. */
	if (addr + piece < addr)
		piece = (size_t)-addr;
	return piece;
}

/* Takes got more bytes of a region that asked for piece. A string ends at its NUL. */
static void take(struct strobe_region *region, size_t got, size_t piece, int error)
{
	const char *fresh = (const char *)region->data + region->got;
	const char *end = region->string && got ? memchr(fresh, '\0', got) : NULL;

	if (end) {
		region->got += (size_t)(end - fresh) + 1;
		return;
	}
	region->got += got;
	if (got < piece)
		region->error = error;
	else if (region->addr + region->got == 0 && region->got < region->len)
		region->error = EFAULT; /* the end of the address space */
}

/* Fills the batch with what is missing from the first of the regions on. */
static void fill(struct batch *batch, struct strobe_region *regions, size_t n)
{
	batch->count = 0;
	for (size_t i = 0; i < n && batch->count < BATCH; i++) {
		struct strobe_region *region = &regions[i];
		size_t piece;

		if (is_done(region))
			continue;
		piece = next_piece(region);
		batch->local[batch->count] = (struct iovec){ (char *)region->data + region->got, piece };
		batch->remote[batch->count] =
			(struct iovec){ (void *)(uintptr_t)(region->addr + region->got), piece };
		batch->region[batch->count++] = region;
	}
}

/*
 * Deals out the bytes that came. The region where they ended failed; so do all that go on in the page where it did.
 */
static void deal(struct batch *batch, size_t bytes, int error)
{
	uint64_t bad_page;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		size_t piece = batch->local[i].iov_len;

		if (bytes < piece)
			break;
		take(batch->region[i], piece, piece, 0);
		bytes -= piece;
	}
	if (i == batch->count)
		return;
	bad_page = (batch->region[i]->addr + batch->region[i]->got + bytes) / PAGE;
	take(batch->region[i], bytes, batch->local[i].iov_len, error);
	while (++i < batch->count) {
		if ((batch->region[i]->addr + batch->region[i]->got) / PAGE == bad_page)
			batch->region[i]->error = error;
	}
}

/* One by one through /proc/PID/mem, where process_vm_readv is not to be had (no such call, or forbidden by a filter). */
static void read_through_proc(pid_t pid, struct strobe_region *regions, size_t n, int error)
{
	char path[32];
	int fd;

	snprintf(path, sizeof path, "/proc/%d/mem", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	for (size_t i = 0; i < n; i++) {
		while (!is_done(&regions[i])) {
			size_t piece = next_piece(&regions[i]);
			uint64_t addr = regions[i].addr + regions[i].got;
			ssize_t got = -1;

			if (fd >= 0 && (int64_t)addr >= 0)
				got = pread(fd, (char *)regions[i].data + regions[i].got, piece, (off_t)addr);
			take(&regions[i], got > 0 ? (size_t)got : 0, piece, fd < 0 ? error : EFAULT);
		}
	}
	if (fd >= 0)
		close(fd);
}

/* Bytes are not to be had by process_vm_readv at all. */
static bool is_refused(int error)
{
	return error == ENOSYS || error == EPERM;
}

/* The usual case, without the room that a batch takes on the stack. False when process_vm_readv is refused. */
static bool read_single(pid_t pid, struct strobe_region *region)
{
	while (!is_done(region)) {
		size_t piece = next_piece(region);
		struct iovec local = { (char *)region->data + region->got, piece };
		struct iovec remote = { (void *)(uintptr_t)(region->addr + region->got), piece };
		ssize_t got = process_vm_readv(pid, &local, 1, &remote, 1, 0);

		if (got < 0 && is_refused(errno))
			return false;
		take(region, got > 0 ? (size_t)got : 0, piece, got < 0 ? errno : EFAULT);
	}
	return true;
}

static void read_several(pid_t pid, struct strobe_region *regions, size_t n)
{
	struct batch batch;
	size_t done = 0;

	for (;;) {
		ssize_t got;

		while (done < n && is_done(&regions[done]))
			done++;
		if (done == n)
			return;
		fill(&batch, regions + done, n - done);
		got = process_vm_readv(pid, batch.local, batch.count, batch.remote, batch.count, 0);
		if (got < 0 && is_refused(errno)) {
			read_through_proc(pid, regions + done, n - done, errno);
			return;
		}
		/* Each round gets bytes for the first region of the batch or marks it, so there is an end. */
		deal(&batch, got > 0 ? (size_t)got : 0, got < 0 ? errno : EFAULT);
	}
}

void strobe_memory_read_batch(pid_t pid, struct strobe_region *regions, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		regions[i].got = 0;
		regions[i].error = 0;
	}
	if (n > 1)
		read_several(pid, regions, n);
	else if (n && !read_single(pid, regions))
		read_through_proc(pid, regions, n, errno);
}

ssize_t strobe_memory_write(pid_t pid, uint64_t addr, const void *data, size_t len)
{
	struct iovec local = { (void *)(uintptr_t)data, len };
	struct iovec remote = { (void *)(uintptr_t)addr, len };
	ssize_t written = process_vm_writev(pid, &local, 1, &remote, 1, 0);
	char path[32];
	int fd, error;

	if (written == (ssize_t)len)
		return written;
	/* What the task itself may not write (its constants) a debugger may: /proc/PID/mem, see proc_pid_mem(5). */
	error = errno;
	snprintf(path, sizeof path, "/proc/%d/mem", pid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	written = pwrite(fd, data, len, (off_t)addr);
	if (written < 0 && (error == ENOSYS || error == EPERM))
		error = errno;
	close(fd);
	errno = error;
	return written;
}
