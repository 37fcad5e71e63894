/*
 * Random records through the walker and both renderers: any call of any ABI, with arguments and memory as a hostile
 * tracee could have them.
 */
#include "random.h"

#include "json-check.h"
#include "strobe/decode.h"
#include "strobe/json.h"
#include "strobe/lines.h"
#include "strobe/palette.h"
#include "strobe/tables.h"

/* What a record may print at most. With all limits off, memory is captured up to 16 MiB, each byte of which takes four. */
#define OUTPUT_MAX (256u << 20)
#define ROUNDS_MAX 100

/* A value that descriptions know: so that cases and arms are reached. */
static uint64_t known_value(void)
{
	const struct strobe_set *set = &strobe_sets[fuzz_below(strobe_set_count)];
	const struct strobe_item *item;

	if (!set->count)
		return 0;
	item = &strobe_items[set->first[fuzz_below(STROBE_ABI_COUNT)] + fuzz_below(set->count)];
	return item->value;
}

static uint64_t random_value(void)
{
	switch (fuzz_below(10)) {
	case 0: return 0;
	case 1: return fuzz_below(16);
	case 2: return fuzz_below(4096);
	case 3: return known_value();
	case 4: return known_value() | known_value();
	case 5: return UINT64_C(1) << fuzz_below(64);
	case 6: return (uint64_t)-1 - fuzz_below(200);
	case 7: return 0x7f0000000000 + fuzz_below(1u << 20);
	case 8: return fuzz_random() & UINT32_MAX;
	default: return fuzz_random();
	}
}

/* Big regions repeat what their first page holds. */
#define PAGE 4096

static void fill(uint8_t *data, size_t size)
{
	size_t whole = size;
	unsigned style = (unsigned)fuzz_below(6);

	if (size > PAGE)
		size = PAGE;
	for (size_t i = 0; i < size;) {
		uint64_t value = style == 0 ? 0 : style == 1 ? UINT64_MAX : random_value();
		size_t width = (size_t)1 << fuzz_below(4);

		if (style == 2)
			value = 'a' + value % 26;
		if (width > size - i)
			width = size - i;
		memcpy(data + i, &value, width);
		i += width;
	}
	for (size_t i = size; i < whole; i++)
		data[i] = data[i - PAGE];
}

/* Answers what the walker asked for, as a tracee's memory could. */
static void answer(struct strobe_record *record)
{
	for (uint32_t i = 0; i < record->chunks.count; i++) {
		struct strobe_chunk *chunk = &record->chunks.chunk[i];
		uint8_t *data = record->chunks.pool + chunk->data;

		if (chunk->error >= 0)
			continue;
		chunk->error = 0;
		chunk->got = chunk->len;
		fill(data, chunk->len);
		if (fuzz_one_in(6)) {
			chunk->got = (uint32_t)fuzz_below(chunk->len + (size_t)1);
			if (chunk->got < chunk->len)
				chunk->error = fuzz_one_in(4) ? 1 : 14;
		}
		if (chunk->want == STROBE_WANT_STRING) {
			const uint8_t *end = memchr(data, 0, chunk->got);

			if (end) {
				chunk->got = (uint32_t)(end - data) + 1;
				chunk->error = 0;
			}
		}
	}
}

/* The facts that decide how the call is read. */
static void decide(struct strobe_notes *notes)
{
	for (uint32_t i = 0; i < notes->count; i++) {
		if (!notes->note[i].pending || fuzz_one_in(20))
			continue;
		notes->note[i].pending = false;
		notes->note[i].form = STROBE_NOTE_FACT;
		notes->note[i].id = fuzz_one_in(4) ? (int64_t)fuzz_below(24) - 1 : 0;
	}
}

static void collect(struct strobe_record *record, enum strobe_phase phase, const struct strobe_limits *limits)
{
	for (unsigned round = 0; strobe_decode_collect(record, phase, limits); round++) {
		if (round > ROUNDS_MAX)
			fuzz_fail("collects without end");
		decide(&record->notes);
		answer(record);
	}
}

/* The data that the call moved, as -e read and -e write want it. */
static void dump(struct strobe_record *record)
{
	for (unsigned round = 0; strobe_decode_dump_collect(record); round++) {
		if (round > ROUNDS_MAX)
			fuzz_fail("collects data without end");
		answer(record);
	}
	record->dumped = true;
}

static void make_record(struct strobe_record *record)
{
	record->tid = record->tgid = (pid_t)fuzz_below(100000);
	fill((uint8_t *)record->comm, sizeof(record->comm) - 1);
	record->abi = (uint8_t)fuzz_below(STROBE_ABI_COUNT);
	record->number = fuzz_one_in(50) ? random_value() : fuzz_below(strobe_row_count[record->abi]);
	/* Few calls move data: some of the records are of these. */
	int fd;
	bool moves = fuzz_one_in(8);
	for (unsigned i = 0; moves && i < 1000; i++) {
		if (strobe_decode_dump_direction(record, &fd) != STROBE_DUMP_NOTHING)
			break;
		record->number = fuzz_below(strobe_row_count[record->abi]);
	}
	for (unsigned i = 0; i < 6; i++)
		record->args[i] = random_value();
	record->instruction_pointer = random_value();
	record->entry_time = random_value();
	record->entry_monotonic = random_value();
	record->state = STROBE_STATE_ENTERED;
}

static void let_return(struct strobe_record *record)
{
	record->state = STROBE_STATE_RETURNED;
	record->failed = fuzz_one_in(4);
	record->error = 0;
	record->result = (int64_t)random_value();
	if (record->failed) {
		record->error = (int)fuzz_below(fuzz_one_in(8) ? 4096 : 134) + 1;
		if (fuzz_one_in(10))
			record->error = 512 + (int)fuzz_below(6);
		record->result = -record->error;
	}
	for (unsigned kind = 0; fuzz_one_in(8) && kind < STROBE_NAMESPACE_COUNT; kind++) {
		record->namespaces.number[kind] = fuzz_one_in(2) ? random_value() : 0;
		record->namespaces.any |= record->namespaces.number[kind] != 0;
	}
	record->exit_time = random_value();
	record->exit_monotonic = random_value();
}

static void show_signal(struct strobe_renderer *renderer, struct strobe_line *line,
			const struct strobe_record *record)
{
	uint8_t info[128];
	struct strobe_event event = { .tid = record->tid, .tgid = record->tgid, .abi = record->abi };

	fill(info, sizeof(info));
	if (fuzz_one_in(2)) {
		int small[3] = { (int)fuzz_below(66), (int)fuzz_below(10), (int)fuzz_below(16) - 8 };

		memcpy(info, small, sizeof(small));
	}
	renderer->ops->signal(renderer, line, &event, (int)fuzz_below(70), info,
			      fuzz_one_in(5) ? fuzz_below(sizeof(info) + 1) : sizeof(info));
}

static void render(struct strobe_renderer *renderer, struct strobe_record *record,
		   const struct strobe_limits *limits)
{
	struct strobe_line line = { 0 };
	struct strobe_event event = { .tid = record->tid, .tgid = record->tgid, .abi = record->abi };
	struct strobe_record entered = *record;

	entered.state = STROBE_STATE_ENTERED;
	entered.failed = false;
	if (!fuzz_one_in(8)) {
		renderer->ops->entry(renderer, &line, &entered, limits);
		if (fuzz_one_in(4))
			renderer->ops->show(renderer);
		if (fuzz_one_in(8))
			renderer->ops->interrupt(renderer);
	}
	if (fuzz_one_in(8))
		renderer->ops->gone(renderer, &line, &entered, limits, &event);
	else
		renderer->ops->exit(renderer, &line, record, limits, (unsigned)fuzz_below(8));
	if (fuzz_one_in(8))
		show_signal(renderer, &line, record);
	if (fuzz_one_in(8))
		renderer->ops->exited(renderer, &line, &event, (int)fuzz_below(256));
}

static void show_text(struct strobe_record *record, const struct strobe_limits *limits)
{
	struct strobe_output output;
	struct strobe_lines_options options;
	struct strobe_renderer *renderer;
	size_t size;

	strobe_lines_defaults(&options);
	options.limits = *limits;
	options.text.hex = (enum strobe_hex)fuzz_below(4);
	options.text.constants = (enum strobe_constants)fuzz_below(3);
	options.text.argument_names = fuzz_one_in(2);
	options.column = (unsigned)fuzz_below(100);
	options.relative = fuzz_one_in(4);
	options.duration = fuzz_one_in(4);
	options.number = fuzz_one_in(4);
	if (!strobe_output_open(&output, -1, false, "memory", 0))
		fuzz_fail("no memory");
	struct strobe_palette palette;
	strobe_palette_default(&palette);
	strobe_palette_change(&palette, "syscall=1;33:punct=7");
	if (fuzz_one_in(3))
		output.palette = &palette;
	renderer = strobe_lines_new(&output, &options);
	render(renderer, record, limits);
	renderer->ops->free(renderer);
	strobe_output_take(&output, &size);
	if (size > OUTPUT_MAX)
		fuzz_fail("printed without end");
	strobe_output_close(&output);
}

static void show_json(struct strobe_record *record, const struct strobe_limits *limits)
{
	struct strobe_output output;
	struct strobe_json_options options = { .limits = *limits };
	struct strobe_renderer *renderer;
	const char *text;
	size_t size;

	if (!strobe_output_open(&output, -1, false, "memory", 0))
		fuzz_fail("no memory");
	renderer = strobe_json_new(&output, &options);
	render(renderer, record, limits);
	renderer->ops->free(renderer);
	text = strobe_output_take(&output, &size);
	if (size > OUTPUT_MAX)
		fuzz_fail("printed without end");
	if (!json_check_lines(text, size)) {
		if (write(2, text, size > 20000 ? 20000 : size) < 0)
			abort();
		fuzz_fail("made what is not JSON");
	}
	strobe_output_close(&output);
}

static void run(void)
{
	static struct strobe_record record; /* keeps its chunks' memory, as a task's does */
	struct strobe_chunks chunks = record.chunks;
	struct strobe_notes notes = record.notes;
	static const uint32_t strings[] = { 0, 1, 3, 32, 32, 32, 100, 1000 };
	struct strobe_limits limits = { .string = strings[fuzz_below(8)],
					.verbose = fuzz_one_in(3),
					.unfollowed = fuzz_one_in(10),
					.raw = fuzz_one_in(20) };

	/*
	 * What a record shows at most is the product of the two: with -s 65536, many elements that point at one long
	 * string make gigabytes, as they were asked for. So long strings come with short lists.
	 */
	limits.elements = limits.string;
	if (limits.verbose && limits.string > 100)
		limits.string = 100;
	if (fuzz_one_in(100)) {
		limits.string = fuzz_one_in(2) ? 65536 : UINT32_MAX / 4;
		limits.elements = 4;
		limits.verbose = false;
	}
	memset(&record, 0, sizeof(record));
	record.chunks = chunks;
	record.notes = notes;
	strobe_chunks_reset(&record.chunks);
	strobe_notes_reset(&record.notes);
	make_record(&record);
	collect(&record, STROBE_AT_ENTRY, &limits);
	let_return(&record);
	collect(&record, STROBE_AT_EXIT, &limits);
	if (fuzz_one_in(12))
		dump(&record);
	show_text(&record, &limits);
	show_json(&record, &limits);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, run);
}
