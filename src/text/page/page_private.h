/* SPDX-License-Identifier: MIT */
/* page_private.h: shared by the files of text/page. */
#ifndef PEAKTOP_TEXT_PAGE_PAGE_PRIVATE_H
#define PEAKTOP_TEXT_PAGE_PAGE_PRIVATE_H

#include "text/page/page.h"

/* --- page_look.c: the style, the script, and the script's hash for the policy of the page. */
extern const char page_style[], page_script[], page_script_hash[];

/* --- page_frame.c --- */

/* The page up to its heading and the line below that (NULL: none), and its end. */
void page_begin(struct bytes *, const char *heading, const char *below);
void page_end(struct bytes *);

/* Text between `before` and `after`, which are markup. */
void page_text(struct bytes *, const char *before, const char *text, const char *after);

/* Each line of a text as a paragraph. */
void page_lines(struct bytes *, const char *class, const struct bytes *lines);

/* --- page_chart.c --- */

/* The chart with what its script needs; NULL or without a line: says that there is none. */
void page_chart(struct bytes *, const struct chart *, const char *caption);

#endif
