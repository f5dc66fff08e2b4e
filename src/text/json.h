/* SPDX-License-Identifier: MIT */
/* json.h: JSON values and objects, using jansson; shared by all writers of JSON. Ownership of a
 * value passes to whatever it is put into. If memory runs out, the program ends; text is valid
 * UTF-8 by the time it arrives here, so no other error is possible. Unknown is null. */
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

/* Cleans text that should be clean already: a single invalid byte would lose the whole object.
 * Empty and NULL become null. */
json_t *json_clean_or_null(const char *text);

/* Appends the value on one line, without a newline, fractions with this many digits, and
 * releases it. `what` names it in `why`. */
bool json_write(
	json_t *, unsigned digits, const char *what, struct bytes *out, struct failure *why);

#endif
