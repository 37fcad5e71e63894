/* Files by the i386 interface, called from a 64-bit program: other layouts, 16-bit owners, offsets in two registers. */
#include "calls_file.h"

#ifndef __x86_64__
int main(void)
{
	return 77;
}
#else

static char *low, *next;

/* A copy of src below 4 GiB, aligned as any type needs. */
static int at(const void *src, size_t n)
{
	char *copy = next;

	memcpy(copy, src, n);
	next += (n + 15) & ~(size_t)15;
	return (int)(uintptr_t)copy;
}

static int text(const char *s)
{
	return at(s, strlen(s) + 1);
}

static int call(int nr, int a, int b, int c, int d, int e, int f)
{
	int result;

	__asm__ volatile("push %%rbp\n\tmov %7, %%ebp\n\tint $0x80\n\tpop %%rbp"
			 : "=a"(result)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), "r"(f)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

static void stats(int buf)
{
	int file = text("/etc/passwd"), null = text("/dev/null"), proc = text("/proc");
	int fd = call(5, null, 0, 0, 0, 0, 0);

	call(106, file, buf, 0, 0, 0, 0);
	call(107, null, buf, 0, 0, 0, 0);
	call(108, fd, buf, 0, 0, 0, 0);
	call(18, null, buf, 0, 0, 0, 0);
	call(28, fd, buf, 0, 0, 0, 0);
	call(195, file, buf, 0, 0, 0, 0);
	call(197, fd, buf, 0, 0, 0, 0);
	call(300, -100, null, buf, 0, 0, 0);
	call(300, -100, file, buf, 0x100, 0, 0);
	call(99, proc, buf, 0, 0, 0, 0);
	call(268, proc, 84, buf, 0, 0, 0);
	call(268, proc, 88, buf, 0, 0, 0);
	call(383, -100, null, 0, 0x7ff, buf, 0);
	call(6, fd, 0, 0, 0, 0, 0);
}

static void offsets(int buf)
{
	int name = text("data"), iov[4] = { text("abc"), 3, text("defg"), 4 };
	int fd = call(5, name, O_RDWR | O_CREAT | O_TRUNC | 0x8000, 0644, 0, 0, 0);
	int list = at(iov, sizeof(iov));

	call(4, fd, text("hello"), 5, 0, 0, 0);
	call(180, fd, buf, 4, 1, 0, 0);
	call(180, fd, buf, 4, -5, -1, 0);
	call(181, fd, text("X"), 1, 2, 0, 0);
	call(146, fd, list, 2, 0, 0, 0);
	call(334, fd, list, 2, 5, 0, 0);
	call(333, fd, list, 2, 5, 1, 0);
	call(378, fd, list, 2, 1, 0, 1);
	call(140, fd, 0, 3, buf, 0, 0);
	call(140, -1, 1, 2, buf, 7, 0);
	call(19, fd, -1, 2, 0, 0, 0);
	call(194, fd, 20, 0, 0, 0, 0);
	call(193, name, 1, 2, 0, 0, 0);
	call(92, name, 10, 0, 0, 0, 0);
	call(93, -1, -1, 0, 0, 0, 0);
	call(225, fd, 0, 0, 4096, 0, 0);
	call(250, fd, 0, 0, 10, 3, 0);
	call(272, -1, 1, 0, -5, -1, 3);
	call(314, -1, 1, 0, -5, -1, 7);
	call(324, -1, 1, 1, 0, -5, -1);
	call(187, -1, fd, buf, 3, 0, 0);
	call(239, -1, fd, buf, 3, 0, 0);
	call(6, fd, 0, 0, 0, 0, 0);
}

static void others(int buf)
{
	int name = text("data"), nosuch = text("/nosuch/x"), times[4] = { 1000000000, 5, -1, 7 };
	long long times64[4] = { 1000000000, 5, 0, 0x3ffffffe };
	int old = at(times, sizeof(times)), new = at(times64, sizeof(times64));

	call(182, nosuch, 0xffff, 65534, 0, 0, 0);
	call(95, -1, 70000, 1, 0, 0, 0);
	call(212, nosuch, -1, 65535, 0, 0, 0);
	call(14, nosuch, 020644, 0x103, 0, 0, 0);
	call(30, name, old, 0, 0, 0, 0);
	call(271, name, old, 0, 0, 0, 0);
	call(320, -1, name, old, 0, 0, 0);
	call(412, -1, name, new, 0x100, 0, 0);
	call(22, nosuch, 0, 0, 0, 0, 0);
	call(339, -1, 1, 2, 0x40000000, -100, name);
	call(54, -1, 0x5401, buf, 0, 0, 0);
	call(54, -1, 0x5413, buf, 0, 0, 0);
	call(295, -100, nosuch, 0x8000, 0, 0, 0);
	call(33, nosuch, 7, 0, 0, 0, 0);
	call(60, 022, 0, 0, 0, 0, 0);
}

int main(void)
{
	make_hole();
	enter_folder("file-compat");
	low = page_end - 4096;
	next = low + 1024;
	stats((int)(uintptr_t)low);
	offsets((int)(uintptr_t)low);
	others((int)(uintptr_t)low);
	leave_folder((const char *const[]){ "data", NULL });
	return 0;
}
#endif
