/*
 * System V shared memory, semaphores, message queues. All of it is private and removed in the end.
 */
#define _GNU_SOURCE
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define UNREADABLE ((void *)0x1000)

static void memory(void)
{
	struct shmid_ds state;
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0644);
	void *at = shmat(id, NULL, 0);
	syscall(SYS_shmat, -1, UNREADABLE, -1);
	syscall(SYS_shmctl, id, IPC_STAT, &state);
	syscall(SYS_shmctl, id, IPC_SET, &state);
	syscall(SYS_shmctl, id, IPC_STAT, UNREADABLE);
	syscall(SYS_shmctl, id, SHM_LOCK, NULL);
	syscall(SYS_shmctl, id, SHM_UNLOCK, 5);
	syscall(SYS_shmctl, id, IPC_RMID, NULL);
	shmdt(at);
	shmdt(NULL);
	syscall(SYS_shmctl, id, IPC_STAT, &state);
	syscall(SYS_shmctl, -1, 99, &state);
	shmget(0x7ffffff1, 1, 0);
	shmget(0x7ffffff1, 0, IPC_CREAT | IPC_EXCL | SHM_HUGETLB | SHM_NORESERVE | 21 << 26 | 0777);
}

static void semaphores(void)
{
	struct semid_ds state;
	unsigned short values[3] = {1, 2, 3};
	struct sembuf operations[2] = {{0, -1, IPC_NOWAIT}, {1, 1, SEM_UNDO}};
	struct timespec time = {0, 1000};
	int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
	syscall(SYS_semctl, id, 0, SETALL, values);
	syscall(SYS_semctl, id, 0, GETALL, values);
	syscall(SYS_semctl, id, 1, SETVAL, 5);
	syscall(SYS_semctl, id, 1, GETVAL, 0);
	syscall(SYS_semctl, id, 0, IPC_SET, &state);
	syscall(SYS_semop, id, operations, 2);
	syscall(SYS_semop, id, operations, 0);
	syscall(SYS_semop, id, NULL, 2);
	syscall(SYS_semop, id, UNREADABLE, 2);
	operations[0].sem_op = -9;
	operations[0].sem_flg = 0x7ff;
	syscall(SYS_semtimedop, id, operations, 1, &time);
	operations[0].sem_flg = 0;
	syscall(SYS_semtimedop, id, operations, 1, &time);
	syscall(SYS_semctl, id, 0, IPC_RMID, 0);
	syscall(SYS_semctl, -1, 3, 77, 5);
	semget(0x7ffffff1, 3, 0);
}

static void messages(void)
{
	struct msqid_ds state;
	struct {
		long type;
		char text[100];
	} message = {3, "hello"}, got = {0, ""};
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	syscall(SYS_msgsnd, id, &message, 5, 0);
	syscall(SYS_msgrcv, id, &got, 100, 0, IPC_NOWAIT);
	syscall(SYS_msgrcv, id, &got, 100, -5L, IPC_NOWAIT | MSG_NOERROR);
	syscall(SYS_msgsnd, id, &message, 5, IPC_NOWAIT);
	syscall(SYS_msgrcv, id, &got, 3, 3, MSG_NOERROR);
	syscall(SYS_msgsnd, id, NULL, 5, -1);
	syscall(SYS_msgsnd, id, UNREADABLE, 5, 0);
	syscall(SYS_msgctl, id, IPC_SET, &state);
	syscall(SYS_msgctl, id, IPC_STAT, UNREADABLE);
	syscall(SYS_msgctl, id, IPC_RMID, NULL);
	syscall(SYS_msgctl, -1, 99, &state);
	msgget(0x7ffffff1, 0);
}

int main(void)
{
	memory();
	semaphores();
	messages();
	return 0;
}
