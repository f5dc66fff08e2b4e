/* SPDX-License-Identifier: MIT */
/* page.h: one run, or a comparison of several, as a page of HTML: one file that loads nothing, for
 * light and dark screens, with a chart whose values can be read by mouse and by keys. Pure. Foreign
 * text is written as text, never as markup, and nothing foreign is in a script. */
#ifndef PEAKTOP_TEXT_PAGE_PAGE_H
#define PEAKTOP_TEXT_PAGE_PAGE_H

#include "base/bytes.h"
#include "model/run/run.h"
#include "text/chart/chart.h"
#include "text/run/run_compare.h"

struct page_run {
	const struct run *run;
	const char *name;          /* what it ran */
	const char *origin;        /* which run it is, when, where and by whom it was started */
	const struct chart *chart; /* NULL: it was too short for one */
};

/* The chart, the account as in the summary, and the processes. */
void page_put_run(const struct page_run *, enum units, struct bytes *out);

/* The chart of all, and each set compared with the first: what the figures are, and the verdict.
 * `count` is at least 2. */
void page_put_comparison(
	const struct run_set *, size_t count, const struct chart *, enum units, struct bytes *out);

#endif
