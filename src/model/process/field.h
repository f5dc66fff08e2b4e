/* SPDX-License-Identifier: MIT */
/* field.h: THE table of the fields of a reading: whether a field is known, what a group of
 * processes makes of it, what an ended process keeps, and its place in a recording. A field is
 * described once, here; a test fails if one is not. */
#ifndef PEAKTOP_MODEL_PROCESS_FIELD_H
#define PEAKTOP_MODEL_PROCESS_FIELD_H

#include "base/integer.h"
#include "model/process/sample.h"

/* The value of a group, from those of its living members that know it. */
enum field_sum {
	SUM_NONE,   /* a group has none: its peak is that of its sums, for example */
	SUM_LEADER, /* its oldest member's */
	SUM_ADDED,
	SUM_MIN, /* of limits, the one reached first */
	SUM_MAX,
};

/* An integer member of a struct. No pointers, here and in the tables: they would be relocated at
 * each start. */
struct field {
	unsigned short offset;
	unsigned char size; /* 1, 4 or 8 bytes, unsigned */
	char letter;        /* its name in a recording (doc/recording.md); 0: not recorded */
	unsigned known;     /* its bit of enum known; 0: always known */
	unsigned char sum;  /* enum field_sum */
	bool final;         /* an ended process keeps it; other fields with a bit become unknown */
	uint64_t max;       /* the largest valid value in a recording */
};

struct fields {
	const struct field *items;
	size_t count;
};

#define FIELD_PLACE(type, member) \
	.offset = offsetof(struct type, member), .size = sizeof(((struct type *)NULL)->member)

/* Far above any real value, and far enough below 2^64 for sums and differences. */
#define FIELD_MAX (UINT64_C(1) << 56)
#define FIELD_MAX_NS (UINT64_C(1) << 62)

extern const struct fields reading_fields; /* of struct reading */

/* Bits of enum known: of the fields that an ended process keeps; of those that are recorded. The
 * others are unknown after the end, and in a replay. */
unsigned reading_final_known(void);
unsigned reading_recorded_known(void);

static inline uint64_t
field_get(const void *object, const struct field *f)
{
	return integer_get((const char *)object + f->offset, f->size);
}

static inline void
field_set(void *object, const struct field *f, uint64_t value)
{
	integer_set((char *)object + f->offset, f->size, value);
}

#endif
