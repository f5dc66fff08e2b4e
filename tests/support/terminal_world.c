/* SPDX-License-Identifier: MIT */
/* terminal_world.c: the sealed environment of a program under test, and its private folder. */
#include "base/length.h"
#include "support/remove_tree.h"
#include "support/terminal_private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What every program gets besides PATH. */
static const struct {
	const char *name;
	bool at_home; /* the value continues the path of the private folder */
	const char *value;
} sealed[] = {
	{ "LC_ALL", false, "C.UTF-8" },
	{ "TERM", false, "xterm-256color" },
	{ "TZ", false, "UTC" },
	{ "HOME", true, "" },
	{ "XDG_CONFIG_HOME", true, "/.config" },
	{ "XDG_STATE_HOME", true, "/.local/state" },
	{ "XDG_DATA_HOME", true, "/.local/share" },
	{ "XDG_CACHE_HOME", true, "/.cache" },
	{ "XDG_RUNTIME_DIR", true, "/.run" },
};

static char *print(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *
print(const char *format, ...)
{
	char *text;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) == -1)
		abort();
	va_end(arguments);
	return text;
}

char *
terminal_world_open(void)
{
	const char *parent = getenv("TMPDIR");
	char *home, *runtime;
	bool made;

	home = print("%s/peaktop-XXXXXX", parent != NULL && *parent != '\0' ? parent : "/tmp");
	if (mkdtemp(home) == NULL) {
		free(home);
		return NULL;
	}
	runtime = print("%s/.run", home);
	made = mkdir(runtime, 0700) == 0;
	free(runtime);
	if (made)
		return home;
	terminal_world_close(home);
	return NULL;
}

void
terminal_world_close(char *home)
{
	int error = errno;

	if (home != NULL)
		remove_tree(home);
	free(home);
	errno = error;
}

/* The entry of the name that `change` begins with, or the end of the list. */
static char **
find_entry(char **environment, const char *change)
{
	size_t length = strcspn(change, "=");

	while (*environment != NULL) {
		if (strncmp(*environment, change, length) == 0 && (*environment)[length] == '=')
			break;
		environment++;
	}
	return environment;
}

/* Adds `change`, which was allocated, to a list with space for one more entry. */
static void
apply(char **environment, char *change)
{
	char **entry = find_entry(environment, change);
	char *old = *entry;

	if (strchr(change, '=') != NULL) {
		*entry = change;
		free(old);
		return;
	}
	for (; *entry != NULL; entry++)
		entry[0] = entry[1];
	free(old);
	free(change);
}

/* Entries in the list; NULL is an empty one. */
static size_t
count_entries(const char *const *entries)
{
	size_t count = 0;

	while (entries != NULL && entries[count] != NULL)
		count++;
	return count;
}

char **
terminal_world_environment(const char *home, const char *const *changes)
{
	const char *path = getenv("PATH");
	size_t change_count = count_entries(changes);
	size_t bytes = (LENGTH(sealed) + change_count + 2) * sizeof(char *);
	char **environment = memset(terminal_memory(NULL, bytes), 0, bytes);

	apply(environment, print("PATH=%s", path != NULL ? path : "/usr/bin:/bin"));
	for (size_t i = 0; i < LENGTH(sealed); i++) {
		const char *start = sealed[i].at_home ? home : "";

		apply(environment, print("%s=%s%s", sealed[i].name, start, sealed[i].value));
	}
	for (size_t i = 0; i < change_count; i++)
		apply(environment, print("%s", changes[i]));
	return environment;
}

void
terminal_world_free(char **environment)
{
	for (char **entry = environment; *entry != NULL; entry++)
		free(*entry);
	free(environment);
}
