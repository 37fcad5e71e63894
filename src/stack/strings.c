/*
 * Names, each kept once: frames point at them for as long as the run lasts.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"

struct stack_string {
	struct stack_string *next;
	uint32_t hash, length;
	char text[];
};

static uint32_t hash_of(const char *text, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (uint8_t)text[i]) * 16777619u;
	return hash;
}

static bool grow(struct stack_strings *strings)
{
	size_t slot_count = strings->slot_count ? strings->slot_count * 4 : 1024;
	struct stack_string **slots = calloc(slot_count, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < strings->slot_count; i++) {
		struct stack_string *string = strings->slots[i];

		while (string) {
			struct stack_string *next = string->next;
			struct stack_string **slot = &slots[string->hash & (slot_count - 1)];

			string->next = *slot;
			*slot = string;
			string = next;
		}
	}
	free(strings->slots);
	strings->slots = slots;
	strings->slot_count = slot_count;
	return true;
}

const char *stack_strings_add(struct stack_strings *strings, const char *text, size_t length)
{
	uint32_t hash = hash_of(text, length);
	struct stack_string *string, **slot;
	size_t size;

	if (strings->count >= strings->slot_count && !grow(strings) && !strings->slot_count)
		return NULL;
	slot = &strings->slots[hash & (strings->slot_count - 1)];
	for (string = *slot; string; string = string->next)
		if (string->hash == hash && string->length == length &&
		    memcmp(string->text, text, length) == 0)
			return string->text;
	size = sizeof(*string) + length + 1;
	if (length >= STACK_STRINGS_MOST || size > STACK_STRINGS_MOST - strings->held)
		return NULL;
	string = malloc(size);
	if (!string)
		return NULL;
	*string = (struct stack_string){ .next = *slot, .hash = hash, .length = (uint32_t)length };
	memcpy(string->text, text, length);
	string->text[length] = '\0';
	*slot = string;
	strings->count++;
	strings->held += size;
	return string->text;
}

void stack_strings_free(struct stack_strings *strings)
{
	for (size_t i = 0; i < strings->slot_count; i++) {
		while (strings->slots[i]) {
			struct stack_string *string = strings->slots[i];

			strings->slots[i] = string->next;
			free(string);
		}
	}
	free(strings->slots);
	*strings = (struct stack_strings){ 0 };
}
