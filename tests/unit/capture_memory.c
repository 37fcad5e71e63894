/*
 * Reading memory in batches: what comes before the first unreadable byte comes, whatever stands around it in the batch.
 * The process reads itself, out of a map with holes.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "strobe/capture.h"

#define PAGE 4096

static char *map;
static struct strobe_region region[2000];
static char room[2000][3 * PAGE];
static size_t count;

/* Eight pages of 'a'; the third is not there, the sixth can't be read. */
static void set_up(void)
{
	map = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert(map != MAP_FAILED);
	memset(map, 'a', 8 * PAGE);
	cr_assert_eq(munmap(map + 2 * PAGE, PAGE), 0);
	cr_assert_eq(mprotect(map + 5 * PAGE, PAGE, PROT_NONE), 0);
	count = 0;
}

TestSuite(capture_memory, .init = set_up);

static void add(const void *addr, size_t len, bool string)
{
	region[count] = (struct strobe_region){
		.addr = (uint64_t)(uintptr_t)addr,
		.data = room[count],
		.len = len,
		.string = string,
	};
	count++;
}

static void expect(size_t i, size_t got, int error)
{
	cr_expect_eq(region[i].got, got, "region %zu: got %zu, not %zu", i, region[i].got, got);
	cr_expect_eq(region[i].error, error, "region %zu: error %d, not %d", i, region[i].error, error);
}

Test(capture_memory, bad_elements_do_not_hide_the_others)
{
	add(map, 100, false);
	add(map + 2 * PAGE, 10, false); /* nothing of it */
	add(map + 3 * PAGE, 5000, false);
	add(map + 2 * PAGE - 4, 10, false); /* its beginning */
	add(map + 4 * PAGE, 5000, false);   /* a whole page, then one that is not for reading */
	add(NULL, 10, false);
	add((void *)UINTPTR_MAX, 10, false);       /* over the end of the address space */
	add((void *)0xffffffff81000000, 8, false); /* the kernel's */
	add(map, 0, false);
	add(map + 6 * PAGE, 16, false);
	strobe_memory_read_batch(getpid(), region, count);
	expect(0, 100, 0);
	expect(1, 0, EFAULT);
	expect(2, 5000, 0);
	expect(3, 4, EFAULT);
	expect(4, PAGE, EFAULT);
	expect(5, 0, EFAULT);
	expect(6, 0, EFAULT);
	expect(7, 0, EFAULT);
	expect(8, 0, 0);
	expect(9, 16, 0);
	cr_assert_arr_eq(room[9], map + 6 * PAGE, 16);
}

Test(capture_memory, strings_end_at_their_nul)
{
	strcpy(map + 2 * PAGE - 6, "hello"); /* right at the hole */
	strcpy(map + 3 * PAGE + 300, "");    /* behind the first piece */
	add(map + 2 * PAGE - 6, PAGE, true);
	add(map + 3 * PAGE, PAGE, true);
	add(map + PAGE, 33, true);                /* cut by its length */
	add(map + 4 * PAGE + 10, 3 * PAGE, true); /* no NUL up to what can't be read */
	add(map + 2 * PAGE + 1, PAGE, true);
	strobe_memory_read_batch(getpid(), region, count);
	expect(0, 6, 0);
	cr_assert_str_eq(room[0], "hello");
	expect(1, 301, 0);
	expect(2, 33, 0);
	expect(3, PAGE - 10, EFAULT);
	expect(4, 0, EFAULT);
}

Test(capture_memory, more_regions_than_one_call_takes)
{
	for (size_t i = 0; i < 2000; i++)
		add(i % 7 == 3 ? map + 2 * PAGE + i % 64 : map + i % 64, i % 5 == 0 ? 4000 : 16, i % 2);
	strobe_memory_read_batch(getpid(), region, count);
	for (size_t i = 0; i < count; i++) {
		if (i % 7 == 3)
			expect(i, 0, EFAULT);
		else
			expect(i, region[i].len, 0);
	}
}

Test(capture_memory, a_process_that_is_gone)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	add(map, 10, false);
	add(map, 10, true);
	strobe_memory_read_batch(pid, region, count);
	expect(0, 0, ESRCH);
	expect(1, 0, ESRCH);
}

Test(capture_memory, writes_as_the_task_could)
{
	cr_assert_eq(strobe_memory_write(getpid(), (uint64_t)(uintptr_t)map, "xyz", 3), 3);
	cr_assert_arr_eq(map, "xyz", 3);
	cr_assert_eq(strobe_memory_write(getpid(), (uint64_t)(uintptr_t)map + 2 * PAGE - 2, "xyz", 3), 2);
	cr_assert_eq(strobe_memory_write(getpid(), 8, "xyz", 3), -1);
	cr_assert_eq(errno, EFAULT);
}

Test(capture_memory, proc_says_who_a_task_is)
{
	char comm[16];
	pid_t threads[4];

	cr_assert_eq(strobe_proc_tgid(getpid()), getpid());
	cr_assert_eq(strobe_proc_parent(getpid()), getppid());
	cr_assert_eq(strobe_proc_state(getpid()), 'R');
	cr_assert(!strobe_proc_is_kernel_thread(getpid()));
	cr_assert_eq(strobe_proc_comm(getpid(), comm), 0);
	cr_assert_gt(strlen(comm), 0);
	cr_assert_geq(strobe_proc_threads(getpid(), threads, 4), 1);
	cr_assert_eq(strobe_proc_tgid(0), -1);
	cr_assert_eq(strobe_proc_comm(0, comm), -1);
	cr_assert_str_empty(comm);
}
