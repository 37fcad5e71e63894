/*
 * Looks at its CPU mask in every way there is, in between calls enough for strobe to keep it on a CPU. Says what is not as
 * it should be. With an argument, /proc is not looked at.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static cpu_set_t mine;

static void be_active(void)
{
	for (int i = 0; i < 200; i++)
		syscall(SYS_getppid);
}

static void expect(const char *who, pid_t pid, const cpu_set_t *expected)
{
	cpu_set_t now;

	if (sched_getaffinity(pid, sizeof now, &now) < 0)
		printf("%s: no answer\n", who);
	else if (!CPU_EQUAL(&now, expected))
		printf("%s: %d CPUs\n", who, CPU_COUNT(&now));
}

static void look_in_proc(const char *path, const char *expected, char *found)
{
	FILE *file = fopen(path, "r");
	char line[4096];

	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "Cpus_allowed_list: %255s", found) == 1 && expected && strcmp(found, expected))
			printf("%s: %s\n", path, found);
	}
	if (file)
		fclose(file);
}

static void *thread(void *argument)
{
	(void)argument;
	expect("thread", 0, &mine);
	be_active();
	expect("thread, later", 0, &mine);
	return NULL;
}

static void child(void)
{
	expect("child", 0, &mine);
	be_active();
	expect("child, later", 0, &mine);
	expect("parent", getppid(), &mine);
	_exit(0);
}

static void restrict_itself(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof one, &one) < 0)
		printf("CPU %d: refused\n", cpu);
	expect("restricted", 0, &one);
	be_active();
	expect("restricted, later", 0, &one);
	if (sched_getcpu() != cpu)
		printf("not on CPU %d\n", cpu);
	if (sched_setaffinity(0, sizeof mine, &mine) < 0)
		printf("its own mask: refused\n");
	be_active();
	expect("itself again", 0, &mine);
}

int main(int argc, char **argv)
{
	char at_first[256] = "", found[256];
	pthread_t other;
	pid_t pid;

	(void)argv;
	sched_getaffinity(0, sizeof mine, &mine);
	look_in_proc("/proc/self/status", NULL, at_first);
	for (int round = 0; round < 4; round++) {
		be_active();
		expect("itself", 0, &mine);
		be_active();
		if (argc == 1)
			look_in_proc("/proc/self/status", at_first, found);
		be_active();
		pid = fork();
		if (pid == 0)
			child();
		waitpid(pid, NULL, 0);
		be_active();
		pid = vfork();
		if (pid == 0) {
			expect("child of vfork", 0, &mine);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
		be_active();
		if (pthread_create(&other, NULL, thread, NULL) == 0)
			pthread_join(other, NULL);
		be_active();
		for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
			if (CPU_ISSET(cpu, &mine) && cpu % 4 == round % 2) {
				restrict_itself(cpu);
				break;
			}
		}
	}
	return 0;
}
