/* SPDX-License-Identifier: MIT */
/* csv.h: cells of CSV (RFC 4180, lines ended by LF). */
#ifndef PEAKTOP_TEXT_TABLE_CSV_H
#define PEAKTOP_TEXT_TABLE_CSV_H

#include "base/bytes.h"

/* A text in quotes. One that a spreadsheet would treat as a formula (= + - @ or a tab first) gets
 * a leading apostrophe. Control characters are gone already (base/clean.h). NULL: an empty
 * cell. */
void csv_put_text(struct bytes *out, const char *text);

#endif
