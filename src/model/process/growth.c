/* SPDX-License-Identifier: MIT */
/* growth.c: whether what a process holds grows, how fast, or since when it is flat. */
#include "model/process/growth_private.h"

#include "base/duration.h"

/* No measurement is recorded for the thresholds below; test_growth.c and test_growth_kinds.c have
 * the shapes that they must tell apart: lines, steps, noise, sawtooths, jumps. */
#define SAMPLES_MIN 8

/* A stretch holds at least this many samples. */
#define SAMPLES_IN_STRETCH 5

/* Not counted as a change: 1 MiB, or a hundredth of what is held. */
#define STILL_KIB 1024u
#define STILL_PART 100u

/* A plateau is this much finer than that, which bounds the error in when it began. */
#define FINE 4

/* The part of the range that must be lost and gained for it to go up and down. */
#define WAVE 0.25

/* No forecast beyond ten years (2^64 ns are less than 600 years). */
#define FORECAST_MAX_NS (10 * 365.0 * 86400 * 1e9)

/* After a pause of this many samples, the past no longer counts. */
#define PAUSE_SAMPLES 20

static uint32_t
limited(uint64_t value)
{
	return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

uint32_t
growth_still_kib(uint32_t kib)
{
	return kib / STILL_PART > STILL_KIB ? kib / STILL_PART : STILL_KIB;
}

void
growth_begin(struct growth *g, uint64_t now_ns)
{
	*g = (struct growth){ .began_ns = now_ns,
		.stretch_length = (uint32_t)(GROWTH_STRETCH_NS / NS_PER_STEP) };
}

/* --- the rings --- */

size_t
growth_sample_index(const struct growth *g, size_t back)
{
	return (g->sample_next + 2u * GROWTH_SAMPLES - 1u - back) % GROWTH_SAMPLES;
}

size_t
growth_stretch_index(const struct growth *g, size_t back)
{
	return (g->stretch_next + 2u * GROWTH_STRETCHES - 1u - back) % GROWTH_STRETCHES;
}

double
growth_stretch_began(const struct growth *g, size_t back)
{
	return g->stretch_at[growth_stretch_index(g, back)];
}

uint64_t
growth_moment(const struct growth *g, double at)
{
	return g->began_ns + (at > 0 ? (uint64_t)at : 0) * NS_PER_STEP;
}

uint32_t
growth_range_kib(const struct growth *g)
{
	uint32_t low = UINT32_MAX, high = 0;

	for (size_t i = 0; i < g->stretch_count; i++) {
		low = g->low_kib[i] < low ? g->low_kib[i] : low;
		high = g->high_kib[i] > high ? g->high_kib[i] : high;
	}
	return high - low;
}

void
growth_points(const struct growth *g, uint32_t now, bool down, struct climb_points *p)
{
	double sign = down ? -1 : 1;

	p->count = g->stretch_count;
	for (size_t i = 0; i < p->count; i++) {
		size_t back = p->count - 1 - i, index = growth_stretch_index(g, back);

		p->at[i] = growth_stretch_began(g, back);
		p->low[i] = sign * (down ? g->high_kib[index] : g->low_kib[index]);
		p->high[i] = sign * (down ? g->low_kib[index] : g->high_kib[index]);
	}
	if (now <= growth_stretch_began(g, 0))
		return;
	p->at[p->count] = now;
	p->low[p->count] = p->high[p->count] = sign * g->newest_kib;
	p->count++;
}

static void
push_sample(struct growth *g, uint32_t at, uint32_t kib)
{
	g->sample_at[g->sample_next] = at;
	g->sample_kib[g->sample_next] = kib;
	g->sample_next = (uint8_t)((g->sample_next + 1) % GROWTH_SAMPLES);
	if (g->sample_count < GROWTH_SAMPLES)
		g->sample_count++;
}

static void
push_stretch(struct growth *g, uint32_t at, uint32_t kib)
{
	size_t newest = growth_stretch_index(g, 0);

	if (g->stretch_count > 0 && at - g->stretch_at[newest] < g->stretch_length) {
		g->low_kib[newest] = kib < g->low_kib[newest] ? kib : g->low_kib[newest];
		g->high_kib[newest] = kib > g->high_kib[newest] ? kib : g->high_kib[newest];
		return;
	}
	g->stretch_at[g->stretch_next] = at;
	g->low_kib[g->stretch_next] = g->high_kib[g->stretch_next] = kib;
	g->stretch_next = (uint8_t)((g->stretch_next + 1) % GROWTH_STRETCHES);
	if (g->stretch_count < GROWTH_STRETCHES)
		g->stretch_count++;
}

/* Infrequent samples make long stretches; what lies before a pause says nothing about after it. */
static void
follow_pace(struct growth *g, uint32_t since_last)
{
	uint32_t wanted = since_last * SAMPLES_IN_STRETCH;
	bool paused = g->sample_count >= SAMPLES_MIN &&
		      since_last > PAUSE_SAMPLES * (g->sample_at[growth_sample_index(g, 0)] -
							   g->sample_at[growth_sample_index(g, 1)]);

	if (paused)
		g->sample_count = g->stretch_count = 0;
	else if (wanted > g->stretch_length)
		g->stretch_length = wanted;
}

/* --- steps, and standing still --- */

/* A step is expected this many times its usual distance, but not before so many samples, and so
 * many seconds. The usual distance is the longest of GROWTH_GAPS stretches; what
 * came after more than a minute and a half began anew. */
#define LATE_GAPS 2.5
#define LATE_SAMPLES 4
#define LATE_STEPS (uint32_t)(5 * NS_PER_SECOND / NS_PER_STEP)
#define GAP_MAX (uint32_t)(90 * NS_PER_SECOND / NS_PER_STEP)

/* After a fall that counts the way up begins anew; and the reverse. */
static void
follow_way(struct growth *g, struct growth_way *way, uint32_t at, uint32_t kib, bool down)
{
	size_t newest = growth_stretch_index(g, 0) % GROWTH_GAPS;
	uint32_t gap = at - way->at;
	double gain = ((double)kib - way->kib) * (down ? -1 : 1);
	bool again = gain < -(double)growth_still_kib(kib > way->kib ? kib : way->kib);

	if (gain < LEAST_KIB && !again)
		return;
	if (gap <= GAP_MAX && gap > way->gaps[newest])
		way->gaps[newest] = (uint16_t)gap;
	way->kib = kib;
	way->at = at;
}

static void
follow_ways(struct growth *g, uint32_t at, uint32_t kib, bool begins)
{
	size_t newest = growth_stretch_index(g, 0) % GROWTH_GAPS;

	for (int down = 0; down < 2; down++) {
		struct growth_way *way = &g->ways[down];

		if (g->stretch_at[growth_stretch_index(g, 0)] == at)
			way->gaps[newest] = 0; /* it is a new one */
		if (begins)
			*way = (struct growth_way){ .kib = kib, .at = at };
		else
			follow_way(g, way, at, kib, down);
	}
}

bool
growth_stands_still(const struct growth *g, uint32_t now, bool down)
{
	const struct growth_way *way = &g->ways[down];
	uint32_t usual = 0, idle = now - way->at;
	size_t samples = 0;

	for (size_t i = 0; i < GROWTH_GAPS; i++)
		usual = way->gaps[i] > usual ? way->gaps[i] : usual;
	while (samples < g->sample_count && g->sample_at[growth_sample_index(g, samples)] > way->at)
		samples++;
	return samples >= LATE_SAMPLES && idle >= LATE_STEPS && idle > LATE_GAPS * usual;
}

/* --- what they say --- */

/* How long it must have held still: some stretches, and so many samples. */
static uint32_t
wait_of(const struct growth *g, uint32_t now)
{
	uint32_t stretches = STILL_STRETCHES * (uint32_t)(GROWTH_STRETCH_NS / NS_PER_STEP);
	uint32_t samples = now - g->sample_at[growth_sample_index(g, SAMPLES_MIN - 1)];

	return samples > stretches ? samples : stretches;
}

static bool
goes_either_way(const struct growth *g, uint32_t now)
{
	for (int down = 0; down < 2; down++)
		if (!growth_stands_still(g, now, down) && growth_moves(g, now, down))
			return true;
	return false;
}

/* Within the tolerance for that time, which what was flat may exceed in between. */
static bool
is_flat(const struct growth *g, uint32_t now, struct growth_fit *fit)
{
	uint32_t reach = growth_still_kib(g->newest_kib);
	uint32_t wait = wait_of(g, now);
	uint32_t since = plateau_since(&g->plateau, g->newest_kib, reach);
	bool was_flat = g->said.kind == GROWTH_FLAT;

	if (now - growth_stretch_began(g, g->stretch_count - 1u) < wait || goes_either_way(g, now))
		return false;
	*fit = (struct growth_fit){ .kind = GROWTH_FLAT, .since_ns = growth_moment(g, since) };
	if (now - since < wait) {
		since = plateau_since(&g->plateau, g->newest_kib, 2 * reach);
		fit->since_ns = g->said.since_ns;
		if (!was_flat || now - since < wait)
			return false;
	}
	fit->from_ns = fit->since_ns;
	return true;
}

static bool
goes_up_and_down(const struct growth *g, uint32_t now, struct growth_fit *fit)
{
	uint32_t range = growth_range_kib(g);
	struct climb_points up, down;

	if (g->stretch_count <= STILL_STRETCHES || range <= growth_still_kib(g->newest_kib))
		return false;
	growth_points(g, now, false, &up);
	growth_points(g, now, true, &down);
	*fit = (struct growth_fit){ .kind = GROWTH_WAVES, .from_ns = growth_moment(g, up.at[0]) };
	return climb_fall(&up, 0) >= range * WAVE && climb_fall(&down, 0) >= range * WAVE;
}

/* What was said stays until it is contradicted. */
static struct growth_fit
judge(const struct growth *g, uint32_t now)
{
	const struct growth_fit unknown = { .kind = GROWTH_UNKNOWN };
	struct growth_fit fit;

	if (g->sample_count < SAMPLES_MIN)
		return unknown;
	if (growth_finds_line(g, now, &fit) && !growth_stands_still(g, now, fit.bytes_a_minute < 0))
		return fit;
	if (g->said.kind == GROWTH_LINE && growth_keeps_line(g, now))
		return g->said;
	return is_flat(g, now, &fit) || goes_up_and_down(g, now, &fit) ? fit : unknown;
}

void
growth_push(struct growth *g, uint64_t at_ns, uint64_t bytes)
{
	uint64_t since_ns = at_ns > g->began_ns ? at_ns - g->began_ns : 0;
	uint32_t at = limited(since_ns / NS_PER_STEP), kib = limited(bytes / 1024);
	uint32_t last = g->sample_count > 0 ? g->sample_at[growth_sample_index(g, 0)] : at;
	uint32_t since_last;
	bool begins;

	at = at < last ? last : at;
	since_last = at - last;
	plateau_push(&g->plateau, at, kib, growth_still_kib(kib) / FINE);
	if (g->sample_count == 0 || since_last >= GROWTH_SAMPLE_NS / NS_PER_STEP) {
		if (g->sample_count > 0)
			follow_pace(g, since_last);
		push_sample(g, at, kib);
	}
	begins = g->stretch_count == 0;
	push_stretch(g, at, kib);
	follow_ways(g, at, kib, begins);
	g->newest_kib = kib;
	g->said = judge(g, at);
}

struct growth_fit
growth_fit(const struct growth *g)
{
	return g->said;
}

bool
growth_forecast(const struct growth_fit *fit, uint64_t charge_bytes, uint64_t limit_bytes,
	uint64_t *left_ns)
{
	double left;

	if (fit->kind != GROWTH_LINE || fit->bytes_a_minute <= 0)
		return false;
	*left_ns = 0;
	if (charge_bytes >= limit_bytes)
		return true;
	left = (double)(limit_bytes - charge_bytes) / (double)fit->bytes_a_minute * 60e9;
	if (left > FORECAST_MAX_NS)
		return false;
	*left_ns = (uint64_t)left;
	return true;
}
