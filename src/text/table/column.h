/* SPDX-License-Identifier: MIT */
/* column.h: THE table of columns. The screen, plain tables, JSON, CSV, sorting, --help and what
 * the source must read are derived from it. Adding a column means adding a row and its value. */
#ifndef PEAKTOP_TEXT_TABLE_COLUMN_H
#define PEAKTOP_TEXT_TABLE_COLUMN_H

#include "base/failure.h"
#include "model/group/groups.h"
#include "text/table/bar.h"
#include "text/unit.h"

enum row_kind {
	ROW_PROCESS, /* a process, or a group of processes */
	ROW_ENDED,   /* the line into which ended processes are folded */
	ROW_ALIKE,   /* ended processes that ran the same */
};

/* A line of a table: a process with its place in the tree (text/table/rows.h). */
struct row {
	const struct process *process; /* of other kinds, one of those it stands for */
	enum row_kind kind;
	unsigned hidden_below;   /* descendants that are folded away */
	uint64_t tree_rss_bytes; /* of it and its descendants; shared pages count for each
				  * process */
	uint64_t rails;          /* bit n: another branch of depth n follows below */
	uint16_t depth;
	bool last, folded, parent;
	bool counted_above; /* its memory is that of its parent, which is in the table */
	const struct process_group *group; /* the group it stands for; NULL: for a single process */
	const struct row *inside;          /* the rows that it stands for: its hidden descendants,
					    * or ended processes, the largest peak first */
	size_t inside_count;
};

/* What the values and texts of a row depend on besides the row. */
struct column_context {
	uint64_t now_ns;      /* clock_boot_ns of the newest sample */
	uint64_t wall_ns;     /* the same on the wall clock; 0: unknown */
	uint64_t total_bytes; /* memory_whole_bytes */
	uint64_t scale_bytes; /* of bars: the largest peak of all rows (rows_cells); 0: no bars */
	bool by_limit;        /* the scale of bars is the limit of each row instead */
	enum units units;
	bool ascii;
};

enum value_kind {
	VALUE_COUNT,
	VALUE_SIZE,    /* bytes */
	VALUE_PERCENT, /* `real` */
	VALUE_CHANGE,  /* `real`: bytes gained, or lost if negative; 0: none */
	VALUE_AGE,     /* nanoseconds; seconds in JSON and CSV */
	VALUE_CPU_TIME,
	VALUE_TEXT,
	VALUE_TREND, /* drawn, for people only */
	VALUE_BAR,   /* likewise: `whole` of `real`, RSS and its peak; sorted by `whole` */
};

struct value {
	uint64_t whole;
	double real;
	const char *text; /* lives as long as the process, or points to `spelt`; of an age, what
			   * stands for less than five seconds, or NULL */
	char spelt[16];
	bool at_least; /* a lower bound of a time; unknown in machine-readable formats */
};

/* How the code that shows a column treats it. */
enum column_role {
	COLUMN_KEPT = 1 << 0,     /* the last to be dropped from a narrow screen */
	COLUMN_MARK = 1 << 1,     /* coloured if the row is at its peak */
	COLUMN_BRANCH = 1 << 2,   /* begins with the branch of a tree, and the number of processes
				   * in the row */
	COLUMN_IN_TREES = 1 << 3, /* by default only in a tree */
	COLUMN_SPARE = 1 << 4,    /* dropped before a command is cut short */
	COLUMN_LATER = 1 << 6,    /* came after the order of CSV was fixed, in which it is last */
	COLUMN_ALIKE = 1 << 5,    /* ended processes that ran the same have it, as one row */
};

/* What a tree sorts a branch by, and shows for one that is collapsed. */
enum column_branch {
	BRANCH_OWN,  /* the value of its topmost process */
	BRANCH_SUM,  /* the sum over its processes */
	BRANCH_PEAK, /* the largest: the peak of its sum, or of one process */
};

struct column {
	const char *name, *title, *help;
	const char *key; /* JSON member, CSV head; NULL: not in machine-readable formats */
	enum value_kind kind;
	unsigned width; /* 0: as wide as a size in the chosen units; the last column takes the
			 * rest */
	bool big_first; /* sorts largest first */
	unsigned wants; /* enum wants: what the source must read for it */
	unsigned known; /* bit of enum known that is required; 0: always known */
	size_t member;  /* without `value`: offset of a uint64_t in struct reading */
	bool (*value)(const struct row *, const struct column_context *, struct value *);
	unsigned roles;      /* enum column_role */
	const char *in_tree; /* the column that a tree shows after it and sorts by instead */
	enum column_branch branch;
	/* Whether the value of a group or a collapsed branch is a sum over several processes, with
	 * shared pages counted for each; it is marked. NULL: never. */
	bool (*is_sum)(const struct row *);
	/* Written for an exited process if the value is unknown; NULL: `-`. */
	void (*put_ended)(const struct process *, struct buffer *);
};

extern const struct column columns[];
extern const size_t column_count;

/* NULL: no such name. */
const struct column *column_by_name(const char *name);

/* A selection of columns in order, each at most once: all of the table fit. */
#define COLUMNS_MAX 32
struct column_list {
	const struct column *items[COLUMNS_MAX];
	size_t count;
};

/* The screen's default columns; all columns of machine-readable formats, in an order that never
 * changes: a new one comes last. */
void column_list_default(struct column_list *);
void column_list_machine(struct column_list *);

/* "pid,rss,peak", or separated by blanks; `why` names the first that is unknown or repeated. */
bool column_list_parse(const char *text, struct column_list *, struct failure *why);

/* Adds what a tree shows in addition (in_tree), unless it is in the list already. */
void column_list_add_tree(struct column_list *);

/* Whether a column is in it. */
bool column_list_has(const struct column_list *, const struct column *);

unsigned column_list_wants(const struct column_list *);

/* False if the value is unknown. */
bool column_value(
	const struct column *, const struct row *, const struct column_context *, struct value *);

unsigned column_width(const struct column *, enum units);
bool column_right_aligned(const struct column *);

/* A picture: it takes no digits to read, and may be made wider. */
bool column_drawn(const struct column *);

/* Whether the value of a row is part of its parent's, which is in the table: one address space
 * counts once. */
bool column_counted_above(const struct column *, const struct row *);

/* The peak of a row: of a collapsed branch that of its subtree, if it is the larger. */
const struct peak *column_peak(const struct row *);

/* The bar of a row, in so many cells. */
void column_make_bar(
	const struct row *, const struct column_context *, unsigned cells, struct bar *);

/* The cell as people read it; `-` if unknown (text/table/cell.c). */
void column_put(
	const struct column *, const struct row *, const struct column_context *, struct buffer *);

/* How a process ended: "exit 3", "SIGKILL", or "ended" if unknown. */
void column_put_end(const struct process *, struct buffer *);

/* Below 0: `a` comes before `b` in the natural order of the column; unknown comes last. Ties are
 * broken by pid, so that rows do not move. `inverted` reverses the order; unknown still comes
 * last. */
int column_compare(const struct column *, bool inverted, const struct row *a, const struct row *b,
	const struct column_context *);

#endif
