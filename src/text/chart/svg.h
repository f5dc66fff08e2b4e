/* SPDX-License-Identifier: MIT */
/* svg.h: text and numbers as SVG wants them. */
#ifndef PEAKTOP_TEXT_CHART_SVG_H
#define PEAKTOP_TEXT_CHART_SVG_H

#include <stddef.h>

#include "base/bytes.h"

/* A length in tenths of a pixel: "12.5". No locale has a say in it. */
void svg_number(struct bytes *, int tenths);

/* Text of any origin as XML character data or attribute value, cut with an ellipsis where it has
 * more than `most` columns. What XML cannot hold becomes U+FFFD, control characters blanks. */
void svg_text(struct bytes *, const char *text, size_t most);

/* Writes `format`, in which `%` stands for the next of the numbers, in tenths. */
void svg_print(struct bytes *, const char *format, const int *tenths);

#endif
