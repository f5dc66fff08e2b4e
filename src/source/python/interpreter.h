/* SPDX-License-Identifier: MIT */
/* interpreter.h: where the interpreter of a process is, and which version it has. */
#ifndef PEAKTOP_SOURCE_PYTHON_INTERPRETER_H
#define PEAKTOP_SOURCE_PYTHON_INTERPRETER_H

#include "source/python/elf_object.h"
#include "source/python/layout.h"
#include "source/python/python.h"

struct interpreter {
	uint32_t
		version_hex; /* PY_VERSION_HEX; before 3.11 only major and minor part; 0: unknown */
	const struct layout_version *version;
	struct layout layout;
	uint64_t runtime; /* the address of _PyRuntime */
	/* The types of code objects, strings and bytes. */
	uint64_t code_type, string_type, bytes_type;
	/* The code object of frames that are its own work and no Python; 0: none was met yet. */
	uint64_t internal_code;
};

/* Fills in version_hex also with PYTHON_UNKNOWN. */
enum python_status interpreter_find(
	struct remote *, const struct elf_headers *, struct interpreter *);

#endif
