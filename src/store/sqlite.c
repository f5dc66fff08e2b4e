/* SPDX-License-Identifier: MIT */
/* sqlite.c: loads SQLite when a history is first opened. */
#define PEAKTOP_SQLITE_NAMES /* use the real names here */
#include "store/sqlite.h"

#include <stddef.h>

#include "base/length.h"
#include "base/library.h"
#include "base/pages.h"
#include "config.h"

struct sqlite_functions sqlite_functions;

bool
sqlite_load(struct failure *why)
{
#define ROW(name) { "sqlite3_" #name, offsetof(struct sqlite_functions, name) },
	static const struct library_function rows[] = { SQLITE_FUNCTIONS(ROW) };
#undef ROW

	if (sqlite_functions.step != NULL)
		return true;
	if (!library_load(SQLITE_SONAME, rows, LENGTH(rows), &sqlite_functions, why))
		return false;
	/* Loading has touched many more pages than will be used. */
	pages_drop_read();
	return true;
}
