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

/* An array that a crowd made more than four times as large as what is used now, and larger than
 * 16 KiB, is cut down to that; the first `used` elements stay. */
void *grow_fit(void *array, size_t *capacity, size_t used, size_t size);

/* As grow_array, where nothing in the array is needed any more: one that is too large (grow_fit) is
 * given back first. `wanted` may be what was needed the last time. */
void *grow_anew(void *array, size_t *capacity, size_t wanted, size_t size);

#endif
