/* SPDX-License-Identifier: MIT */
/* library.c: loads a shared library when it is first needed. */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

static void
set(void *functions, const struct library_function *row, void *symbol)
{
	memcpy((char *)functions + row->member, &symbol, sizeof symbol);
}

bool
library_load(const char *soname, const struct library_function *rows, size_t count, void *functions,
	struct failure *why)
{
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE), *symbol = NULL;
	size_t found = 0;

	if (library == NULL)
		failure_set(why, 0, "cannot load a library: %s", dlerror());
	for (; library != NULL && found < count; found++) {
		symbol = dlsym(library, rows[found].name);
		if (symbol == NULL)
			break;
		set(functions, &rows[found], symbol);
	}
	if (found == count)
		return true;
	if (library != NULL)
		failure_set(why, 0, "cannot use the library %s: it has no %s", soname,
			rows[found].name);
	for (size_t i = 0; i < count; i++)
		set(functions, &rows[i], NULL);
	return false;
}
