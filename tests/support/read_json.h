/* SPDX-License-Identifier: MIT */
/* read_json.h: reads a run's JSON back with jansson, and finds members by path. Include it last: it
 * includes cmocka, whose macro fail() collides with other names. */
#ifndef PEAKTOP_TESTS_READ_JSON_H
#define PEAKTOP_TESTS_READ_JSON_H

#include <jansson.h>
#include <string.h>

#include "text/run/summary.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Checks that it is one valid line without control characters; the caller frees it. */
static inline json_t *
read_back(const struct run *run, uint64_t number)
{
	struct bytes out = { .data = NULL };
	struct failure why;
	json_error_t error;
	json_t *object;

	assert_true(summary_put_json(run, number, &out, &why));
	assert_ptr_equal(strchr(out.data, '\n'), out.data + out.length - 1);
	assert_null(strchr(out.data, '\033'));
	object = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		fail_msg("%s in %s", error.text, out.data);
	bytes_free(&out);
	return object;
}

/* "peak.tree.bytes"; fails if there is no such member. */
static inline json_t *
at(json_t *object, const char *path)
{
	char key[64];

	for (const char *rest = path; *rest != '\0';) {
		size_t count = strcspn(rest, ".");

		memcpy(key, rest, count);
		key[count] = '\0';
		object = json_object_get(object, key);
		if (object == NULL)
			fail_msg("%s is missing", path);
		rest += count + (rest[count] == '.');
	}
	return object;
}

#define assert_whole(object, path, expected)                                      \
	do {                                                                      \
		assert_true(json_is_integer(at(object, path)));                   \
		assert_int_equal(json_integer_value(at(object, path)), expected); \
	} while (0)
#define assert_text(object, path, expected)                                         \
	do {                                                                        \
		assert_true(json_is_string(at(object, path)));                      \
		assert_string_equal(json_string_value(at(object, path)), expected); \
	} while (0)
#define assert_null_at(object, path) assert_true(json_is_null(at(object, path)))

static inline void
assert_seconds(json_t *object, const char *path, double expected)
{
	assert_true(json_is_real(at(object, path)));
	assert_float_equal(json_real_value(at(object, path)), expected, 1e-12);
}

/* Every member of the documented example, in its order, and no other. */
static inline void
check_keys(json_t *object, const char *path, const char *keys)
{
	json_t *part = *path == '\0' ? object : at(object, path);
	const char *key, *rest = keys;
	json_t *value;

	assert_true(json_is_object(part));
	json_object_foreach(part, key, value)
	{
		size_t count = strcspn(rest, " ");

		if (strlen(key) != count || strncmp(key, rest, count) != 0)
			fail_msg("%s: '%s' where '%s' should be", path, key, rest);
		rest += count + strspn(rest + count, " ");
	}
	if (*rest != '\0')
		fail_msg("%s: no '%s'", path, rest);
}

#endif
