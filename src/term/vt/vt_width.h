/* SPDX-License-Identifier: MIT */
/* vt_width.h: how many columns a character takes: 0, 1 or 2, whatever the locale. */
#ifndef PEAKTOP_TERM_VT_VT_WIDTH_H
#define PEAKTOP_TERM_VT_VT_WIDTH_H

#include <stdint.h>

/* Of a character that is no control; what is not known takes 1. */
int vt_width(uint32_t code);

#endif
