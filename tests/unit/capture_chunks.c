/*
 * The chunk store: what was added is found, what was not isn't, and neither number nor size gets out of hand.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "strobe/record.h"

#define TOTAL_MAX (16u << 20)

static struct strobe_chunks chunks;

static void tear_down(void)
{
	strobe_chunks_free(&chunks);
}

TestSuite(capture_chunks, .fini = tear_down);

static bool found(uint64_t addr, uint32_t len, enum strobe_phase phase, enum strobe_want want)
{
	const struct strobe_chunk *chunk = strobe_chunks_find(&chunks, addr, len, phase, want);

	return chunk && chunk->addr == addr && chunk->len >= len && chunk->phase == phase &&
	       chunk->want == want;
}

/* Few chunks are looked through, many are hashed: both must answer alike at every count between. */
Test(capture_chunks, finds_by_address_phase_kind_and_length)
{
	for (uint32_t n = 0; n < 500; n++) {
		cr_assert_not_null(strobe_chunks_add(&chunks, 0x1000 + n * 8, 8 + n % 3, n % 2, n / 2 % 2));
		for (uint32_t i = 0; i <= n; i++) {
			cr_assert(found(0x1000 + i * 8, 8, i % 2, i / 2 % 2));
			cr_assert(found(0x1000 + i * 8, 8 + i % 3, i % 2, i / 2 % 2));
			cr_assert_null(strobe_chunks_find(&chunks, 0x1000 + i * 8, 11, i % 2, i / 2 % 2));
			cr_assert_null(strobe_chunks_find(&chunks, 0x1000 + i * 8, 8, !(i % 2), i / 2 % 2));
			cr_assert_null(strobe_chunks_find(&chunks, 0x1000 + i * 8, 8, i % 2, !(i / 2 % 2)));
			cr_assert_null(strobe_chunks_find(&chunks, 0x1001 + i * 8, 1, i % 2, i / 2 % 2));
		}
	}
}

Test(capture_chunks, contents_stay_while_it_grows)
{
	for (uint32_t i = 0; i < 5000; i++) {
		struct strobe_chunk *chunk =
			strobe_chunks_add(&chunks, i, 4 + i % 50, STROBE_AT_ENTRY, STROBE_WANT_BYTES);

		cr_assert_not_null(chunk);
		memcpy(chunks.pool + chunk->data, &i, sizeof i);
	}
	for (uint32_t i = 0; i < 5000; i++) {
		const struct strobe_chunk *chunk =
			strobe_chunks_find(&chunks, i, 4, STROBE_AT_ENTRY, STROBE_WANT_BYTES);
		uint32_t value;

		cr_assert_not_null(chunk);
		memcpy(&value, chunks.pool + chunk->data, sizeof value);
		cr_assert_eq(value, i);
	}
}

Test(capture_chunks, forgets_at_a_reset)
{
	for (int round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < 20; i++) {
			cr_assert_null(strobe_chunks_find(&chunks, i, 8, STROBE_AT_EXIT, STROBE_WANT_STRING));
			strobe_chunks_add(&chunks, i, 8, STROBE_AT_EXIT, STROBE_WANT_STRING);
		}
		cr_assert(found(19, 8, STROBE_AT_EXIT, STROBE_WANT_STRING));
		strobe_chunks_reset(&chunks);
		cr_assert_eq(chunks.count, 0);
	}
}

Test(capture_chunks, the_total_is_limited_in_bytes)
{
	uint64_t total = 0;

	cr_assert_null(strobe_chunks_add(&chunks, 1, UINT32_MAX, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
	cr_assert_null(strobe_chunks_add(&chunks, 1, TOTAL_MAX, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
	while (strobe_chunks_add(&chunks, total, 1 << 20, STROBE_AT_ENTRY, STROBE_WANT_BYTES))
		total += 1 << 20;
	cr_assert_eq(total, TOTAL_MAX - (1 << 20));
}

Test(capture_chunks, the_total_is_limited_in_number, .timeout = 20)
{
	uint32_t n = 0;

	while (strobe_chunks_add(&chunks, n * 4096, 0, STROBE_AT_ENTRY, STROBE_WANT_BYTES))
		n++;
	cr_assert_geq(n, 10000);
	cr_assert_leq(n * sizeof(struct strobe_chunk), TOTAL_MAX);
	for (uint32_t i = 0; i < n; i++)
		cr_assert(found(i * 4096, 0, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
}

/* A task can make many pointers to one place with growing lengths: the longest answers for all. */
Test(capture_chunks, one_address_many_lengths, .timeout = 20)
{
	for (uint32_t len = 1; len <= 4000; len++) {
		cr_assert_not_null(strobe_chunks_add(&chunks, 77, len, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
		cr_assert(found(77, len, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
		cr_assert(found(77, 1, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
		cr_assert_null(strobe_chunks_find(&chunks, 77, len + 1, STROBE_AT_ENTRY, STROBE_WANT_BYTES));
	}
}
