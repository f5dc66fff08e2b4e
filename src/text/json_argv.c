/* SPDX-License-Identifier: MIT */
/* json_argv.c: the arguments of a command in JSON. */
#include "text/json_argv.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "text/argv.h"
#include "text/json.h"

json_t *
json_argv(char *const *argv)
{
	json_t *array = json_array();

	for (; *argv != NULL; argv++) {
		char *clean = argv_clean(*argv);

		json_append(array, json_string(clean));
		free(clean);
	}
	return array;
}

/* RFC 4648, with its padding. */
static void
put_base64(const unsigned char *bytes, size_t count, struct bytes *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < count; i += 3) {
		size_t left = count - i;
		unsigned group = (unsigned)bytes[i] << 16 |
				 (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
				 (left > 2 ? bytes[i + 2] : 0u);
		char text[4] = { digits[group >> 18], digits[group >> 12 & 63],
			digits[group >> 6 & 63], digits[group & 63] };

		if (left < 3)
			text[3] = '=';
		if (left < 2)
			text[2] = '=';
		bytes_put(out, text, sizeof text);
	}
}

json_t *
json_argv_base64(char *const *argv)
{
	json_t *array;
	bool all = true;

	for (char *const *arg = argv; *arg != NULL; arg++)
		all = all && argv_is_clean(*arg);
	if (all)
		return json_null();
	array = json_array();
	for (; *argv != NULL; argv++) {
		struct bytes text = { .data = NULL };

		bytes_text(&text, "");
		put_base64((const unsigned char *)*argv, strlen(*argv), &text);
		json_append(array, json_string(text.data));
		bytes_free(&text);
	}
	return array;
}
