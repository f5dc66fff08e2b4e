/* SPDX-License-Identifier: MIT */
/* svg.h: text and numbers in the syntax of SVG. */
#ifndef PEAKTOP_TEXT_CHART_SVG_H
#define PEAKTOP_TEXT_CHART_SVG_H

#include <stddef.h>

#include "base/bytes.h"

/* Untrusted text as XML character data or attribute value, cut with an ellipsis after `max`
 * columns. What XML does not allow becomes U+FFFD, control characters become blanks. */
void svg_text(struct bytes *, const char *text, size_t max);

/* Writes `format`, in which each `%` is replaced with the next of the numbers, in tenths. */
void svg_print(struct bytes *, const char *format, const int *tenths);

#endif
