/*
 * Names of C++ functions as their source has them. The demangler is that of the C++ runtime library, which is loaded when the
 * first such name comes up; without it the names stay as they are.
 */
#include <config.h>

#include <ctype.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "stack/inside.h"

/*
 * A mangled name can refer back to parts of itself that do the same: its text can double with every two or three references.
 * With so many it can't become more than some megabytes; names with more stay as they are.
 */
#define REFERENCES_MOST 36
#define NAME_MOST 65536

typedef char *demangler(const char *mangled, char *buffer, size_t *size, int *status);

static demangler *find_demangler(void)
{
	static const char *const libraries[] = { "libstdc++.so.6", "libc++abi.so.1" };
	static demangler *found;
	static bool looked;

	for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries) && !looked && !found; i++) {
		void *library = dlopen(libraries[i], RTLD_LAZY | RTLD_LOCAL);

		if (library)
			found = (demangler *)(uintptr_t)dlsym(library, "__cxa_demangle");
	}
	looked = true;
	return found;
}

/* References are S or T, a number in capitals and digits, and an underscore. */
static bool can_explode(const char *name)
{
	unsigned references = 0;

	for (const char *at = name; *at; at++) {
		if (*at == 'S' || *at == 'T') {
			const char *end = at + 1;

			while (isdigit((unsigned char)*end) || isupper((unsigned char)*end))
				end++;
			references += *end == '_';
		}
	}
	return references > REFERENCES_MOST || strlen(name) > NAME_MOST;
}

char *stack_demangle(const char *name)
{
	demangler *demangle;
	char *shown;
	int status;

	if (name[0] != '_')
		return NULL;
	shown = stack_demangle_rust(name);
	if (shown || name[1] != 'Z' || can_explode(name))
		return shown;
	demangle = find_demangler();
	return demangle ? demangle(name, NULL, NULL, &status) : NULL;
}
