/* SPDX-License-Identifier: MIT */
/* json.c: JSON values and objects, using jansson. */
#include "text/json.h"

#include <stdlib.h>

#include "base/duration.h"
#include "text/argv.h"

/* If memory runs out, jansson returns NULL, and functions that take ownership of that return an
 * error. */
void
json_put(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		failure_out_of_memory();
}

void
json_append(json_t *array, json_t *value)
{
	if (value == NULL || json_array_append_new(array, value) != 0)
		failure_out_of_memory();
}

json_t *
json_count(uint64_t n)
{
	return json_integer((json_int_t)n);
}

json_t *
json_count_or_null(bool known, uint64_t n)
{
	return known ? json_count(n) : json_null();
}

json_t *
json_real_or_null(bool known, double real)
{
	return known ? json_real(real) : json_null();
}

json_t *
json_seconds(uint64_t ns)
{
	return json_real((double)ns / NS_PER_SECOND);
}

json_t *
json_seconds_or_null(bool known, uint64_t ns)
{
	return known ? json_seconds(ns) : json_null();
}

json_t *
json_boolean_or_null(bool known, bool is_true)
{
	return known ? json_boolean(is_true) : json_null();
}

json_t *
json_clean_or_null(const char *text)
{
	json_t *value;
	char *clean;

	if (text == NULL || text[0] == '\0')
		return json_null();
	clean = argv_clean(text);
	value = json_string(clean);
	free(clean);
	return value;
}

static int
take_bytes(const char *data, size_t length, void *out)
{
	bytes_put(out, data, length);
	return 0;
}

bool
json_write(json_t *value, unsigned digits, const char *what, struct bytes *out, struct failure *why)
{
	int failed = json_dump_callback(
		value, take_bytes, out, JSON_COMPACT | JSON_REAL_PRECISION(digits));

	json_decref(value);
	return failed == 0 || failure_set(why, 0, "writing %s as JSON", what);
}
