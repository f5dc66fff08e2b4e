/* SPDX-License-Identifier: MIT */
/* growth_private.h: the samples and stretches of a growth, shared by growth.c, which keeps them and
 * says what they mean, and growth_line.c, which looks for lines in them. */
#ifndef PEAKTOP_MODEL_PROCESS_GROWTH_PRIVATE_H
#define PEAKTOP_MODEL_PROCESS_GROWTH_PRIVATE_H

#include "model/process/climb.h"
#include "model/process/growth.h"

#define NS_PER_STEP (10 * NS_PER_MS)

/* A rise of less than this, four pages, is nothing. */
#define LEAST_KIB 16.0

/* What is still for fewer stretches than this may be a pause. */
#define STILL_STRETCHES 2

/* Indices into the rings; `back` 0 is the newest. */
size_t growth_sample_index(const struct growth *, size_t back);
size_t growth_stretch_index(const struct growth *, size_t back);

/* When a stretch began, in steps; and a number of steps as a moment. */
double growth_stretch_began(const struct growth *, size_t back);
uint64_t growth_moment(const struct growth *, double at);

/* The change that does not count, of what holds this much. */
uint32_t growth_still_kib(uint32_t kib);

/* The distance between the least and the most of all stretches. */
uint32_t growth_range_kib(const struct growth *);

/* Whether it has stood still for clearly longer than the usual time between two of its steps. */
bool growth_stands_still(const struct growth *, uint32_t now, bool down);

/* The stretches and the newest sample, taken at `now`; `down`: upside down. */
void growth_points(const struct growth *, uint32_t now, bool down, struct climb_points *);

/* growth_line.c: whether the samples carry a line; whether they do not contradict the line that
 * was said; whether they rise or fall, by however little. */
bool growth_finds_line(const struct growth *, uint32_t now, struct growth_fit *);
bool growth_keeps_line(const struct growth *, uint32_t now);
bool growth_moves(const struct growth *, uint32_t now, bool down);

#endif
