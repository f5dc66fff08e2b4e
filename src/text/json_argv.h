/* SPDX-License-Identifier: MIT */
/* json_argv.h: the arguments of a command in JSON, which holds only text, while arguments may be
 * any bytes. */
#ifndef PEAKTOP_TEXT_JSON_ARGV_H
#define PEAKTOP_TEXT_JSON_ARGV_H

#include <jansson.h>

/* An array of the arguments, cleaned. */
json_t *json_argv(char *const *argv);

/* An array of the exact arguments in base64, if cleaning changed any of them; null if the array
 * above is exact. */
json_t *json_argv_base64(char *const *argv);

#endif
