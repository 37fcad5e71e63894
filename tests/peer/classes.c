/*
 * Makes every system call of an ABI, by number, without doing any: a seccomp filter lets them all fail. The tracer
 * sees their entries before the filter does. Which: 64, 32, or x32.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define NUMBERS 600
#define LEAVE 77

static void call(long number, long argument)
{
	long result;
	register long fourth __asm__("r10") = 0, fifth __asm__("r8") = 0, sixth __asm__("r9") = 0;
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(argument), "S"(0L), "d"(0L), "r"(fourth), "r"(fifth), "r"(sixth)
			 : "rcx", "r11", "memory");
}

static void call_i386(long number)
{
	long result;
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
			 : "memory", "r8", "r9", "r10", "r11");
}

int main(int argc, char **argv)
{
	/* The only way through is an exit with the status LEAVE: the first argument's low half. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LEAVE, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 38),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &program))
		return 1;
	for (long number = 0; number < NUMBERS; number++) {
		/* uretprobe and uprobe pass by seccomp, and kill whoever makes them outside of a probe. */
		if (number == 335 || number == 336)
			continue;
		if (!strcmp(argv[1], "64"))
			call(number, 0);
		else if (!strcmp(argv[1], "32"))
			call_i386(number);
		else
			call(0x40000000 | number, 0);
	}
	call(SYS_exit_group, LEAVE);
	return 1;
}
