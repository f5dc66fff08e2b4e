/* SPDX-License-Identifier: MIT */
/* json.h: values and objects of JSON, through jansson: what all that writes JSON shares.
 *
 * A value is taken over by whatever it is put into. Where jansson has no memory the program ends;
 * text is valid UTF-8 by the time it comes here, so that no other error is left. Unknown is
 * null. */
#ifndef PEAKTOP_TEXT_JSON_H
#define PEAKTOP_TEXT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/failure.h"

void json_put(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

json_t *json_count(uint64_t);
json_t *json_count_or_null(bool known, uint64_t);
json_t *json_real_or_null(bool known, double);
json_t *json_seconds(uint64_t ns);
json_t *json_seconds_or_null(bool known, uint64_t ns);
json_t *json_boolean_or_null(bool known, bool);

/* Cleaned once more, what should be clean: a single bad byte would cost the whole object. Empty
 * and NULL are null. */
json_t *json_clean_or_null(const char *text);

/* Appends it in one line, without its end, numbers that are not whole with so many digits, and
 * lets go of it. False and `why`, which names `what` was to be written: it could not be. */
bool json_write(
	json_t *, unsigned digits, const char *what, struct bytes *out, struct failure *why);

#endif
