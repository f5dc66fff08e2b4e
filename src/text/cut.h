/* SPDX-License-Identifier: MIT */
/* cut.h: a name in fewer columns than it takes, with a mark where it was cut. */
#ifndef PEAKTOP_TEXT_CUT_H
#define PEAKTOP_TEXT_CUT_H

#include "base/buffer.h"

/* Writes as much of the text as fits into `columns`; if that is not all of it, the last column is
 * the mark: an ellipsis, in ASCII `~`. */
void cut_put(struct buffer *, const char *text, size_t columns, bool ascii);

/* The same, but a number at the end of the text stays, which tells alike names apart: "train.py
 * 2120" becomes "tra… 2120"; with less room only its end stays: "…120". */
void cut_put_distinct(struct buffer *, const char *text, size_t columns, bool ascii);

#endif
