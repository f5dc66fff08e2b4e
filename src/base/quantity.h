/* SPDX-License-Identifier: MIT */
/* quantity.h: sizes as people type them: "300M", "1.5G", "4096". */
#ifndef PEAKTOP_BASE_QUANTITY_H
#define PEAKTOP_BASE_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes; K M G T P, with or without iB or B, are powers of 1024 (kB, MB, GB too: a megabyte of
 * memory is what a memory limit takes it for). False: not a size, or 2^63 and more. */
bool quantity_parse_size(const char *text, uint64_t *bytes);

/* To the nearest whole number, halves up; only for 0 up to 2^63. */
uint64_t quantity_round(double);

#endif
