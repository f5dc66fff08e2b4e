/* SPDX-License-Identifier: MIT */
/* code_lines.h: growth by line of Python code, as text. */
#ifndef PEAKTOP_TEXT_RUN_CODE_LINES_H
#define PEAKTOP_TEXT_RUN_CODE_LINES_H

#include "text/run/summary_lines.h"

/* "train.py:42"; a file without a line; empty for a kind that has no file. */
void code_line_put_file(const struct code_line *, struct buffer *);
/* The same in so many columns (at least 4): cut at the front, for the end of a path says more. */
void code_line_put_file_in(const struct code_line *, size_t columns, struct buffer *);
/* "load_batch", "(import)", "(interpreter start)". */
void code_line_put_function(const struct code_line *, struct buffer *);
/* "train.py:42 load_batch", "import pandas". */
void code_line_put_place(const struct code_line *, struct buffer *);

/* "+310 MiB", or ">=310 MiB" if it may have been more; what no line holds did not grow: without a
 * sign. */
void code_line_put_bytes(const struct run *, const struct code_line *, enum units, struct buffer *);

/* The part that it has in the peak of the tree, 0 to 1. */
double code_line_share(const struct run *, const struct code_line *);

/* The deepest function that with what it calls holds most of the growth, and a part of it itself:
 * a caller and what it calls very often share by time, and only their sum is certain. NULL: none,
 * or it says no more than the lines. */
const struct code_line *code_lines_main_function(const struct run *);

/* The block "grew in" of the summary; or a word on why there is none, where one would expect it. */
void code_lines_add(struct summary_lines *);

/* All of them, below a heading, if there are more than in the summary. */
void code_lines_put_all(const struct run *, enum units, struct bytes *out);

/* As CSV: list, file, line, function, kind, bytes, share. */
void code_lines_put_csv(const struct run *, struct bytes *out);

#endif
