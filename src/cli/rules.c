/*
 * -e inject= and -e fault=: SET[:ACTION]...[:when=WHEN] (strace(1), "Tampering").
 */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "strobe/decode.h"

#define ERRNO_MAX 4095    /* the kernel's MAX_ERRNO: results from -4095 to -1 are errors */
#define RESTART_CODES 600 /* ERESTARTSYS and its kin lie below */
#define WHEN_MAX 65535

/* Part of the text. */
struct span {
	const char *text;
	size_t size;
};

/* Takes "name=" off the front. */
static bool take(struct span *span, const char *name)
{
	size_t size = strlen(name);

	if (span->size < size || memcmp(span->text, name, size))
		return false;
	span->text += size;
	span->size -= size;
	return true;
}

/* A number within a span, up to the first character that is none; false when there is none, or it is out of range. */
static bool take_number(struct span *span, uint64_t least, uint64_t most, uint64_t *number)
{
	char digits[32];
	size_t blanks = 0, size;

	while (blanks < span->size && isspace((unsigned char)span->text[blanks]))
		blanks++;
	size = blanks + (blanks < span->size && span->text[blanks] == '+');
	while (size < span->size && isdigit((unsigned char)span->text[size]))
		size++;
	if (size >= sizeof(digits))
		return false;
	memcpy(digits, span->text, size);
	digits[size] = 0;
	if (!cli_parse_number(digits, least, most, number))
		return false;
	span->text += size;
	span->size -= size;
	return true;
}

static bool parse_error(struct strobe_tamper_rule *rule, struct span value)
{
	uint64_t number;

	if (rule->actions & (STROBE_TAMPER_ERROR | STROBE_TAMPER_RETVAL) || !value.size)
		return false;
	rule->actions |= STROBE_TAMPER_ERROR;
	if (!isalpha((unsigned char)*value.text)) {
		if (!take_number(&value, 1, ERRNO_MAX, &number) || value.size)
			return false;
		rule->error = (int)number;
		return true;
	}
	for (int error = 1; error < RESTART_CODES; error++) {
		const char *name = strobe_decode_errno_name(error);

		if (name && strlen(name) == value.size && !strncasecmp(name, value.text, value.size)) {
			rule->error = error;
			return true;
		}
	}
	return false;
}

/*
 * What a tracee sees of a result may not be what was meant: values from -4095 to -1 are errors to the C library, and a
 * 32-bit tracee gets the lower half alone.
 */
static void warn_of_retval(const struct cli *cli, uint64_t value)
{
	uint32_t half = (uint32_t)value;
	unsigned long long shown = value;

	if (-value >= 1 && -value <= ERRNO_MAX)
		cli_warn(cli, "Inadvertent injection of error %u is possible for retval=%llu",
			 -(uint32_t)value, shown);
	else if (-half >= 1 && -half <= ERRNO_MAX)
		cli_warn(
			cli,
			"Inadvertent injection of error %u is possible in compat personality for retval=%llu",
			-half, shown);
	else if (half != value)
		cli_warn(cli, "Injected return value %llu will be clipped to %u in compat personality", shown,
			 half);
}

static bool parse_retval(const struct cli *cli, struct strobe_tamper_rule *rule, struct span value)
{
	char copy[64], *end;
	uint64_t number;

	if (rule->actions & (STROBE_TAMPER_ERROR | STROBE_TAMPER_RETVAL) || !value.size ||
	    value.size >= sizeof(copy))
		return false;
	memcpy(copy, value.text, value.size);
	copy[value.size] = 0;
	errno = 0;
	number = strtoull(copy, &end, 0);
	if (errno || *end || end == copy)
		return false;
	warn_of_retval(cli, number);
	rule->actions |= STROBE_TAMPER_RETVAL;
	rule->retval = (int64_t)number;
	return true;
}

static bool parse_signal(struct strobe_tamper_rule *rule, struct span value)
{
	if (rule->actions & STROBE_TAMPER_SIGNAL)
		return false;
	rule->actions |= STROBE_TAMPER_SIGNAL;
	rule->signal = cli_signal(value.text, value.size, 1, 64);
	return rule->signal > 0;
}

/* Only calls that always succeed and take nothing can stand in for another: class %pure. */
static bool parse_syscall(struct strobe_tamper_rule *rule, struct span value)
{
	char name[64];
	uint32_t pure = 0;
	bool found = false;

	if (rule->actions & STROBE_TAMPER_SYSCALL || !value.size || value.size >= sizeof(name))
		return false;
	memcpy(name, value.text, value.size);
	name[value.size] = 0;
	for (uint32_t i = 0; i < strobe_class_count; i++)
		if (!strcmp(strobe_decode_text(strobe_class_names[i]), "pure"))
			pure = UINT32_C(1) << i;
	for (unsigned abi = 0; abi < STROBE_ABI_COUNT; abi++) {
		int number = strobe_decode_number(abi, name);
		const struct strobe_row *row = number < 0 ? NULL : strobe_decode_row(abi, (uint64_t)number);

		rule->replacement[abi] = row && row->classes & pure ? number : -1;
		found |= rule->replacement[abi] >= 0;
	}
	rule->actions |= STROBE_TAMPER_SYSCALL;
	return found;
}

static bool parse_delay(struct strobe_tamper_rule *rule, enum strobe_tamper_action action, struct span value,
			uint64_t *delay)
{
	if (rule->actions & action)
		return false;
	rule->actions |= action;
	return cli_parse_time(value.text, value.size, delay);
}

static int hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *place = digit ? strchr(digits, tolower((unsigned char)digit)) : NULL;

	return place ? (int)(place - digits) : -1;
}

/* Pairs of hexadecimal digits; of a pair, the second may be something else and then does not count. */
static bool parse_hex(struct span value, struct strobe_poke *poke)
{
	if (!value.size || value.size % 2)
		return false;
	poke->size = value.size / 2;
	poke->data = cli_grow(NULL, poke->size, 1);
	for (size_t i = 0; i < poke->size; i++) {
		int high = hex_digit(value.text[2 * i]), low = hex_digit(value.text[2 * i + 1]);

		if (high < 0)
			return false;
		poke->data[i] = (uint8_t)(low < 0 ? high : high << 4 | low);
	}
	return true;
}

static bool parse_poke(struct span value, struct strobe_pokes *pokes)
{
	struct strobe_poke *poke = &pokes->poke[pokes->count];
	unsigned arg;

	if (!take(&value, "@arg") || value.size < 2 || value.text[1] != '=')
		return false;
	arg = (unsigned)(unsigned char)value.text[0] - '1';
	if (arg >= STROBE_POKE_ARGS)
		return false;
	for (size_t i = 0; i < pokes->count; i++)
		if (pokes->poke[i].arg == arg)
			return false;
	poke->arg = arg;
	value.text += 2;
	value.size -= 2;
	pokes->count++;
	return parse_hex(value, poke);
}

static bool parse_pokes(struct strobe_tamper_rule *rule, enum strobe_tamper_action action, struct span value,
			struct strobe_pokes *pokes)
{
	if (rule->actions & action || !value.size)
		return false;
	rule->actions |= action;
	while (value.size) {
		const char *comma = memchr(value.text, ',', value.size);
		size_t size = comma ? (size_t)(comma - value.text) : value.size;

		if (size && !parse_poke((struct span){ value.text, size }, pokes))
			return false;
		size += comma != NULL;
		value.text += size;
		value.size -= size;
	}
	return true;
}

/* FIRST[..LAST][+[STEP]]: FIRST alone is that invocation, with a "+" it goes on without end. */
static bool parse_when(struct strobe_tamper_rule *rule, struct span value)
{
	uint64_t first, last, step = 1;
	bool range;

	if (!take_number(&value, 1, WHEN_MAX, &first))
		return false;
	last = first;
	range = take(&value, "..");
	if (range && !take_number(&value, first, WHEN_MAX - 1, &last))
		return false;
	if (take(&value, "+")) {
		if (!range)
			last = STROBE_WHEN_NO_END;
		if (value.size && !take_number(&value, 1, WHEN_MAX, &step))
			return false;
	}
	if (value.size)
		return false;
	rule->first = (uint16_t)first;
	rule->last = (uint32_t)last;
	rule->step = (uint16_t)step;
	return true;
}

static bool parse_action(const struct cli *cli, struct strobe_tamper_rule *rule, struct span item, bool fault)
{
	if (take(&item, "error="))
		return parse_error(rule, item);
	if (take(&item, "when="))
		return parse_when(rule, item);
	if (take(&item, "syscall="))
		return parse_syscall(rule, item);
	if (fault)
		return false;
	if (take(&item, "retval="))
		return parse_retval(cli, rule, item);
	if (take(&item, "signal="))
		return parse_signal(rule, item);
	if (take(&item, "delay_enter="))
		return parse_delay(rule, STROBE_TAMPER_DELAY_ENTER, item, &rule->delay_enter);
	if (take(&item, "delay_exit="))
		return parse_delay(rule, STROBE_TAMPER_DELAY_EXIT, item, &rule->delay_exit);
	if (take(&item, "poke_enter="))
		return parse_pokes(rule, STROBE_TAMPER_POKE_ENTER, item, &rule->poke_enter);
	if (take(&item, "poke_exit="))
		return parse_pokes(rule, STROBE_TAMPER_POKE_EXIT, item, &rule->poke_exit);
	return false;
}

static bool parse_actions(const struct cli *cli, struct strobe_tamper_rule *rule, const char *text,
			  bool fault)
{
	while (*text) {
		size_t size = strcspn(text, ":");

		if (size && !parse_action(cli, rule, (struct span){ text, size }, fault))
			return false;
		text += size + (text[size] == ':');
	}
	if (fault && !(rule->actions & STROBE_TAMPER_ERROR)) {
		rule->actions |= STROBE_TAMPER_ERROR;
		rule->error = ENOSYS;
	}
	return true;
}

bool cli_parse_rule(const struct cli *cli, const char *text, bool fault)
{
	struct strobe_options *options = cli->options;
	size_t size = strcspn(text, ":");
	struct strobe_tamper_rule *rule;
	char *calls;
	bool good;

	options->rules = cli_grow(options->rules, options->rule_count + 1, sizeof(*rule));
	rule = &options->rules[options->rule_count++];
	*rule = (struct strobe_tamper_rule){ .first = 1, .last = STROBE_WHEN_NO_END, .step = 1 };
	if (!parse_actions(cli, rule, text + size, fault))
		return cli_error(cli, "invalid %s argument '%s'", fault ? "fault" : "inject", text);
	/* The calls are looked at next, and whether anything is to be done to them last. */
	calls = strndup(text, size);
	if (!calls)
		return cli_error(cli, "%s", strerror(ENOMEM));
	good = cli_parse_calls(cli, calls, &rule->calls);
	free(calls);
	if (good && !(rule->actions & ~(unsigned)STROBE_TAMPER_SYSCALL))
		return cli_error(cli, "invalid inject argument '%s'", text);
	return good;
}
