/*
 * Makes calls from stacks of all kinds: deep ones, callbacks, contexts, threads, signal handlers on two stacks, children.
 */
#include <alloca.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int kept;
static jmp_buf place;
static ucontext_t back, context;

static __attribute__((noinline)) void deep(int depth)
{
	char *room = alloca((size_t)depth * 16 + 1);

	memset(room, 0, (size_t)depth);
	if (depth)
		deep(depth - 1);
	else
		kept = getppid();
	kept += room[0];
}

static __attribute__((noinline)) void jump(void)
{
	kept = getppid();
	longjmp(place, 1);
}

static int compare(const void *left, const void *right)
{
	kept = getppid();
	return *(const int *)left - *(const int *)right;
}

static void in_context(void)
{
	kept = getppid();
	swapcontext(&context, &back);
	kept = getppid();
}

static void on_signal(int signo)
{
	kept = getppid() + signo;
}

static void at_end(void)
{
	kept = getppid();
}

static void *thread(void *data)
{
	deep(3);
	return data;
}

static void signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	sigaltstack(&stack, NULL);
	action.sa_flags = SA_ONSTACK;
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
}

static void contexts(void)
{
	getcontext(&context);
	context.uc_stack.ss_sp = malloc(65536);
	context.uc_stack.ss_size = 65536;
	context.uc_link = &back;
	makecontext(&context, in_context, 0);
	swapcontext(&back, &context);
	swapcontext(&back, &context);
}

static void children(void)
{
	pid_t child = vfork();

	if (child == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
	child = fork();
	if (child == 0) {
		deep(2);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

int main(void)
{
	int numbers[] = { 3, 2, 1, 0 };
	pthread_t other;

	atexit(at_end);
	deep(40);
	if (!setjmp(place))
		jump();
	qsort(numbers, 4, sizeof(*numbers), compare);
	contexts();
	signals();
	pthread_create(&other, NULL, thread, NULL);
	pthread_join(other, NULL);
	children();
	return 0;
}
