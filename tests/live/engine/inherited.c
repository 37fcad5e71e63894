/*
 * Says what a program finds at its start: open descriptors, signal mask and dispositions, pending signals, session, alarm,
 * no_new_privs. The output must be the same with and without a tracer.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

int main(void)
{
	struct rlimit core;
	struct itimerval timer;
	const struct dirent *entry;
	char line[256];
	DIR *folder = opendir("/proc/self/fd");
	FILE *status = fopen("/proc/self/status", "r");

	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(folder) && (!status || atoi(entry->d_name) != fileno(status)))
			printf("fd %s\n", entry->d_name);
	while (status && fgets(line, sizeof line, status))
		if (strncmp(line, "Sig", 3) == 0 ? line[3] != 'Q' : strncmp(line, "ShdPnd", 6) == 0)
			fputs(line, stdout);
	getitimer(ITIMER_REAL, &timer);
	getrlimit(RLIMIT_CORE, &core);
	printf("timer %ld %ld core %lu nnp %d\n", (long)timer.it_value.tv_sec, (long)timer.it_value.tv_usec,
	       (unsigned long)core.rlim_cur, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	printf("leader %d group %d\n", getsid(0) == getpid(), getpgrp() == getpid());
	return 0;
}
