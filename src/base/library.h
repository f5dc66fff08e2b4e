/* SPDX-License-Identifier: MIT */
/* library.h: loads a shared library when it is first needed, for what only some runs use. */
#ifndef PEAKTOP_BASE_LIBRARY_H
#define PEAKTOP_BASE_LIBRARY_H

#include <stddef.h>

#include "base/failure.h"

/* A function of the library, and where its address goes: the offset of a pointer to it in the
 * caller's struct. */
struct library_function {
	const char *name;
	size_t member;
};

/* Loads `soname` and fills the pointers in `functions`; if it fails, all of them are NULL. Once
 * loaded it stays: a library may keep memory of its own that would leak. */
bool library_load(const char *soname, const struct library_function *rows, size_t count,
	void *functions, struct failure *why);

#endif
