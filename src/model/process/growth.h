/* SPDX-License-Identifier: MIT */
/* growth.h: whether what a process holds grows, how fast, or since when it is flat. Two views of
 * the recent past in fixed memory: the newest samples one by one, and minima and maxima of
 * longer stretches. A rise counts as growth if it leads above everything that the stretches have
 * seen, if the stretches only rise, or if their lower envelope rises: a sawtooth does none of
 * these. The slope is the median of the slopes of all pairs (Theil and Sen), which a few outliers
 * do not move. What only rises is never flat: until its rise is large enough to be measured, the
 * growth is unknown. What was said stays until the samples contradict it. Pure: never allocates,
 * reads no clock. */
#ifndef PEAKTOP_MODEL_PROCESS_GROWTH_H
#define PEAKTOP_MODEL_PROCESS_GROWTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/duration.h"
#include "model/process/plateau.h"

#define GROWTH_SAMPLES 16
#define GROWTH_STRETCHES 24
#define GROWTH_GAPS 8

/* The shortest distance of two samples, and the shortest stretch. */
#define GROWTH_SAMPLE_NS NS_PER_SECOND
#define GROWTH_STRETCH_NS (10 * NS_PER_SECOND)

enum growth_kind {
	GROWTH_UNKNOWN, /* too few samples yet, or not on a line */
	GROWTH_FLAT,    /* since `since_ns` */
	GROWTH_WAVES,   /* up and down, without a trend */
	GROWTH_LINE,    /* by `bytes_a_minute`, negative if it shrinks */
};

struct growth_fit {
	enum growth_kind kind;
	int64_t bytes_a_minute; /* 0 unless it is a line */
	uint64_t since_ns;      /* if flat: since when all was within 1 % or 1 MiB of what is held
				 * now */
	uint64_t from_ns;       /* when the samples begin that it rests on */
};

/* How far it has risen, or fallen: the last gains, and how far apart they come. */
struct growth_way {
	uint32_t kib; /* the highest, or lowest, so far */
	uint32_t at;  /* when it became so */
	/* The longest time between two gains, for each of the newest stretches. */
	uint16_t gaps[GROWTH_GAPS];
};

struct growth {
	uint64_t began_ns;
	struct growth_way ways[2]; /* up, down */
	struct growth_fit said;
	struct plateau plateau; /* all values, in KiB, to find since when it is flat */
	uint32_t newest_kib;
	uint32_t sample_kib[GROWTH_SAMPLES]; /* rings; times are in steps of 10 ms since began_ns */
	uint32_t sample_at[GROWTH_SAMPLES];
	uint32_t stretch_at[GROWTH_STRETCHES], low_kib[GROWTH_STRETCHES],
		high_kib[GROWTH_STRETCHES];
	uint32_t stretch_length; /* of the newest stretch; it only grows */
	uint8_t sample_count, sample_next, stretch_count, stretch_next;
};

void growth_begin(struct growth *, uint64_t now_ns);

/* Adds a sample; times never go back (an earlier time is taken as the last one). */
void growth_push(struct growth *, uint64_t at_ns, uint64_t bytes);

/* What the samples say so far. */
struct growth_fit growth_fit(const struct growth *);

/* The time until a limit is reached by what counts against it. False: it does not grow, or there
 * is no forecast. */
bool growth_forecast(
	const struct growth_fit *, uint64_t charge_bytes, uint64_t limit_bytes, uint64_t *left_ns);

#endif
