/* SPDX-License-Identifier: MIT */
/* grow.h: allocation that succeeds or ends the program (failure_out_of_memory). */
#ifndef PEAKTOP_BASE_GROW_H
#define PEAKTOP_BASE_GROW_H

#include <stddef.h>

/* Zeroed; the caller frees. */
void *grow_new(size_t size);

/* Zeroed, and held only where it is written: for a large block of which most stays as it is. The
 * caller unmaps it. */
void *grow_sparse(size_t size);
void grow_unmap(void *memory, size_t size);

/* A copy of a string; the caller frees. */
char *grow_copy(const char *text);
/* A copy of a NULL-terminated argv, in one allocation; the caller frees it. */
char **grow_copy_argv(char *const *argv);

/* Grows `array`, which may move, to at least `wanted` elements of `size` bytes, and updates
 * *capacity. Grows by half, so that repeated growth stays cheap. */
void *grow_array(void *array, size_t *capacity, size_t wanted, size_t size);

/* Shrinks an array that is more than four times as large as what is used now, and larger than 16
 * KiB; the first `used` elements stay. */
void *grow_fit(void *array, size_t *capacity, size_t used, size_t size);

/* Like grow_array, if the contents are not needed any more: an array that is too large
 * (grow_fit) is freed first. `wanted` may be what was needed the last time. */
void *grow_discard(void *array, size_t *capacity, size_t wanted, size_t size);

/* Exchanges two arrays, given as pointers to them, and their capacities: the one that was just
 * filled for the one of before, whose memory serves the next time. */
void grow_swap(void *array, size_t *capacity, void *other, size_t *other_capacity);

#endif
