/* SPDX-License-Identifier: MIT */
/* recording_lines.h: the lines of a recording and their offsets; for recording_read.c only. */
#ifndef PEAKTOP_SOURCE_RECORDING_RECORDING_LINES_H
#define PEAKTOP_SOURCE_RECORDING_RECORDING_LINES_H

#include <stddef.h>
#include <stdint.h>

/* peaktop never writes a longer line. */
#define RECORDING_LINE_MAX 65536

enum line_kind { LINE_GOOD, LINE_NONE, LINE_CUT, LINE_BAD, LINE_UNREADABLE };

struct recording_lines {
	int fd;
	uint64_t offset; /* of bytes[0] in the file */
	size_t begin, end;
	char bytes[RECORDING_LINE_MAX];
};

/* The next line without its newline, valid until the next call. LINE_NONE: the file ends before
 * it; LINE_CUT: within it; LINE_BAD: too long, or contains a NUL; LINE_UNREADABLE: errno says
 * why. */
enum line_kind recording_line(struct recording_lines *, char **line);

/* The offset of the next line. */
uint64_t recording_lines_offset(const struct recording_lines *);

/* Continues there. */
void recording_lines_seek(struct recording_lines *, uint64_t offset);

#endif
