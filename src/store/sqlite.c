/* SPDX-License-Identifier: MIT */
/* sqlite.c: loads SQLite when a history is first opened. */
#define PEAKTOP_SQLITE_NAMES /* use the real names here */
#include "store/sqlite.h"

#include <dlfcn.h>
#include <stddef.h>

#include "base/pages.h"
#include "config.h"

struct sqlite_functions sqlite_functions;

bool
sqlite_load(struct failure *why)
{
#define ROW(name) { "sqlite3_" #name, offsetof(struct sqlite_functions, name) },
	static const struct {
		const char *name;
		size_t member;
	} rows[] = { SQLITE_FUNCTIONS(ROW) };
#undef ROW
	void *library;

	if (sqlite_functions.step != NULL)
		return true;
	library = dlopen(SQLITE_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return failure_set(why, 0, "loading %s: %s", SQLITE_SONAME, dlerror());
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		void *symbol = dlsym(library, rows[i].name);

		if (symbol == NULL)
			return failure_set(why, 0, "%s has no %s", SQLITE_SONAME, rows[i].name);
		*(void **)((char *)&sqlite_functions + rows[i].member) = symbol;
	}
	/* Loading has touched many more pages than will be used. */
	pages_drop_read();
	return true;
}
