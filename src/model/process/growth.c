/* SPDX-License-Identifier: MIT */
/* growth.c: whether what a process holds grows, how fast, or since when it is flat. */
#include "model/process/growth.h"

#include <math.h>

#include "base/duration.h"
#include "model/process/trend.h"

#define NS_PER_STEP (10 * NS_PER_MS)
#define STEPS_PER_MINUTE 6000.0
/* No measurement is recorded for the thresholds below; test_growth.c has the shapes that they must
 * tell apart: lines, noise, sawtooths, steps. */
#define SAMPLES_MIN 8
#define STRETCHES_MIN 8

/* A stretch holds at least this many samples. */
#define SAMPLES_IN_STRETCH 5

/* Not counted as a change: 1 MiB, or a hundredth of what is held. */
#define STILL_KIB 1024u
#define STILL_PART 100u

/* A plateau is this much finer than that, which bounds the error in when it began. */
#define FINE 4

/* How far the samples may lie from the line (median), as a fraction of its rise. */
#define SCATTER_MAX 0.1
#define ENVELOPE_SCATTER_MAX 0.2 /* it has steps */

/* What fraction of a rise must lie above everything seen before it. */
#define LEAD 0.5

/* No forecast beyond ten years (2^64 ns are less than 600 years). */
#define FORECAST_MAX_NS (10 * 365.0 * 86400 * 1e9)

/* After a pause of this many samples, the past no longer counts. */
#define PAUSE_SAMPLES 20

static uint32_t
to_kib(uint64_t bytes)
{
	return bytes / 1024 < UINT32_MAX ? (uint32_t)(bytes / 1024) : UINT32_MAX;
}

static uint32_t
still(uint32_t kib)
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

static size_t
sample_index(const struct growth *g, size_t back)
{
	return (g->sample_next + 2u * GROWTH_SAMPLES - 1u - back) % GROWTH_SAMPLES;
}

static size_t
stretch_index(const struct growth *g, size_t back)
{
	return (g->stretch_next + 2u * GROWTH_STRETCHES - 1u - back) % GROWTH_STRETCHES;
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
	size_t newest = stretch_index(g, 0);

	if (g->stretch_count > 0 && at - g->stretch_at < g->stretch_length) {
		g->low_kib[newest] = kib < g->low_kib[newest] ? kib : g->low_kib[newest];
		g->high_kib[newest] = kib > g->high_kib[newest] ? kib : g->high_kib[newest];
		return;
	}
	g->stretch_at = at;
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
		      since_last > PAUSE_SAMPLES * (g->sample_at[sample_index(g, 0)] -
							   g->sample_at[sample_index(g, 1)]);

	if (paused)
		g->sample_count = g->stretch_count = 0;
	else if (wanted > g->stretch_length)
		g->stretch_length = wanted;
}

void
growth_push(struct growth *g, uint64_t at_ns, uint64_t bytes)
{
	uint32_t at = (uint32_t)((at_ns - g->began_ns) / NS_PER_STEP), kib = to_kib(bytes);
	uint32_t since_last = g->sample_count > 0 ? at - g->sample_at[sample_index(g, 0)] : 0;

	plateau_push(&g->plateau, at, kib, still(kib) / FINE);
	if (g->sample_count == 0 || since_last >= GROWTH_SAMPLE_NS / NS_PER_STEP) {
		if (g->sample_count > 0)
			follow_pace(g, since_last);
		push_sample(g, at, kib);
	}
	push_stretch(g, at, kib);
	g->newest_kib = kib;
}

/* --- lines --- */

static bool
is_straight(const struct trend *line, double scatter_max)
{
	return line->scatter <= scatter_max * fabs(line->rise);
}

static struct trend_points
sample_points(const struct growth *g)
{
	struct trend_points p = { .count = g->sample_count };

	for (size_t i = 0; i < p.count; i++) {
		size_t index = sample_index(g, p.count - 1 - i);

		p.at[i] = g->sample_at[index];
		p.value[i] = g->sample_kib[index];
	}
	return p;
}

static uint32_t
low_of(const struct growth *g, size_t i)
{
	return g->low_kib[stretch_index(g, g->stretch_count - 1u - i)];
}

/* The last stretch at which the floor fell again; 0: it never did. A later rise may fall, too. */
static size_t
last_fall(const struct growth *g)
{
	for (size_t i = g->stretch_count - 1u; i-- > 1;) /* the newest stretch is not over */
		if (low_of(g, i) + still(low_of(g, i)) < low_of(g, i - 1))
			return i;
	return 0;
}

/* The least from each stretch on: memory freed by a later garbage collection is not part of the
 * floor. The newest stretch is not over. */
static struct trend_points
envelope_points(const struct growth *g)
{
	size_t fall = last_fall(g);
	struct trend_points p = { .count = fall > 0 ? fall + 1 : g->stretch_count - 1u };
	uint32_t lowest = UINT32_MAX;

	for (size_t i = g->stretch_count; i-- > 0;) {
		lowest = low_of(g, i) < lowest ? low_of(g, i) : lowest;
		if (i >= p.count)
			continue;
		p.at[i] = (double)i * g->stretch_length;
		p.value[i] = lowest;
	}
	return p;
}

/* --- what they say --- */

static uint64_t
flat_since_ns(const struct growth *g)
{
	return g->began_ns +
	       plateau_since(&g->plateau, g->newest_kib, still(g->newest_kib)) * NS_PER_STEP;
}

static struct growth_fit
flat(uint64_t since_ns)
{
	return (struct growth_fit){ .kind = GROWTH_FLAT, .since_ns = since_ns };
}

static struct growth_fit
along(const struct trend *line)
{
	return (struct growth_fit){ .kind = GROWTH_LINE,
		.bytes_a_minute = (int64_t)(line->slope * STEPS_PER_MINUTE * 1024) };
}

/* Whether the line leads clearly out of the range of the stretches: above those from before the
 * samples by LEAD of its rise; for the newest stretch only the scatter about the line is allowed
 * for; for one that ended among the samples the bound is interpolated between the two. */
static bool
leads_out(const struct growth *g, const struct trend *line)
{
	uint32_t oldest = g->sample_at[sample_index(g, g->sample_count - 1u)];
	double span = g->sample_at[sample_index(g, 0)] - oldest;
	double before = g->newest_kib - line->rise * LEAD;
	double beside = g->newest_kib + line->rise * SCATTER_MAX;

	for (size_t back = 0; back < g->stretch_count; back++) {
		size_t index = stretch_index(g, back);
		double end = g->stretch_at + (1.0 - (double)back) * g->stretch_length;
		double part = (end - oldest) / span;
		double max;

		part = part < 0 ? 0 : part > 1 ? 1 : part;
		max = before + part * (beside - before);

		if (line->slope > 0 ? g->high_kib[index] > max : g->low_kib[index] < max)
			return false;
	}
	return true;
}

/* The distance between the least and the most of all samples. */
static uint32_t
range_of(const struct growth *g)
{
	uint32_t low = UINT32_MAX, high = 0;

	for (size_t i = 0; i < g->stretch_count; i++) {
		low = g->low_kib[i] < low ? g->low_kib[i] : low;
		high = g->high_kib[i] > high ? g->high_kib[i] : high;
	}
	return high - low;
}

/* Samples see the floor of a sawtooth a little too high, now more, now less. If samples and
 * teeth have nearly the same period, the floor seems to drift, by a fraction of the height of
 * the teeth, which is the span of a stretch. */
static double
noise_of(const struct growth *g)
{
	double teeth[GROWTH_STRETCHES], noise = still(g->newest_kib),
					part = range_of(g) * SCATTER_MAX;

	for (size_t i = 0; i < g->stretch_count; i++)
		teeth[i] = g->high_kib[i] - g->low_kib[i];
	noise = part > noise ? part : noise;
	part = trend_median(teeth, g->stretch_count) / 2;
	return part > noise ? part : noise;
}

/* Whether the floor rises, over stretches long enough to tell. */
static bool
envelope_rises(const struct growth *g, struct growth_fit *fit)
{
	struct trend_points p;
	struct trend line;
	double late;
	size_t half;

	if (g->stretch_count <= STRETCHES_MIN)
		return false;
	p = envelope_points(g);
	if (p.count < STRETCHES_MIN)
		return false;
	line = trend_through(&p);
	if (line.slope <= 0 || line.rise <= noise_of(g) ||
		!is_straight(&line, ENVELOPE_SCATTER_MAX))
		return false;
	/* A floor that rose long ago and has stood since is flat. */
	half = p.count / 2;
	late = p.value[p.count - 1] - p.value[half];
	if (late < noise_of(g) / 2 || late < line.slope * (p.at[p.count - 1] - p.at[half]) / 2)
		return false;
	*fit = along(&line);
	return true;
}

/* Whether the samples alone show growth that the stretches do not contradict. */
static bool
samples_lead(const struct growth *g, struct growth_fit *fit)
{
	struct trend_points p = sample_points(g);
	struct trend line = trend_through(&p);

	if (fabs(line.rise) <= still(g->newest_kib) || !is_straight(&line, SCATTER_MAX) ||
		line.back > 2 * SCATTER_MAX * fabs(line.rise) || !leads_out(g, &line))
		return false;
	*fit = along(&line);
	return true;
}

struct growth_fit
growth_fit(const struct growth *g, uint64_t now_ns)
{
	struct growth_fit fit = { .kind = GROWTH_UNKNOWN };
	uint64_t window_ns, since_ns;

	if (g->sample_count < SAMPLES_MIN)
		return fit;
	window_ns = (uint64_t)(g->sample_at[sample_index(g, 0)] -
			       g->sample_at[sample_index(g, g->sample_count - 1u)]) *
		    NS_PER_STEP;
	if (range_of(g) <= still(g->newest_kib))
		return flat(flat_since_ns(g));
	if (last_fall(g) > 0 ? envelope_rises(g, &fit) || samples_lead(g, &fit)
			     : samples_lead(g, &fit) || envelope_rises(g, &fit))
		return fit;
	since_ns = flat_since_ns(g);
	if (now_ns - since_ns > window_ns)
		return flat(since_ns);
	return g->stretch_count > 2 ? flat(0) : fit;
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
