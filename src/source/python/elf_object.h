/* SPDX-License-Identifier: MIT */
/* elf_object.h: the symbols of a running program and of its libraries, found in its memory: no
 * file is opened, no mount namespace is entered, /proc/PID/maps is not read. */
#ifndef PEAKTOP_SOURCE_PYTHON_ELF_OBJECT_H
#define PEAKTOP_SOURCE_PYTHON_ELF_OBJECT_H

#include "source/python/remote.h"

/* A program or a library, as the loader sees it; addresses in the process. */
struct elf_object {
	uint64_t bias; /* what the loader added to its addresses */
	uint64_t symbols, strings;
	/* The table by which symbols are found; none: no buckets. */
	uint64_t buckets, chains;
	uint32_t bucket_count, first_symbol;
	uint64_t debug; /* the loader's struct r_debug; 0: none, or the loader has not run yet */
	bool has_debug; /* there is a place for it: it is a program */
};

/* Where its program headers are, of /proc/PID/auxv. */
struct elf_headers {
	uint64_t address, count;
};

enum elf_auxv {
	ELF_AUXV_READ,
	ELF_AUXV_EMPTY, /* exec is at work: it writes this last */
	ELF_AUXV_OTHER, /* not that of a 64-bit program */
};

enum elf_auxv elf_object_auxv(const char *bytes, size_t length, struct elf_headers *);

/* The program itself. False: it is not linked dynamically, or it is unreadable. */
bool elf_object_program(struct remote *, const struct elf_headers *, struct elf_object *);

/* Whether the loader is still at work: libraries may be missing. */
bool elf_object_is_loading(struct remote *, const struct elf_object *program);

/* The first library whose file name contains `part` and that defines `symbol`. */
bool elf_object_library(struct remote *, const struct elf_object *program, const char *part,
	const char *symbol, struct elf_object *);

/* The address of a symbol that the object defines. */
bool elf_object_symbol(struct remote *, const struct elf_object *, const char *name, uint64_t *);

#endif
