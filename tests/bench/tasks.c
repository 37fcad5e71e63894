/*
 * Many tasks: tasks pairs|idle|busy NUMBER COUNT.
 *
 * pairs: NUMBER pairs of threads, each sending a byte to and fro through pipes; COUNT round trips in all.
 * idle: NUMBER threads, of which one makes COUNT calls while the others sleep in one.
 * busy: NUMBER threads, which make COUNT calls in all.
 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct job {
	pthread_t thread;
	int in, out;
	long count;
	int begins;
};

static int stop[2];

static void *pair(void *argument)
{
	const struct job *job = argument;
	char byte = 0;

	for (long i = 0; i < job->count; i++) {
		if (job->begins && write(job->out, &byte, 1) != 1)
			break;
		if (read(job->in, &byte, 1) != 1)
			break;
		if (!job->begins && write(job->out, &byte, 1) != 1)
			break;
	}
	return NULL;
}

static void *work(void *argument)
{
	const struct job *job = argument;
	char byte;

	if (!job->count && read(stop[0], &byte, 1) < 0)
		return NULL;
	for (long i = 0; i < job->count; i++)
		syscall(SYS_getppid);
	return NULL;
}

static void start(struct job *job, void *(*body)(void *))
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN);
	if (pthread_create(&job->thread, &attributes, body, job)) {
		fprintf(stderr, "tasks: no more threads\n");
		exit(1);
	}
}

static void make_pair(struct job *jobs, long count)
{
	int there[2], back[2];

	if (pipe(there) || pipe(back)) {
		perror("tasks: pipe");
		exit(1);
	}
	jobs[0] = (struct job){ .in = back[0], .out = there[1], .count = count, .begins = 1 };
	jobs[1] = (struct job){ .in = there[0], .out = back[1], .count = count };
}

int main(int argc, char **argv)
{
	long number = argc == 4 ? atol(argv[2]) : 0, count = argc == 4 ? atol(argv[3]) : 0;
	int pairs = argc > 1 && !strcmp(argv[1], "pairs"), idle = argc > 1 && !strcmp(argv[1], "idle");
	struct job *jobs;

	if (number <= 0 || count < 0 || pipe(stop)) {
		fprintf(stderr, "usage: tasks pairs|idle|busy NUMBER COUNT\n");
		return 2;
	}
	jobs = calloc((size_t)number * 2, sizeof *jobs);
	if (!jobs)
		return 1;
	for (long i = 0; i < number; i++) {
		if (pairs)
			make_pair(&jobs[2 * i], count / number);
		else if (!idle)
			jobs[i].count = count / number;
	}
	for (long i = pairs || !idle ? 0 : 1; i < (pairs ? 2 * number : number); i++)
		start(&jobs[i], pairs ? pair : work);
	if (idle) {
		jobs[0].count = count;
		work(&jobs[0]);
		close(stop[1]);
	}
	for (long i = idle ? 1 : 0; i < (pairs ? 2 * number : number); i++)
		pthread_join(jobs[i].thread, NULL);
	return 0;
}
