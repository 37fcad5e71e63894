/*
 * A task that strobe keeps on one CPU must not stay there when strobe is killed. So before the first is kept, a process is
 * forked that waits for strobe's end of a pipe to be closed, and finds in shared memory what there is to put back.
 *
 * The kernel closes a dying process's descriptors before it lets go of what it traced (both in do_exit), so the masks
 * are as good as put back before a task goes on.
 */
#include "cpu_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORD_BITS (8 * sizeof(unsigned long))

int strobe_cpus_of(pid_t tid, struct strobe_cpus *cpus)
{
	long size;

	memset(cpus, 0, sizeof *cpus);
	size = syscall(SYS_sched_getaffinity, tid, sizeof *cpus, cpus);
	return size < 0 ? -1 : 0;
}

int strobe_cpus_give(pid_t tid, const struct strobe_cpus *cpus)
{
	return syscall(SYS_sched_setaffinity, tid, sizeof *cpus, cpus) < 0 ? -1 : 0;
}

void strobe_cpus_only(struct strobe_cpus *cpus, int cpu)
{
	memset(cpus, 0, sizeof *cpus);
	cpus->words[(size_t)cpu / WORD_BITS] = 1ul << ((size_t)cpu % WORD_BITS);
}

bool strobe_cpus_has(const struct strobe_cpus *cpus, int cpu)
{
	return cpu >= 0 && (size_t)cpu < sizeof *cpus * 8 &&
	       cpus->words[(size_t)cpu / WORD_BITS] >> ((size_t)cpu % WORD_BITS) & 1;
}

bool strobe_cpus_same(const struct strobe_cpus *one, const struct strobe_cpus *other)
{
	return !memcmp(one, other, sizeof *one);
}

bool strobe_cpus_within(const struct strobe_cpus *one, const struct strobe_cpus *other)
{
	for (size_t i = 0; i < sizeof one->words / sizeof one->words[0]; i++) {
		if (one->words[i] & ~other->words[i])
			return false;
	}
	return true;
}

unsigned strobe_cpus_count(const struct strobe_cpus *cpus)
{
	unsigned count = 0;

	for (size_t i = 0; i < sizeof cpus->words / sizeof cpus->words[0]; i++)
		count += (unsigned)__builtin_popcountl(cpus->words[i]);
	return count;
}

void strobe_cpus_put_back(pid_t tid, const struct strobe_cpus *cpus, bool all)
{
	struct strobe_cpus now;

	if (all) {
		memset(&now, 0xff, sizeof now);
		if (strobe_cpus_give(tid, &now) == 0 && strobe_cpus_of(tid, &now) == 0 &&
		    strobe_cpus_same(&now, cpus))
			return;
	}
	strobe_cpus_give(tid, cpus);
}

void strobe_guard_let_go(struct strobe_guarded *entry)
{
	struct strobe_cpus now, kept;

	strobe_cpus_only(&kept, entry->cpu);
	if (strobe_cpus_of(entry->tid, &now) == 0 && strobe_cpus_same(&now, &kept))
		strobe_cpus_put_back(entry->tid, &entry->cpus, entry->all);
	entry->tid = 0;
}

void strobe_guard_forget(struct strobe_guarded *entry)
{
	entry->tid = 0;
}

/* A free entry among those that are used, or one more; NULL: there is no room. */
static struct strobe_guarded *find_free(struct strobe_guard *guard)
{
	struct strobe_guard_table *table = guard->table;

	for (unsigned i = 0; i < table->used; i++) {
		struct strobe_guarded *entry = &table->entries[guard->next++ % table->used];

		if (!entry->tid)
			return entry;
	}
	if (table->used == STROBE_GUARD_ROOM)
		return NULL;
	/* Twice as many, so that the search is short. */
	guard->next = table->used;
	table->used = table->used ? 2 * table->used : 16;
	return &table->entries[guard->next++];
}

struct strobe_guarded *strobe_guard_keep(struct strobe_guard *guard, pid_t tid, int cpu,
					 const struct strobe_cpus *cpus, bool all)
{
	struct strobe_guarded *entry = find_free(guard);
	struct strobe_cpus only;

	if (!entry)
		return NULL;
	entry->cpu = cpu;
	entry->cpus = *cpus;
	entry->all = all;
	/* Complete before it counts, and there before the mask changes: death may come at any point. */
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	entry->tid = tid;
	strobe_cpus_only(&only, cpu);
	if (strobe_cpus_give(tid, &only) == 0)
		return entry;
	entry->tid = 0;
	return NULL;
}

static void close_all_but_first(void)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, 1, ~0u, 0) == 0)
		return;
#endif
	for (long fd = 1, most = sysconf(_SC_OPEN_MAX); fd < most; fd++)
		close((int)fd);
}

/*
 * Out of the session, so that what ends strobe's process group or terminal does not end this; without descriptors, so
 * that nobody waits for it at the end of a pipe.
 */
static _Noreturn void watch(const struct strobe_guard *guard, int end)
{
	struct strobe_cpus anywhere;
	sigset_t every;
	char byte;

	memset(&anywhere, 0xff, sizeof anywhere);
	strobe_cpus_give(0, &anywhere);
	sigfillset(&every);
	sigprocmask(SIG_SETMASK, &every, NULL);
	setsid();
	prctl(PR_SET_NAME, "cpu-guard", 0, 0, 0);
	dup2(end, STDIN_FILENO);
	close_all_but_first();
	if (chdir("/") < 0) {
		/* Some file system stays busy for as long as strobe runs. */
	}
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	for (unsigned i = 0; i < guard->table->used; i++) {
		if (guard->table->entries[i].tid)
			strobe_guard_let_go(&guard->table->entries[i]);
	}
	_exit(0);
}

int strobe_guard_start(struct strobe_guard *guard)
{
	size_t size = sizeof *guard->table;
	int ends[2];
	void *memory;

	if (guard->table)
		return 0;
	if (guard->failed || pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory != MAP_FAILED) {
		guard->table = memory;
		/*
		 * A child without a signal for its end is not seen by the loop's wait(). fork() would run handlers that the C
		 * library has for it, and there is nothing here that they could be for.
		 */
		guard->watcher = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
		if (guard->watcher == 0)
			watch(guard, ends[0]);
		if (guard->watcher < 0) {
			munmap(memory, size);
			guard->table = NULL;
		}
	}
	close(ends[0]);
	guard->end = ends[1];
	if (guard->table)
		return 0;
	close(ends[1]);
	guard->failed = true;
	return -1;
}

void strobe_guard_stop(struct strobe_guard *guard)
{
	if (!guard->table)
		return;
	close(guard->end);
	kill(guard->watcher, SIGKILL);
	while (waitpid(guard->watcher, NULL, __WCLONE) < 0 && errno == EINTR)
		;
	munmap(guard->table, sizeof *guard->table);
	guard->table = NULL;
}
