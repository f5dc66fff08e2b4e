/* SPDX-License-Identifier: MIT */
/* process.c: one process, accumulated over samples. */
#include "model/process/process.h"

#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/grow.h"
#include "model/process/field.h"

#define RISING_NS (5 * NS_PER_SECOND)
#define STRETCH_NS NS_PER_SECOND
#define AT_PEAK_MINIMUM_BYTES (1024u * 1024u)
#define LIMIT_SOON_NS NS_PER_HOUR
/* A program usually sets its own title soon after its start; later changes are rare. */
#define TITLE_SETTLES_NS (3 * NS_PER_SECOND)
#define TITLE_RECHECK_NS (60 * NS_PER_SECOND)

static void
begin_growth(struct process *p, uint64_t now_ns)
{
	if (p->growth_samples == NULL)
		p->growth_samples = grow_new(sizeof *p->growth_samples);
	growth_begin(p->growth_samples, now_ns);
}

/* Frees its growth: with many ended processes, that is a third of their memory. */
static void
end_growth(struct process *p)
{
	free(p->growth_samples);
	p->growth_samples = NULL;
	p->growth = (struct growth_fit){ .kind = GROWTH_UNKNOWN };
}

static void
begin_image(struct process *p, const struct sample *s, bool witnessed)
{
	const struct reading *r = &p->now;
	bool kernel = r->known & KNOWN_PEAK;
	uint64_t bytes = kernel ? r->peak_bytes : 0;

	if ((r->known & KNOWN_RSS) && r->rss_bytes > bytes) {
		bytes = r->rss_bytes;
		kernel = false;
	}
	peak_begin(&p->peak, bytes,
		kernel      ? PEAK_KERNEL
		: bytes > 0 ? PEAK_SAMPLED
			    : PEAK_NONE,
		witnessed, s->taken_ns);
	own_anon_begin(&p->own_anon, r);
	subtree_begin(&p->subtree);
	process_history_begin(&p->history, s->taken_ns, STRETCH_NS);
	begin_growth(p, s->taken_ns);
	p->growth = (struct growth_fit){ .kind = GROWTH_UNKNOWN };
	p->rose_ns = 0;
	p->kernel_at_reset = 0;
	p->described_ns = 0;
	p->image_began_ns = witnessed ? s->taken_ns : r->started_ns;
}

static void
note_rss(struct process *p, const struct sample *s)
{
	if (!(p->now.known & KNOWN_RSS))
		return;
	/* What has ended and is not yet waited for holds nothing, and neither do kernel threads:
	 * that is no measurement. */
	if (p->now.rss_bytes > 0)
		process_history_push(&p->history, s->taken_ns, p->now.rss_bytes);
	if (p->growth_samples == NULL) /* a sum, which goes on */
		begin_growth(p, s->taken_ns);
	growth_push(p->growth_samples, s->taken_ns, p->now.rss_bytes);
	p->growth = growth_fit(p->growth_samples);
}

struct process *
process_new(const struct reading *r, const struct sample *s, bool witnessed)
{
	struct process *p = grow_new(sizeof *p);

	p->now = *r;
	p->first_seen_ns = s->taken_ns;
	p->name = grow_copy("");
	p->command = grow_copy("");
	begin_image(p, s, witnessed);
	note_rss(p, s);
	return p;
}

void
process_free(struct process *p)
{
	free(p->growth_samples);
	free(p->name);
	free(p->command);
	free(p->cgroup);
	free(p->environment);
	free(p);
}

static uint64_t
faults_of(const struct reading *r)
{
	return r->minor_faults + r->major_faults;
}

static void
update_rates(struct process *p, const struct reading *r, uint64_t since_ns)
{
	if (since_ns == 0 || r->cpu_ns < p->now.cpu_ns)
		return;
	if (faults_of(r) >= faults_of(&p->now))
		p->faults_a_second = (double)(faults_of(r) - faults_of(&p->now)) *
				     (double)NS_PER_SECOND / (double)since_ns;
	p->cpu_percent = 100.0 * (double)(r->cpu_ns - p->now.cpu_ns) / (double)since_ns;
}

/* VmHWM first: it is approximate, and what it misses may show in the sampled RSS. A process that
 * holds nothing is a zombie, which says nothing about its peak. */
static bool
raise(const struct process *p, struct peak *peak, uint64_t kernel_before, uint64_t now_ns)
{
	bool rose = false;

	if ((p->now.known & KNOWN_PEAK) && p->now.peak_bytes > kernel_before)
		rose = peak_raise(peak, p->now.peak_bytes, PEAK_KERNEL, now_ns);
	if ((p->now.known & KNOWN_RSS) && p->now.rss_bytes > 0)
		rose |= peak_raise(peak, p->now.rss_bytes, PEAK_SAMPLED, now_ns);
	return rose;
}

static void
update_since_reset(struct process *p, const struct sample *s)
{
	if (p->since_reset.origin != PEAK_NONE &&
		raise(p, &p->since_reset, p->kernel_at_reset, s->taken_ns))
		p->rose_ns = s->taken_ns;
}

static void
update_peak(struct process *p, const struct sample *s)
{
	if (raise(p, &p->peak, 0, s->taken_ns))
		p->rose_ns = s->taken_ns;
}

void
process_reset_peak(struct process *p, bool whole, uint64_t now_ns)
{
	uint64_t held;

	subtree_reset_peak(&p->subtree, now_ns);
	if (whole) {
		p->since_reset = p->peak;
		return;
	}
	held = p->now.known & KNOWN_RSS ? p->now.rss_bytes : 0;
	p->kernel_at_reset = p->now.known & KNOWN_PEAK ? p->now.peak_bytes : 0;
	p->rose_ns = 0;
	peak_begin(&p->since_reset, held, held > 0 ? PEAK_SAMPLED : PEAK_NONE, true, now_ns);
}

void
process_restore_peak(struct process *p)
{
	p->since_reset = (struct peak){ .origin = PEAK_NONE };
	subtree_restore_peak(&p->subtree);
}

const struct peak *
process_peak(const struct process *p)
{
	return p->since_reset.origin != PEAK_NONE ? &p->since_reset : &p->peak;
}

/* setuid without an exec, which changes nothing else. */
static bool
has_another_user(const struct reading *before, const struct reading *now)
{
	return (now->known & KNOWN_UID) &&
	       (!(before->known & KNOWN_UID) || before->uid != now->uid);
}

void
process_update(
	struct process *p, const struct reading *r, const struct sample *s, uint64_t since_ns)
{
	bool exec = r->image != p->now.image;

	p->since_ns += since_ns;
	if (!r->resting) {
		update_rates(p, r, p->since_ns);
		p->since_ns = 0;
	}
	if (r->renamed || r->regrouped || has_another_user(&p->now, r))
		p->described_ns = 0;
	own_anon_update(&p->own_anon, &p->now, r);
	p->now = *r;
	if (since_ns > 0)
		p->now.known |= KNOWN_CPU_PERCENT;
	if (exec) {
		p->execs++;
		begin_image(p, s, true);
	} else {
		update_peak(p, s);
	}
	update_since_reset(p, s);
	note_rss(p, s);
}

static void
replace(char **kept, const char *text)
{
	if (text == NULL || (*kept != NULL && strcmp(*kept, text) == 0))
		return;
	free(*kept);
	*kept = grow_copy(text);
}

static void
replace_or_drop(char **kept, const char *text)
{
	replace(kept, text);
	if (text != NULL)
		return;
	free(*kept);
	*kept = NULL;
}

void
process_describe(struct process *p, const struct description *d, uint64_t now_ns)
{
	/* Some processes never have arguments: after a while an empty command line is final. */
	if (!d->provisional || now_ns >= p->image_began_ns + TITLE_SETTLES_NS)
		p->described_ns = now_ns;
	p->python = d->python;
	replace(&p->name, d->name);
	replace(&p->command, d->command);
	replace(&p->cgroup, d->cgroup);
	replace_or_drop(&p->environment, d->environment);
	if (d->user != NULL)
		p->user = d->user;
}

void
process_end(struct process *p, uint64_t now_ns)
{
	p->life = LIFE_ENDED;
	end_growth(p);
	p->ended_ns = now_ns;
	subtree_end(&p->subtree);
	p->now.known &= reading_final_known();
}

bool
process_ended(const struct process *p)
{
	return p->life == LIFE_ENDED;
}

bool
process_peak_rising(const struct process *p, uint64_t now_ns)
{
	return p->life == LIFE_RUNNING && p->rose_ns != 0 && now_ns - p->rose_ns < RISING_NS;
}

bool
process_near_limit(const struct process *p)
{
	uint64_t left_ns;

	if (p->life == LIFE_ENDED || !(p->now.known & KNOWN_HEADROOM))
		return false;
	return p->now.near_limit ||
	       (growth_forecast(&p->growth, 0, p->now.headroom_bytes, &left_ns) &&
		       left_ns < LIMIT_SOON_NS);
}

bool
process_at_peak(const struct process *p)
{
	return p->life == LIFE_RUNNING && (p->now.known & KNOWN_RSS) &&
	       p->now.rss_bytes >= AT_PEAK_MINIMUM_BYTES &&
	       p->now.rss_bytes >= process_peak(p)->bytes - process_peak(p)->bytes / 100;
}

bool
process_wants_description(const struct process *p, uint64_t now_ns)
{
	uint64_t settled_ns = p->image_began_ns + TITLE_SETTLES_NS;

	if (p->described_ns == 0)
		return true;
	/* A zombie has no command line any more: it keeps its last one. */
	if (p->now.state == 'Z')
		return false;
	if (p->described_ns < settled_ns)
		return now_ns >= settled_ns;
	return now_ns - p->described_ns >= TITLE_RECHECK_NS && (p->now.known & KNOWN_CPU_PERCENT) &&
	       p->cpu_percent > 0;
}
