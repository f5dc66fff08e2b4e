/* SPDX-License-Identifier: MIT */
/* job_kills.c: which processes of a job the out-of-memory killer ended, and on what evidence. */
#include "observe/job.h"

#include <string.h>
#include <unistd.h>

#include "observe/job_kills.h"
#include "base/arithmetic.h"
#include "base/clock.h"
#include "model/run/confidence.h"

/* If only the system's counter moved, a process that is gone must have held this much to be a
 * victim. */
#define NOTABLE_BYTES (16u << 20)
/* Reading the system's counter costs 30 us, a group's 2 to 15 us. */
#define COUNT_EVERY_NS (50 * NS_PER_MS)
/* Between two samples, and until the command's end is noticed, a second may pass each. */
#define RECENT_NS (2 * NS_PER_SECOND)

void
job_kills_begin(struct job *j)
{
	oom_counters_open(&j->oom, j->cgroup.made ? j->cgroup.path : NULL);
	j->oom_kills = process_tree_system_oom_kills(j->observer.processes);
	j->run.limit_bytes = j->oom.smallest_limit_bytes;
}

/* On v1 a group does not count kills in its child groups, which the job may have created. */
static bool
asks_system(const struct job *j)
{
	return !j->oom.known || (!j->oom.path.v2 && !j->oom.own);
}

static uint64_t
system_kills(const struct job *j)
{
	uint64_t kills = j->observer.processes != NULL
				 ? process_tree_system_oom_kills(j->observer.processes)
				 : 0;

	return kills > j->oom_kills ? kills - j->oom_kills : 0;
}

static uint64_t
count_system_kills(struct job *j)
{
	uint64_t kills = system_kills(j);

	if (kills > j->system_kills)
		j->system_moved_ns = clock_active_ns();
	j->system_kills = kills;
	return kills;
}

/* Limited, or a storm of small processes would pay for it at every sample. */
static bool
asks_system_now(const struct job *j, bool moved, uint64_t now_ns)
{
	return asks_system(j) &&
	       (moved || j->kills.pending > 0 || now_ns - j->kills_counted_ns >= COUNT_EVERY_NS ||
		       oom_watch_gone_bytes(&j->kills) >= NOTABLE_BYTES);
}

/* Reads whichever counters may concern the job. If only the system's counter moved, a victim
 * must have held a notable amount. */
static uint64_t
count_kills(struct job *j, uint64_t *min_bytes)
{
	uint64_t kills = oom_counters_kills(&j->oom), system, now_ns = clock_active_ns();
	bool moved = kills > j->cgroup_kills;

	*min_bytes = moved ? 0 : NOTABLE_BYTES;
	if (moved) {
		j->cgroup_moved_ns = now_ns;
		if (!j->oom.own && cgroup_others_live(&j->others))
			j->certain_kills += kills - j->cgroup_kills;
	}
	j->cgroup_kills = kills;
	if (kills < j->kills.kills)
		kills = j->kills.kills;
	if (asks_system_now(j, moved, now_ns)) {
		system = count_system_kills(j);
		kills = system > kills ? system : kills;
	}
	if (now_ns - j->kills_counted_ns >= COUNT_EVERY_NS)
		j->kills_counted_ns = now_ns;
	return kills;
}

/* Others share the counters: a kill is the command's only if one of them moved at about its end. */
static bool
is_recent(uint64_t moved_ns)
{
	return moved_ns != 0 && clock_active_ns() - moved_ns <= RECENT_NS;
}

/* Others share the counters: a kill counts against processes that go at that time, not later. */
static bool
is_count_due(const struct job *j)
{
	return !j->oom.own && clock_active_ns() - j->kills_counted_ns >= COUNT_EVERY_NS;
}

/* Reads the system's counter once more: only a command that was killed pays for it. */
static bool
system_kills_now(struct job *j)
{
	count_system_kills(j);
	return is_recent(j->system_moved_ns);
}

static void
put_victim(struct job *j, const struct oom_member *m)
{
	struct run_member *victim = &j->run.victims[j->run.victim_count++];
	const struct run_member *known = top_processes_find(&j->observer.top, m->key);
	struct buffer name = buffer_over(victim->name, sizeof victim->name);

	victim->pid = m->key.pid;
	victim->bytes = m->of_many ? 0 : m->bytes;
	victim->exact = m->final;
	if (known != NULL)
		buffer_text(&name, known->name);
	else if (m->key.pid == j->launched.pid)
		run_put_name(&j->run, &name);
}

static void
put_victims(struct job *j)
{
	while (j->run.victim_count < j->kills.victim_count)
		put_victim(j, &j->kills.victims[j->run.victim_count]);
}

/* Ends of our own children are reported by whoever waits for them. */
static void
take_reported_ends(struct job *j)
{
	size_t count;
	const struct descent_own *ends = observer_ends_reported(&j->observer, &count);

	for (size_t i = 0; i < count; i++)
		if (ends[i].ending.ppid != getpid())
			oom_watch_end(&j->kills, ends[i].ending.pid,
				ends[i].ending.cause != CAUSE_OTHER, ends[i].ending.peak_bytes,
				!ends[i].ending.borrowed);
	j->kills.ends_known = observer_ends_complete(&j->observer);
}

/* Our own helpers end with the job, or at any time. */
static void
note_others(struct job *j)
{
	cgroup_others_note(&j->others, j->oom.path.folder, &j->observer.sample);
	cgroup_others_drop(&j->others, j->witness.pid);
	cgroup_others_drop(&j->others, j->hook);
}

void
job_kills_sample(struct job *j)
{
	uint64_t kills, min_bytes;
	bool missed, due = is_count_due(j), first = j->kills_counted_ns == 0;

	take_reported_ends(j);
	missed = oom_watch_take(&j->kills, &j->observer.sample);
	if (!missed && !due)
		return;
	kills = count_kills(j, &min_bytes);
	if (oom_watch_count(&j->kills, kills, min_bytes))
		put_victims(j);
	/* The shortest commands do not pay for it. */
	if (due && !first && j->oom.known)
		note_others(j);
}

void
job_kills_end(struct job *j, const struct reaped *r)
{
	oom_watch_end(&j->kills, r->pid, r->signal == SIGKILL, r->usage.max_rss_bytes, false);
}

/* An exact figure no smaller than what samples saw is the one at its end. */
static void
raise_held(struct run_member *victim, uint64_t bytes, bool exact)
{
	victim->exact = victim->exact || (exact && top_processes_is_no_less(bytes, victim->bytes));
	victim->bytes = larger(victim->bytes, bytes);
}

/* Takes the kernel's figure at the end where it is known: the last sample may be long before it. */
static void
settle_victims(struct job *j)
{
	struct run *run = &j->run;

	for (size_t i = 0; i < run->victim_count; i++) {
		struct run_member *victim = &run->victims[i];
		const struct oom_member *m = &j->kills.victims[i];
		const struct run_member *known = top_processes_find(&j->observer.top, m->key);

		if (!m->of_many)
			raise_held(victim, m->bytes, m->final);
		if (known != NULL)
			raise_held(victim, known->bytes, known->exact);
		if (victim->pid == run->single.member.pid)
			raise_held(victim, run->single.member.bytes,
				confidence_single(run) == CONFIDENCE_EXACT);
	}
}

/* Whether the command, which was killed, held enough to be the victim; assumed if unknown. */
static bool
may_be_taken(const struct run *run)
{
	return run->single.member.bytes == 0 || run->single.member.bytes >= NOTABLE_BYTES;
}

/* `found`: how many processes of the job went when a counter rose. */
static bool
is_likely(struct job *j, bool command_killed, uint64_t found)
{
	const struct run *run = &j->run;

	if (run->oom_kills > 0)
		return false;
	if (found > 0 && !j->oom.own)
		return true;
	return asks_system(j) && (run->victim_count > 0 || (command_killed && may_be_taken(run) &&
								   system_kills_now(j)));
}

/* A group shared with others counts their kills too: only as many are the job's as processes of
 * it went at that very time, or one if none did but the command was killed; and they are certain
 * only if nobody else in the group ended then, for they may have ended by another's signal. */
void
job_kills_finish(struct job *j, bool command_killed)
{
	struct run *run = &j->run;
	uint64_t counted, found, min_bytes;

	take_reported_ends(j);
	if (!launch_has_children())
		oom_watch_all_gone(&j->kills);
	counted = count_kills(j, &min_bytes);
	oom_watch_finish(&j->kills, counted, min_bytes);
	put_victims(j);
	settle_victims(j);
	if (counted > 0) /* by the system, possibly */
		counted = oom_counters_kills(&j->oom);
	found = j->kills.found;
	if (command_killed && found == 0 && is_recent(j->cgroup_moved_ns))
		found = 1;
	if (run->cgroup.oom_kills > counted)
		counted = run->cgroup.oom_kills;
	run->oom_kills = j->oom.own ? counted : smaller(smaller(counted, found), j->certain_kills);
	if (run->oom_kills > 0)
		run->oom_limit_bytes = oom_counters_limit(&j->oom);
	run->oom_likely = is_likely(j, command_killed, found);
}
