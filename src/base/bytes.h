/* SPDX-License-Identifier: MIT */
/* bytes.h: output that grows as it is written, until it is sent. Start with a zeroed struct. The
 * bytes are NUL-terminated once anything was appended. */
#ifndef PEAKTOP_BASE_BYTES_H
#define PEAKTOP_BASE_BYTES_H

#include <stddef.h>

struct bytes {
	char *data;
	size_t length, capacity;
};

void bytes_put(struct bytes *, const char *data, size_t count);
void bytes_text(struct bytes *, const char *text);
void bytes_pad(struct bytes *, char c, size_t count);
void bytes_print(struct bytes *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Empties it but keeps the memory, unless the content since the last call used only a small part
 * of it (grow_anew); bytes_free frees all. */
void bytes_restart(struct bytes *);
void bytes_free(struct bytes *);

/* Drops the first *taken bytes, which were sent or read, if that moves no more bytes than it
 * frees; then *taken is 0. */
void bytes_drop(struct bytes *, size_t *taken);

#endif
