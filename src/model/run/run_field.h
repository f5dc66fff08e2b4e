/* SPDX-License-Identifier: MIT */
/* run_field.h: THE table of the figures of a run, and of its other single values. A figure is
 * described once, here: its member, its name in the history and in the spool, when it is known,
 * its path in JSON. CSV and -v name the figures that they show. A test fails if a member of struct
 * run is neither in the table nor in the test's list of those that are kept otherwise. */
#ifndef PEAKTOP_MODEL_RUN_RUN_FIELD_H
#define PEAKTOP_MODEL_RUN_RUN_FIELD_H

#include "model/run/run.h"

/* What a member holds, and so how it is written and shown. */
enum run_field_kind {
	RUN_COUNT, /* unsigned, of 4 or 8 bytes */
	RUN_BYTES,
	RUN_TIME,    /* nanoseconds; seconds in JSON and CSV */
	RUN_FLAG,    /* bool */
	RUN_INTEGER, /* int */
	RUN_SIGNED,  /* int64_t */
	RUN_TEXT,    /* array of char */
	RUN_POINTER, /* const char *, NULL for none */
	RUN_REASON,
	RUN_ORIGIN,
	RUN_CONFIDENCE,
	RUN_BY_HAND, /* no member: a part of JSON that is made of several */
};

/* When a figure is known; otherwise it is null, empty or "-" (model/run/run.h says why). */
enum run_known {
	RUN_KNOWN_ALWAYS,
	RUN_KNOWN_UNLESS_ZERO,
	RUN_KNOWN_WITH_STATUS, /* it ended by itself */
	RUN_KNOWN_WITH_SIGNAL, /* a signal ended it */
	RUN_KNOWN_WITH_USAGE,  /* its end was seen, or it was not started */
	RUN_KNOWN_WITH_SINGLE,
	RUN_KNOWN_WITH_SINGLE_TIME,
	RUN_KNOWN_WITH_TREE,
	RUN_KNOWN_WITH_TREE_TIME,
	RUN_KNOWN_WITH_CGROUP,
	RUN_KNOWN_WITH_CGROUP_LIMIT,
	RUN_KNOWN_WITH_HUGETLB,
	RUN_KNOWN_WITH_KILLS,
	RUN_KNOWN_WITH_SWAP,
	RUN_KNOWN_WITH_PROCESSES,
	RUN_KNOWN_WITH_LEFT,
	RUN_KNOWN_WITH_EXITS,
	RUN_KNOWN_WITH_LINES,
};

/* No pointers: they would be relocated at each start. Texts end in NUL. */
struct run_field {
	char name[24]; /* of the column in the history, and in the spool */
	char json[36]; /* "usage.user_seconds"; empty: not in JSON, or put there by hand */
	unsigned short offset, size;
	unsigned char kind;  /* enum run_field_kind */
	unsigned char known; /* enum run_known */
	unsigned char since; /* the version of the history that first has it; 0: none has */
	bool fixed;          /* known at the start; updates skip it */
};

extern const struct run_field run_fields[];
extern const size_t run_field_count;

/* The name must be in the table. */
const struct run_field *run_field_named(const char *name);

bool run_field_is_known(const struct run *, const struct run_field *);

/* Whether it is a number: neither a text nor the name of a reason or an origin. */
bool run_field_is_number(const struct run_field *);

/* The value of a number; an int is cast. `object`: a run, or another
 * struct that has such a field. */
uint64_t run_field_number(const void *object, const struct run_field *);

/* The text, or the name; NULL: none. */
const char *run_field_text(const void *object, const struct run_field *);

#endif
