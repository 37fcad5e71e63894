/*
 * i386's calls behind one number, socketcall and ipc, become the calls that they make: the record gets their number in the
 * tables and their arguments.
 */
#include <string.h>

#include "session.h"
#include "strobe/capture.h"

#define SOCKETCALL 102
#define IPC 117
#define IPC_SHMAT 21

/* A number of the tables' own that a task uses itself means nothing. */
#define NOT_A_NUMBER (UINT64_C(1) << 32)

/* socketcall's arguments lie in memory, as many as the longest of them has; the last ones may lie past what is mapped. */
static bool read_arguments(struct strobe_stop *stop, pid_t tid, uint64_t address)
{
	uint32_t words[6] = { 0 };
	struct strobe_region region = { .addr = address, .len = sizeof(words), .data = words };
	strobe_memory_read_batch(tid, &region, 1);
	if (region.got < 2 * sizeof(words[0]))
		return false;
	for (unsigned i = 0; i < 6; i++)
		stop->args[i] = words[i];
	return true;
}

const struct strobe_stop *split_call(const struct strobe_stop *stop, pid_t tid, struct strobe_stop *split)
{
	if (stop->abi != STROBE_ABI_I386)
		return stop;
	if (strobe_decode_whole(stop->abi, stop->number) != stop->number) {
		*split = *stop;
		split->number |= NOT_A_NUMBER;
		return split;
	}
	uint64_t number = strobe_decode_split(stop->abi, stop->number, stop->args[0]);
	if (number == stop->number)
		return stop;
	*split = *stop;
	split->number = number;
	if (stop->number == IPC) {
		memmove(split->args, split->args + 1, 5 * sizeof(split->args[0]));
		split->args[5] = 0;
	} else if (!read_arguments(split, tid, (uint32_t)stop->args[1])) {
		return stop;
	}
	return split;
}

/* ipc's shmat does not return the address: it writes it where its third argument says. */
void split_result(struct strobe_record *record, const struct strobe_stop *stop, pid_t tid)
{
	uint32_t address;
	struct strobe_region region = { .len = sizeof(address), .data = &address };
	if (record->failed || stop->abi != STROBE_ABI_I386 || stop->number != IPC ||
	    (stop->args[0] & 0xffff) != IPC_SHMAT)
		return;
	region.addr = (uint32_t)stop->args[3];
	strobe_memory_read_batch(tid, &region, 1);
	if (region.got == sizeof(address))
		record->result = address;
}
