/* Calls that few programs make: quotactl, kexec, perf_event_open, modify_ldt, sysfs, _sysctl. */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void quotas(void)
{
	static const unsigned subs[] = { 0x800001, 0x800002, 0x800003, 0x800004, 0x800005, 0x800006,
					 0x800007, 0x800008, 0x800009, 0x5801,   0x5802,   0x5803,
					 0x5804,   0x5805,   0x5806,   0x5807,   0x5808,   0x5809,
					 0,        0x12,     0x800000, 0x5800,   0xffffff };
	static unsigned char data[512];
	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = i;
	for (unsigned i = 0; i < sizeof(subs) / sizeof(*subs); i++) {
		for (unsigned type = 0; type < 4; type++) {
			syscall(SYS_quotactl, subs[i] << 8 | type, "/dev/none", type == 3 ? -1 : type, data);
			syscall(443, -1, subs[i] << 8 | type, 5, data);
		}
		syscall(SYS_quotactl, subs[i] << 8 | 255, 0, 3, 0);
		syscall(443, 0, subs[i] << 8, -1, 1);
	}
	syscall(SYS_quotactl, 0x800002u << 8, "/dev/none", 1, "/quota");
	syscall(SYS_quotactl, 0x800002u << 8, "/dev/none", 4, "/quota");
	syscall(SYS_quotactl, 0x800002u << 8, (void *)1, 99, "/quota");
}

static void kexec(void)
{
	static unsigned long segments[80];
	for (unsigned i = 0; i < 80; i++)
		segments[i] = i % 5 ? i * 0x1000 : 0;
	for (unsigned n = 0; n < 20; n += 3)
		syscall(SYS_kexec_load, 0x1234, n, segments, 0x123450000ul | n);
	syscall(SYS_kexec_load, 0, 0, 0, 0xda7a0000u);
	syscall(SYS_kexec_load, 0, 1, (void *)1, 0x3e0003);
	syscall(SYS_kexec_load, 0, 1, segments, 0x3e000ful);
	syscall(SYS_kexec_load, 0, 1, segments, 0x10);
	syscall(320, -1, -1, 5, "line", 0);
	syscall(320, 3, 4, 100, "a long line, longer than what is shown of it without -s", 0xff);
	syscall(320, 3, 4, 0, 0, 0x40);
	syscall(320, 3, 4, 4, 1, 0x3f);
}

static void perf(void)
{
	static unsigned char attr[256];
	static const uint64_t types[] = { 0, 1, 2, 3, 4, 5, 6, 77 };
	static const unsigned sizes[] = { 0,   4,   8,   16,  64,  72,  80,  88, 96,
					  104, 112, 120, 128, 136, 144, 152, 200 };
	for (unsigned i = 0; i < sizeof(types) / sizeof(*types); i++)
		for (unsigned j = 0; j < sizeof(sizes) / sizeof(*sizes); j++)
			for (unsigned fill = 0; fill < 4; fill++) {
				for (unsigned k = 0; k < sizeof(attr); k++)
					attr[k] = fill == 0   ? 0
						  : fill == 1 ? 0xff
						  : fill == 2 ? k * 37 + i
						  : k % 8     ? 0
							      : i + j;
				memcpy(attr, &types[i], 4);
				memcpy(attr + 4, &sizes[j], 4);
				if (fill == 3)
					memcpy(attr + 8,
					       (uint64_t[]){ i * 3 + j * 0x100 + (fill + i % 3) * 0x10000 },
					       8);
				long fd = syscall(SYS_perf_event_open, attr, 0x7ffffff0, i, -1 - (int)j,
						  j == 3 ? 0x1ful : i);
				if (fd >= 0)
					close(fd);
			}
	syscall(SYS_perf_event_open, 0, 0, 0, 0, 0);
	syscall(SYS_perf_event_open, 1, -1, -1, -1, 8);
}

int main(void)
{
	static struct {
		const int *name;
		int count;
		void *old;
		unsigned long *old_length;
		void *new;
		unsigned long new_length;
	} control;
	static const int name[] = { 1, 2, 3 };
	static unsigned long length = 5;
	static unsigned char table[64] = { 1, 0, 0, 0, 2, 3 };
	quotas();
	kexec();
	perf();
#ifdef __x86_64__
	syscall(156, 0);
	syscall(156, &control);
	control.name = name, control.count = 3, control.old = table, control.old_length = &length,
	control.new = "x", control.new_length = 1;
	syscall(156, &control);
	control.count = 100;
	syscall(156, &control);
#endif
	for (int i = 0; i < 4; i++) {
		syscall(SYS_modify_ldt, i, table, 16);
		syscall(SYS_modify_ldt, i | 0x10, table, 15);
		syscall(SYS_modify_ldt, i, 0, 16);
	}
	syscall(SYS_sysfs, 1, "ext4", 0);
	syscall(SYS_sysfs, 2, 0, table);
	syscall(SYS_sysfs, 3, 0, 0);
	syscall(SYS_sysfs, 4, 5, 6);
	return 0;
}
