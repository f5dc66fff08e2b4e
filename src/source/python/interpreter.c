/* SPDX-License-Identifier: MIT */
/* interpreter.c: finds the interpreter of a process by the symbols that each one exports for its
 * extension modules, and its version. */
#include "source/python/interpreter.h"

#include <string.h>

/* Up to 3.10 no symbol holds the version, but each has symbols that its predecessor lacked. */
static const struct {
	const char *symbol;
	uint32_t version_hex;
} first_symbols[] = {
	{ "PyIter_Send", 0x030a0000 },
	{ "PyFrame_GetCode", 0x03090000 },
	{ "PyCode_NewWithPosOnlyArgs", 0x03080000 },
	{ "_PyRuntime", 0x03070000 },
	{ "PyOS_FSPath", 0x03060000 },
	{ "PyUnicode_AsUTF8", 0x03030000 },
	{ "PyUnicode_FromFormat", 0x03000000 },
};

/* What the objects of an interpreter define: a program that is not position-independent may have
 * copies of its library's variables, so it is asked first. */
struct places {
	struct remote *remote;
	const struct elf_object *objects[2];
};

static bool
find(const struct places *p, const char *symbol, uint64_t *address)
{
	for (size_t i = 0; i < 2; i++)
		if (p->objects[i] != NULL &&
			elf_object_symbol(p->remote, p->objects[i], symbol, address))
			return true;
	return false;
}

static uint32_t
version_of(const struct places *p)
{
	uint64_t address;
	uint32_t version;

	if (find(p, "Py_Version", &address))
		return remote_bytes(p->remote, address, &version, sizeof version) ? version : 0;
	if (find(p, "PyString_FromString", &address))
		return 0x02070000;
	for (size_t i = 0; i < sizeof first_symbols / sizeof *first_symbols; i++)
		if (find(p, first_symbols[i].symbol, &address))
			return first_symbols[i].version_hex;
	return 0;
}

/* It describes itself: its own words must agree with its symbols. A build without a GIL has other
 * objects. */
static enum python_status
read_description(struct remote *r, struct interpreter *in)
{
	uint64_t words[LAYOUT_WORDS];

	if (!remote_bytes(r, in->runtime, words, sizeof words))
		return PYTHON_EARLY;
	if (memcmp(&words[LAYOUT_WORD_COOKIE], LAYOUT_COOKIE, sizeof *words) != 0 ||
		words[LAYOUT_WORD_VERSION] != in->version_hex ||
		words[LAYOUT_WORD_FREE_THREADED] != 0 ||
		!layout_described(in->version, words, &in->layout))
		return PYTHON_UNKNOWN;
	return PYTHON_OK;
}

/* One of these is in each interpreter. */
static bool
find_objects(struct places *p, struct elf_object *library)
{
	static const char *const marks[] = { "_PyRuntime", "PyEval_EvalCode" };
	uint64_t address;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (elf_object_symbol(p->remote, p->objects[0], marks[i], &address))
			return true;
		if (elf_object_library(p->remote, p->objects[0], "libpython", marks[i], library)) {
			p->objects[1] = library;
			return true;
		}
	}
	return false;
}

enum python_status
interpreter_find(struct remote *r, const struct elf_headers *headers, struct interpreter *in)
{
	struct elf_object program, library;
	struct places places = { r, { &program, NULL } };

	*in = (struct interpreter){ .version = NULL };
	if (!elf_object_program(r, headers, &program))
		return PYTHON_NONE;
	if (!find_objects(&places, &library))
		return elf_object_is_loading(r, &program) ? PYTHON_EARLY : PYTHON_NONE;
	in->version_hex = version_of(&places);
	in->version = layout_find(in->version_hex >> 16);
	if (in->version == NULL || !find(&places, "_PyRuntime", &in->runtime) ||
		!find(&places, "PyCode_Type", &in->code_type) ||
		!find(&places, "PyUnicode_Type", &in->string_type) ||
		!find(&places, "PyBytes_Type", &in->bytes_type))
		return PYTHON_UNKNOWN;
	in->layout = in->version->at;
	return in->version->described ? read_description(r, in) : PYTHON_OK;
}
