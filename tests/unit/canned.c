#include "canned.h"

#include <errno.h>
#include <string.h>

#include <criterion/criterion.h>

#include "strobe/json.h"
#include "strobe/lines.h"
#include "strobe/output.h"

const struct strobe_limits canned_brief = { .string = 32, .elements = 32 };
const struct strobe_limits canned_verbose = { .string = 32, .elements = 32, .verbose = true };

struct strobe_record canned_call(const char *name, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
				 uint64_t a4, uint64_t a5)
{
	int number = strobe_decode_number(STROBE_ABI_X86_64, name);
	cr_assert_geq(number, 0, "no call is named %s", name);
	return (struct strobe_record){ .tid = 100,
				       .tgid = 100,
				       .comm = "canned",
				       .abi = STROBE_ABI_X86_64,
				       .number = (uint64_t)number,
				       .args = { a0, a1, a2, a3, a4, a5 } };
}

void canned_free(struct strobe_record *record)
{
	strobe_chunks_free(&record->chunks);
	strobe_notes_free(&record->notes);
}

void canned_return(struct strobe_record *record, int64_t result)
{
	record->state = STROBE_STATE_RETURNED;
	record->result = result;
	record->failed = result < 0;
	record->error = result < 0 ? (int)-result : 0;
}

/* Answers one region from the pieces, as process_vm_readv would: up to the first byte that is not there. */
static void answer(struct strobe_chunks *chunks, struct strobe_chunk *chunk,
		   const struct canned_piece *pieces, size_t count)
{
	uint8_t *room = chunks->pool + chunk->data;
	chunk->got = 0;
	for (size_t i = 0; i < count; i++) {
		if (chunk->addr < pieces[i].addr || chunk->addr >= pieces[i].addr + pieces[i].size)
			continue;
		size_t offset = chunk->addr - pieces[i].addr, there = pieces[i].size - offset;
		chunk->got = there < chunk->len ? (uint32_t)there : chunk->len;
		memcpy(room, (const char *)pieces[i].data + offset, chunk->got);
	}
	const uint8_t *nul = chunk->got ? memchr(room, 0, chunk->got) : NULL;
	if (chunk->want == STROBE_WANT_STRING && nul)
		chunk->got = (uint32_t)(nul - room) + 1;
	bool whole = chunk->got == chunk->len || (chunk->want == STROBE_WANT_STRING && nul);
	chunk->error = whole ? 0 : EFAULT;
}

static void answer_pending(struct strobe_chunks *chunks, const struct canned_piece *pieces, size_t count)
{
	for (uint32_t i = 0; i < chunks->count; i++)
		if (chunks->chunk[i].error == -1)
			answer(chunks, &chunks->chunk[i], pieces, count);
}

void canned_dump(struct strobe_record *record, const struct canned_piece *pieces, size_t count)
{
	unsigned rounds = 0;
	while (strobe_decode_dump_collect(record)) {
		answer_pending(&record->chunks, pieces, count);
		cr_assert_lt(++rounds, 100, "collecting does not come to an end");
	}
	record->dumped = true;
}

unsigned canned_capture(struct strobe_record *record, enum strobe_phase phase,
			const struct strobe_limits *limits, const struct canned_piece *pieces, size_t count)
{
	unsigned rounds = 0;
	while (strobe_decode_collect(record, phase, limits)) {
		answer_pending(&record->chunks, pieces, count);
		cr_assert_lt(++rounds, 100, "collecting does not come to an end");
	}
	return rounds;
}

static const char *render(struct strobe_renderer *renderer, struct strobe_output *output,
			  const struct strobe_record *record, const struct strobe_limits *limits)
{
	static char line[65536];
	struct strobe_line state = { .state = STROBE_LINE_NONE };
	renderer->ops->entry(renderer, &state, record, limits);
	renderer->ops->exit(renderer, &state, record, limits, 0);
	size_t size;
	const char *text = strobe_output_take(output, &size);
	cr_assert_lt(size, sizeof(line));
	memcpy(line, text, size);
	line[size] = '\0';
	if (size && line[size - 1] == '\n')
		line[size - 1] = '\0';
	renderer->ops->free(renderer);
	strobe_output_close(output);
	return line;
}

const char *canned_text(const struct strobe_record *record, const struct strobe_limits *limits)
{
	struct strobe_output output;
	struct strobe_lines_options options;
	strobe_lines_defaults(&options);
	options.column = 0;
	strobe_output_open(&output, -1, false, "memory", 0);
	return render(strobe_lines_new(&output, &options), &output, record, limits);
}

const char *canned_json(const struct strobe_record *record, const struct strobe_limits *limits)
{
	struct strobe_output output;
	struct strobe_json_options options = { .limits = *limits };
	strobe_output_open(&output, -1, false, "memory", 0);
	return render(strobe_json_new(&output, &options), &output, record, limits);
}
