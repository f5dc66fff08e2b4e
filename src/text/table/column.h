/* SPDX-License-Identifier: MIT */
/* column.h: THE table of columns. The screen, plain tables, JSON, CSV, sorting, --help and what
 * the source is asked for are derived from it. To add a column is to add a row and its value. */
#ifndef PEAKTOP_TEXT_TABLE_COLUMN_H
#define PEAKTOP_TEXT_TABLE_COLUMN_H

#include "base/failure.h"
#include "model/group/groups.h"
#include "text/unit.h"

/* One line of a table: a process with its place in the tree (text/table/rows.h). */
struct row {
	const struct process *process;
	uint64_t tree_rss_bytes;      /* of it and all below it, shared pages counted each time */
	uint64_t rails;               /* bit n: another branch of depth n goes on below */
	uint16_t depth, hidden_below; /* processes below it that are folded away */
	bool last, folded, parent;
	const struct process_group *job; /* it stands for all of one; NULL: for a process alone */
};

/* What the values and texts of a row depend on besides the row. */
struct column_context {
	uint64_t now_ns;      /* clock_boot_ns of the newest sample */
	uint64_t total_bytes; /* of the machine; 0: unknown */
	enum units units;
	bool ascii;
};

enum value_kind {
	VALUE_COUNT,
	VALUE_SIZE,    /* bytes */
	VALUE_PERCENT, /* `real` */
	VALUE_CHANGE,  /* `real`: bytes, more or fewer; 0: none */
	VALUE_AGE,     /* nanoseconds; seconds in JSON and CSV */
	VALUE_CPU_TIME,
	VALUE_TEXT,
	VALUE_TREND, /* drawn, for people only */
};

struct value {
	uint64_t whole;
	double real;
	const char *text; /* lives as long as the process, or points to `spelt` */
	char spelt[16];
	bool at_least; /* a time known only to be longer than this; unknown to machines */
};

struct column {
	const char *name, *title, *help;
	const char *key; /* member of JSON, head of CSV; NULL: not for machines */
	enum value_kind kind;
	unsigned width; /* 0: as wide as a size in the units chosen; the last column takes what is
			   left */
	bool big_first; /* the largest on top when sorted by it */
	unsigned wants; /* enum wants: what the source must read for it */
	unsigned known; /* bit of enum known without which it is unknown; 0: always known */
	size_t member;  /* without `value`: offset of a uint64_t in struct reading */
	bool (*value)(const struct row *, const struct column_context *, struct value *);
};

extern const struct column columns[];
extern const size_t column_count;

/* NULL for no such name. */
const struct column *column_by_name(const char *name);

/* A choice of columns in order. */
#define COLUMNS_MAX 32
struct column_list {
	const struct column *items[COLUMNS_MAX];
	size_t count;
};

/* The default of the screen; all that machines are given. */
void column_list_default(struct column_list *);
void column_list_machine(struct column_list *);

/* "pid,rss,peak", or with blanks between; false and `why` name the first that is no column or
 * stands twice. */
bool column_list_parse(const char *text, struct column_list *, struct failure *why);

/* What a tree shows besides: tree_rss behind rss, unless it is in the list already. */
void column_list_add_tree(struct column_list *);

/* Whether a column is in it. */
bool column_list_has(const struct column_list *, const struct column *);

unsigned column_list_wants(const struct column_list *);

/* False where the value is unknown. */
bool column_value(
	const struct column *, const struct row *, const struct column_context *, struct value *);

unsigned column_width(const struct column *, enum units);
bool column_right_aligned(const struct column *);

/* The cell as people read it; `-` where unknown (text/table/cell.c). */
void column_put(
	const struct column *, const struct row *, const struct column_context *, struct buffer *);

/* How a process ended: "exit 3", "SIGKILL", "ended" where that is unknown. */
void cell_put_end(const struct process *, struct buffer *);

/* Below 0: `a` stands above `b` in the natural order of the column; unknown stands last. Ties go
 * by pid, so that rows keep still. `inverted` turns the order round, unknown stays last. */
int column_compare(const struct column *, bool inverted, const struct row *a, const struct row *b,
	const struct column_context *);

#endif
