/* SPDX-License-Identifier: MIT */
/* summary.h: the account of a run in its forms: the summary, for people; the format of GNU time;
 * JSON. */
#ifndef PEAKTOP_TEXT_RUN_SUMMARY_H
#define PEAKTOP_TEXT_RUN_SUMMARY_H

#include "base/bytes.h"
#include "base/failure.h"
#include "model/run/run.h"
#include "model/run/series.h"
#include "text/unit.h"

/* Short and aligned, verdict first; says which figures are exact, sampled ("at least") or at the
 * launcher's floor ("at most"). Ends with a line on sizing. */
void summary_put(const struct run *, enum units, struct bytes *out);

/* On one line: verdict, times, peaks, command. */
void summary_put_line(const struct run *, struct bytes *out);

/* The same as a heading and a table in Markdown. */
void summary_put_markdown(const struct run *, struct bytes *out);

/* The report of `/usr/bin/time -v`, with the same labels, then peaktop's own lines. */
void summary_put_verbose(const struct run *, struct bytes *out);

/* -p: real, user, sys as in POSIX. */
void summary_put_portable(const struct run *, struct bytes *out);

/* -f: the conversions of GNU time 1.9, %-sequences and \-escapes; an unknown one is printed as
 * GNU time prints it (including all of %T...). Our own: %Bt the tree's peak in KiB, %Bw its
 * confidence (exact, at-least, about, at-most), %Bv the verdict; "-" if unknown. Ends with a
 * newline, except for a format that ends in a lone %, as in GNU time. The words of the command
 * are cleaned. */
void summary_put_format(const struct run *, const char *format, struct bytes *out);

/* "Command exited with non-zero status 3": the line that GNU time prints first for an abnormal
 * end; nothing for a normal one. */
void summary_put_abnormal(const struct run *, struct bytes *out);

/* One line, schema peaktop.run/1. `number`: of the run in the history; 0: none. Fails in a build
 * without jansson. */
bool summary_put_json(const struct run *, uint64_t number, struct bytes *out, struct failure *why);

/* The same with a member "series": what its tree held over time (NULL: without it). */
bool summary_put_json_series(const struct run *, uint64_t number, const struct series *,
	struct bytes *out, struct failure *why);

#endif
