/*
 * The calls behind one number: i386's socketcall and ipc say with their first argument which call is meant (linux/net.h,
 * linux/ipc.h). The tables have a row for each under a number that the kernel does not use.
 */
#include "strobe/decode.h"

#define SOCKETCALL 102
#define IPC 117
#define SOCKETCALL_FIRST 512
#define IPC_FIRST 544
/* In ipc's first argument the version stands above the call. Only of msgrcv another version is another call. */
#define IPC_MSGRCV 12
#define IPC_MSGRCV_NEW 25

uint64_t strobe_decode_split(unsigned abi, uint64_t number, uint64_t selector)
{
	uint32_t call = (uint32_t)selector;
	uint64_t split = number;
	if (abi != STROBE_ABI_I386)
		return number;
	if (number == SOCKETCALL && call < IPC_FIRST - SOCKETCALL_FIRST) {
		split = SOCKETCALL_FIRST + call;
	} else if (number == IPC && (call & 0xffff) < IPC_MSGRCV_NEW) {
		call &= 0xffff;
		split = IPC_FIRST + (call == IPC_MSGRCV && selector >> 16 & 0xffff ? IPC_MSGRCV_NEW : call);
	}
	return strobe_decode_row(abi, split) ? split : number;
}

uint64_t strobe_decode_whole(unsigned abi, uint64_t number)
{
	if (abi != STROBE_ABI_I386 || number < SOCKETCALL_FIRST || number >= strobe_row_count[abi])
		return number;
	return number < IPC_FIRST ? SOCKETCALL : IPC;
}
