/* SPDX-License-Identifier: MIT */
/* names.h: the names of files and functions, each text once, and a number for each function; and
 * room to work in, which all processes share. */
#ifndef PEAKTOP_SOURCE_PYTHON_NAMES_H
#define PEAKTOP_SOURCE_PYTHON_NAMES_H

#include "source/python/python.h"

/* Beyond these all further texts and functions are one. */
#define NAMES_TEXTS_MAX 32768
#define NAMES_BYTES_MAX ((size_t)4 << 20)
#define NAMES_CODES_MAX 32768

/* The text as it is kept. */
const char *names_text(struct python_names *, const char *text);

/* The number of a function; both names are from names_text. */
uint32_t names_code(struct python_names *, const char *file, const char *function, int first_line);

/* The user's own code: neither the standard library nor an installed package nor what Python made
 * itself; that of a prompt or of -c is. */
bool names_are_of_user(const char *file);

/* Where areas of memory and a line table are read to; valid until the next reading. */
struct view *names_view(struct python_names *);
/* NULL: so large a table is not read. */
unsigned char *names_table(struct python_names *, size_t size);

#endif
