/* SPDX-License-Identifier: MIT */
/* json_words.h: the words of a command in JSON, which holds text alone, though words may be any
 * bytes. */
#ifndef PEAKTOP_TEXT_JSON_WORDS_H
#define PEAKTOP_TEXT_JSON_WORDS_H

#include <jansson.h>

/* An array of the words, cleaned. */
json_t *json_words(char *const *argv);

/* An array of the words in base64, to the byte, where cleaning changed any of them; null where the
 * array above is what they are. */
json_t *json_words_base64(char *const *argv);

#endif
