/* SPDX-License-Identifier: MIT */
/* grow.h: memory that is there or ends the program (failure_out_of_memory). */
#ifndef PEAKTOP_BASE_GROW_H
#define PEAKTOP_BASE_GROW_H

#include <stddef.h>

/* Zeroed; the caller frees. */
void *grow_new(size_t size);

/* A copy of a string; the caller frees. */
char *grow_copy(const char *text);
/* Of a list of words that ends with NULL: list and words are one piece. */
char **grow_copy_words(char *const *words);

/* Room for at least `wanted` elements of `size` bytes in `array`, which moves; *capacity follows.
 * Grows by half again, so that repeated growth stays cheap. */
void *grow_array(void *array, size_t *capacity, size_t wanted, size_t size);

#endif
