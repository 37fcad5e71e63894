/*
 * Addresses of every family, whole and cut short, and what a bad descriptor makes of them.
 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

int main(void)
{
	static const int lengths[] = {2, 3, 4, 6, 8, 10, 12, 14, 16, 17, 18, 20, 24, 28, 32, 88, 110, 128, 140};
	static const int families[] = {0, 1, 2, 9, 10, 16, 17, 30, 31, 38, 40, 42, 44, 45, 46, 99};
	for (unsigned f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
		for (int filled = 0; filled < 2; filled++) {
			unsigned char address[256] = {families[f], 0};
			for (unsigned i = 2; filled && i < sizeof(address); i++)
				address[i] = (i * 7 + 3) & 0x7f;
			for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
				connect(-1, (struct sockaddr *)address, lengths[i]);
		}
	}
	return 0;
}
