/* SPDX-License-Identifier: MIT */
/* object_text.h: a string object of the process as clean UTF-8. */
#ifndef PEAKTOP_SOURCE_PYTHON_OBJECT_TEXT_H
#define PEAKTOP_SOURCE_PYTHON_OBJECT_TEXT_H

#include "source/python/interpreter.h"

/* A longer text is cut. */
#define OBJECT_TEXT_MAX 1024

/* False: it is no string, or not readable. `text` has OBJECT_TEXT_MAX bytes. */
bool object_text_read(struct remote *, const struct interpreter *, uint64_t address, char *text);

#endif
