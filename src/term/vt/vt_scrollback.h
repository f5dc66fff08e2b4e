/* SPDX-License-Identifier: MIT */
/* vt_scrollback.h: the newest lines that scrolled off the top, as bytes, in a ring of bounded
 * size. Start with a zeroed struct. Holds at most VT_LINES_MAX lines and VT_LINES_BYTES; a new
 * line pushes the oldest out. Its memory grows up to these bounds as needed. */
#ifndef PEAKTOP_TERM_VT_VT_SCROLLBACK_H
#define PEAKTOP_TERM_VT_VT_SCROLLBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vt_scrollback {
	char *bytes;
	size_t size, end;        /* end: where the next line goes */
	struct kept_line *lines; /* a ring; `head`: where line `first` is */
	size_t capacity, head;
	uint64_t first, count; /* of all lines ever; those from `first` on are kept */
};

void vt_scrollback_push(struct vt_scrollback *, const char *line, size_t length);
bool vt_scrollback_get(
	const struct vt_scrollback *, uint64_t number, const char **line, size_t *length);
/* Forgets the lines; their numbers continue. */
void vt_scrollback_clear(struct vt_scrollback *);
void vt_scrollback_free(struct vt_scrollback *);

#endif
