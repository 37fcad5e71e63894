/*
 * Every command of fcntl, on descriptors that take them and on one that is none.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than some C libraries: uapi/linux/fcntl.h, asm-generic/fcntl.h. */
#define GET_OWNER_UIDS 17
#define DUPFD_QUERY 1027
#define CREATED_QUERY 1028
#define GET_DELEGATION 1039
#define SET_DELEGATION 1040

static long command(int fd, int number, uintptr_t argument)
{
	return syscall(SYS_fcntl, fd, number, argument);
}

static void flags(int channel, int directory)
{
	command(channel, F_GETFD, 0);
	command(channel, F_SETFD, FD_CLOEXEC);
	command(channel, F_GETFD, 0);
	command(channel, F_SETFD, 0x10);
	command(channel, F_GETFL, 0);
	command(channel, F_SETFL, O_NONBLOCK);
	command(channel, F_GETFL, 0);
	command(directory, F_GETFL, 0);
	command(channel, F_GETPIPE_SZ, 0);
	command(channel, F_SETPIPE_SZ, 65536);
	command(directory, F_DUPFD, 100);
	command(directory, F_DUPFD_CLOEXEC, 100);
	command(directory, F_NOTIFY, DN_CREATE);
	command(directory, DUPFD_QUERY, directory);
	command(directory, CREATED_QUERY, 0);
}

static void seals_and_hints(int memory)
{
	uint64_t hint = 3;
	command(memory, F_GET_SEALS, 0);
	command(memory, F_ADD_SEALS, F_SEAL_GROW);
	command(memory, F_GET_SEALS, 0);
	command(memory, F_SET_RW_HINT, (uintptr_t)&hint);
	command(memory, F_GET_RW_HINT, (uintptr_t)&hint);
	hint = 77;
	command(memory, F_SET_RW_HINT, (uintptr_t)&hint);
}

static void locks(int memory)
{
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 2};
	command(memory, F_SETLK, (uintptr_t)&lock);
	command(memory, F_GETLK, (uintptr_t)&lock);
	lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_END, .l_start = -1, .l_len = 0};
	command(memory, F_OFD_SETLK, (uintptr_t)&lock);
	command(memory, F_OFD_GETLK, (uintptr_t)&lock);
	command(memory, F_OFD_SETLKW, (uintptr_t)&lock);
	lock.l_type = 99;
	lock.l_whence = 77;
	command(memory, F_SETLKW, (uintptr_t)&lock);
	command(memory, F_SETLEASE, F_RDLCK);
	command(memory, F_GETLEASE, 0);
	command(memory, F_SETLEASE, F_UNLCK);
	command(memory, F_GETLEASE, 0);
}

static void owners(int channel)
{
	struct f_owner_ex owner = {F_OWNER_PID, getpid()};
	uint32_t ids[2];
	command(channel, F_SETOWN, getpid());
	command(channel, F_GETOWN, 0);
	command(channel, F_SETOWN, 0);
	command(channel, F_GETOWN, 0);
	command(channel, F_SETOWN_EX, (uintptr_t)&owner);
	command(channel, F_GETOWN_EX, (uintptr_t)&owner);
	owner.type = 9;
	command(channel, F_SETOWN_EX, (uintptr_t)&owner);
	command(channel, GET_OWNER_UIDS, (uintptr_t)ids);
	command(channel, F_SETSIG, SIGUSR1);
	command(channel, F_GETSIG, 0);
	command(channel, F_SETSIG, 0);
	command(channel, F_GETSIG, 0);
}

int main(void)
{
	int channel[2], directory = open("/", O_RDONLY | O_DIRECTORY), memory = memfd_create("sealed", MFD_ALLOW_SEALING);
	unsigned char zeros[64] = "";
	if (pipe(channel))
		return 1;
	flags(channel[0], directory);
	seals_and_hints(memory);
	locks(memory);
	owners(channel[0]);
	for (int number = 0; number < 40; number++)
		for (int i = 0; i < 3; i++)
			command(-1, number, i == 0 ? 0 : i == 1 ? 0x801 : (uintptr_t)zeros);
	for (int number = 1024; number < 1044; number++)
		for (int i = 0; i < 3; i++)
			command(-1, number, i == 0 ? 0 : i == 1 ? (uintptr_t)-1 : (uintptr_t)zeros);
	return 0;
}
