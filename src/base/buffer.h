/* SPDX-License-Identifier: MIT */
/* buffer.h: builds a string in storage of the caller's, never past its end. The bytes are always
 * NUL-terminated. What does not fit is cut at a UTF-8 boundary, `cut` is set, and nothing more
 * is appended; nothing here allocates or fails. */
#ifndef PEAKTOP_BASE_BUFFER_H
#define PEAKTOP_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *bytes;
	size_t length, size;
	bool cut;
};

/* An empty builder over `size` bytes of `storage` (size of at least 1). */
struct buffer buffer_over(char *storage, size_t size);

void buffer_put(struct buffer *, const char *bytes, size_t count);
void buffer_text(struct buffer *, const char *text);
void buffer_char(struct buffer *, char c);
void buffer_print(struct buffer *, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
