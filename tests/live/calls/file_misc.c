/* fanotify, file attributes, the page cache, modules and old calls: all of them fail or change nothing. */
#include "calls_file.h"

#define NR_cachestat 451
#define NR_map_shadow_stack 453
#define NR_file_getattr 468
#define NR_file_setattr 469
#define NR_memfd_secret 447

static void fanotify(void)
{
	syscall(SYS_fanotify_init, 0U, O_RDONLY);
	syscall(SYS_fanotify_init, 4 | 1 | 2 | 0x100, O_RDWR | O_LARGEFILE);
	syscall(SYS_fanotify_init, 0xc, O_WRONLY);
	syscall(SYS_fanotify_mark, -1, 1, 0x40000020L, AT_FDCWD, "x");
	syscall(SYS_fanotify_mark, -1, 0x112, 0L, -1, NULL);
	syscall(SYS_fanotify_mark, -1, 0x100 | 0x80, 1L, 5, hole);
	syscall(SYS_fanotify_mark, -1, 0x800, 0x2000L, -2, hole);
}

static void attributes(void)
{
	struct { uint64_t xflags; uint32_t extsize, nextents, projid, cowextsize; uint64_t more; } attr;

	memset(&attr, 0, sizeof(attr));
	attr.xflags = 0x18;
	attr.projid = 10;
	syscall(NR_file_getattr, -1, "x", &attr, 24L, 0);
	syscall(NR_file_setattr, -1, "x", &attr, 24L, 0);
	syscall(NR_file_setattr, -1, "x", &attr, 32L, AT_SYMLINK_NOFOLLOW);
	attr.more = 5;
	syscall(NR_file_setattr, -1, "x", &attr, 32L, AT_SYMLINK_NOFOLLOW);
	syscall(NR_file_setattr, -1, "x", &attr, 23L, AT_EMPTY_PATH);
	syscall(NR_file_setattr, -1, hole, hole, 24L, 1);
}

static void memory(void)
{
	uint64_t range[2] = { 4096, 100 }, result[5] = { 0, 0, 0, 0, 0 };
	int fd = syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT | O_TRUNC, 0600);

	syscall(NR_cachestat, fd, range, result, 0);
	syscall(NR_cachestat, -1, hole, result, 3);
	syscall(NR_map_shadow_stack, 0x1000L, 1L, 6L);
	syscall(NR_memfd_secret, 1);
}

static void modules(void)
{
	syscall(SYS_init_module, hole, 10L, "param=1 x");
	syscall(SYS_finit_module, -1, "param", 7);
	syscall(SYS_finit_module, -1, hole, 8);
	syscall(SYS_delete_module, "no such module", O_NONBLOCK);
	syscall(SYS_delete_module, NULL, 0);
}

int main(void)
{
	make_hole();
	enter_folder("file-misc");
	fanotify();
	attributes();
	memory();
	modules();
	syscall(SYS_ustat, 0x103L, NULL);
	syscall(SYS_ioperm, 1L << 40, 1L, 0);
	leave_folder((const char *const[]){ "file", NULL });
	return 0;
}
