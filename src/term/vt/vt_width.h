/* SPDX-License-Identifier: MIT */
/* vt_width.h: the columns of a character: 0, 1 or 2, whatever the locale. */
#ifndef PEAKTOP_TERM_VT_VT_WIDTH_H
#define PEAKTOP_TERM_VT_VT_WIDTH_H

#include <stdint.h>

/* For a character that is not a control; an unknown one takes 1. */
int vt_width(uint32_t code);

#endif
