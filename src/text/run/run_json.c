/* SPDX-License-Identifier: MIT */
/* run_json.c: a run as a line of JSON, schema peaktop.run/1, using jansson. */
#include "text/run/summary.h"

#include "text/json.h"
#include "text/json_words.h"
#include "model/run/confidence.h"

/* A command that was not started, or whose end was not seen, has neither a status nor a signal. */
static json_t *
exit_object(const struct run *run)
{
	bool ended = run_end_known(run), killed = run->signal != 0;
	json_t *object = json_object();

	json_put(object, "status", ended && !killed ? json_integer(run->status) : json_null());
	json_put(object, "signal", ended && killed ? json_integer(run->signal) : json_null());
	json_put(object, "reason", json_string(run_reason_name(run->reason)));
	return object;
}

/* None for a run whose end was not seen; zeros for a command that was not started. */
static json_t *
usage_object(const struct run *run)
{
	const struct run_usage *u = &run->usage;
	bool known = run_end_known(run) || run->reason == RUN_NOT_STARTED;
	json_t *object = json_object();

	json_put(object, "user_seconds", json_seconds_or_null(known, u->user_ns));
	json_put(object, "system_seconds", json_seconds_or_null(known, u->system_ns));
	json_put(object, "max_rss_bytes", json_count_or_null(known, u->max_rss_bytes));
	json_put(object, "max_rss_floor_bytes", json_count_or_null(known, u->max_rss_floor_bytes));
	json_put(object, "max_rss_floored", json_boolean_or_null(known, u->max_rss_floored));
	json_put(object, "minor_faults", json_count_or_null(known, u->minor_faults));
	json_put(object, "major_faults", json_count_or_null(known, u->major_faults));
	json_put(object, "block_inputs", json_count_or_null(known, u->block_inputs));
	json_put(object, "block_outputs", json_count_or_null(known, u->block_outputs));
	json_put(object, "voluntary_switches", json_count_or_null(known, u->voluntary_switches));
	json_put(
		object, "involuntary_switches", json_count_or_null(known, u->involuntary_switches));
	return object;
}

static json_t *
origin_or_null(enum peak_origin origin)
{
	return origin != PEAK_NONE ? json_string(peak_origin_name(origin)) : json_null();
}

/* Process id and name; null for a process that no sample saw. */
static void
set_who(json_t *object, const struct run_member *m)
{
	json_put(object, "pid", json_count_or_null(m->pid != 0, (uint64_t)m->pid));
	json_put(object, "name", json_clean_or_null(m->name));
}

static json_t *
parts_or_null(const struct run *run, const struct run_parts *p)
{
	json_t *object;

	if (!p->known)
		return json_null();
	object = json_object();
	json_put(object, "anon_bytes", json_count(p->anon_bytes));
	json_put(object, "shared_bytes", json_count(p->shared_bytes));
	json_put(object, "file_bytes", json_count(p->file_bytes));
	json_put(object, "swap_bytes", json_count(p->swap_bytes));
	json_put(object, "hugetlb_bytes", json_count_or_null(run->hugetlb.known, p->hugetlb_bytes));
	return object;
}

static json_t *
single_object(const struct run *run)
{
	const struct run_single_peak *p = &run->single;
	bool known = p->origin != PEAK_NONE;
	json_t *object = json_object();

	json_put(object, "bytes", json_count_or_null(known, p->member.bytes));
	set_who(object, &p->member);
	json_put(object, "at_seconds", json_seconds_or_null(known && p->at_known, p->at_ns));
	json_put(object, "origin", origin_or_null(p->origin));
	json_put(object, "parts", parts_or_null(run, &p->parts));
	return object;
}

/* of_their_own: each with its own peak, at any time. */
static json_t *
members_or_null(bool known, const struct run_member *members, size_t length, bool of_their_own)
{
	json_t *array;

	if (!known)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < length; i++) {
		json_t *member = json_object();

		set_who(member, &members[i]);
		json_put(member, "bytes", json_count(members[i].bytes));
		if (of_their_own)
			json_put(member, "exit_peak_bytes",
				json_count_or_null(members[i].exact, members[i].bytes));
		json_append(array, member);
	}
	return array;
}

static json_t *
tree_object(const struct run *run)
{
	const struct run_tree_peak *p = &run->tree;
	bool known = p->origin != PEAK_NONE;
	json_t *object = json_object();

	json_put(object, "bytes", json_count_or_null(known, p->bytes));
	json_put(object, "at_seconds", json_seconds_or_null(run_tree_time_known(run), p->at_ns));
	json_put(object, "origin", origin_or_null(p->origin));
	json_put(object, "lower_bound",
		json_boolean_or_null(known, confidence_tree(run) == CONFIDENCE_AT_LEAST));
	json_put(object, "parts", parts_or_null(run, &p->parts));
	json_put(object, "hugetlb_peak_bytes",
		json_count_or_null(run->hugetlb.known, run->hugetlb.bytes));
	json_put(object, "hugetlb_upper_bound",
		json_boolean_or_null(
			run->hugetlb.bytes > 0, confidence_hugetlb(run) == CONFIDENCE_AT_MOST));
	json_put(object, "processes",
		members_or_null(run_members_known(run), p->members, p->member_count, false));
	return object;
}

static json_t *
cgroup_or_null(const struct run_cgroup *c)
{
	json_t *object;

	if (!c->made)
		return json_null();
	object = json_object();
	json_put(object, "bytes", json_count(c->peak_bytes));
	json_put(object, "limit_bytes", json_count_or_null(c->limit_bytes != 0, c->limit_bytes));
	return object;
}

/* One entry per kill: nothing is known of those beyond the ones kept, and of those that no
 * sample saw. */
#define KILLS_TOLD 1000

static json_t *
kills_or_null(const struct run *run)
{
	uint64_t kills = run_oom_kills(run);
	json_t *array;

	if (!run_kills_known(run))
		return json_null();
	array = json_array();
	if (run->victim_count > kills)
		kills = run->victim_count;
	for (uint64_t i = 0; i < kills && i < KILLS_TOLD; i++) {
		static const struct run_member unseen = { .pid = 0 };
		const struct run_member *v = i < run->victim_count ? &run->victims[i] : &unseen;
		json_t *victim = json_object();

		set_who(victim, v);
		json_put(victim, "bytes", json_count_or_null(v->bytes != 0, v->bytes));
		json_put(victim, "lower_bound", json_boolean_or_null(v->bytes != 0, !v->exact));
		json_append(array, victim);
	}
	return array;
}

/* Memory that no process mapped. */
static json_t *
tmpfs_or_null(const struct run_tmpfs *t)
{
	json_t *object;

	if (t->bytes == 0)
		return json_null();
	object = json_object();
	json_put(object, "bytes", json_count(t->bytes));
	json_put(object, "folder", json_clean_or_null(t->folder));
	json_put(object, "origin", json_string(t->counted ? "cgroup" : "mounts"));
	return object;
}

static json_t *
peak_object(const struct run *run)
{
	json_t *object = json_object();

	json_put(object, "process", single_object(run));
	json_put(object, "tree", tree_object(run));
	json_put(object, "cgroup", cgroup_or_null(&run->cgroup));
	json_put(object, "tmpfs", tmpfs_or_null(&run->tmpfs));
	return object;
}

static json_t *
sampling_object(const struct run *run)
{
	bool ended = run_end_known(run) || run->reason == RUN_NOT_STARTED;
	json_t *object = json_object();

	json_put(object, "interval_seconds",
		json_seconds_or_null(run->interval_ns > 0, run->interval_ns));
	json_put(object, "samples", json_count(run->samples));
	json_put(object, "cpu_seconds", json_seconds_or_null(ended, run->observer_cpu_ns));
	return object;
}

static json_t *
run_object(const struct run *run, uint64_t number)
{
	json_t *object = json_object();
	char started_at[40];
	struct buffer b = buffer_over(started_at, sizeof started_at);

	unit_timestamp(&b, run->started_wall_ns);
	json_put(object, "schema", json_string("peaktop.run/1"));
	json_put(object, "run", json_count_or_null(number != 0, number));
	json_put(object, "label", json_clean_or_null(run->label));
	json_put(object, "command", json_words(run->argv));
	json_put(object, "argv_base64", json_words_base64(run->argv));
	json_put(object, "cwd", json_clean_or_null(run->cwd));
	json_put(object, "host", json_clean_or_null(run->host));
	json_put(object, "started_at", json_string(started_at));
	json_put(object, "wall_seconds", json_seconds(run->wall_ns));
	json_put(object, "exit", exit_object(run));
	json_put(object, "usage", usage_object(run));
	json_put(object, "peak", peak_object(run));
	json_put(object, "oom_kills", kills_or_null(run));
	json_put(object, "oom_likely", json_boolean_or_null(run_kills_known(run), run->oom_likely));
	json_put(object, "oom_limit_bytes",
		json_count_or_null(run->oom_limit_bytes != 0, run->oom_limit_bytes));
	json_put(object, "swap_peak_bytes",
		json_count_or_null(run_swap_known(run), run->swap_peak_bytes));
	json_put(object, "processes_seen",
		json_count_or_null(run_processes_known(run), run->processes_seen));
	json_put(object, "processes_lower_bound",
		json_boolean_or_null(run_processes_known(run), !run->all_seen));
	json_put(object, "largest",
		members_or_null(run_members_known(run), run->largest, run->largest_count, true));
	json_put(object, "exits_lost", json_count_or_null(run->exits_told, run->exits_lost));
	json_put(object, "left_alive", json_count_or_null(run_left_known(run), run->left_alive));
	json_put(object, "left",
		members_or_null(run_left_known(run) || run->reason == RUN_NOT_STARTED, run->left,
			run->left_count, false));
	json_put(object, "sampling", sampling_object(run));
	return object;
}

/* Stretches without a sample are omitted: they are not zero. */
static json_t *
series_array(const struct series *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->count; i++) {
		json_t *point;

		if (!s->points[i].present)
			continue;
		point = json_object();
		json_put(point, "at_seconds", json_seconds(i * s->step_ns));
		json_put(point, "tree_bytes", json_count(s->points[i].held_bytes));
		json_put(point, "rss_sum_bytes", json_count(s->points[i].rss_sum_bytes));
		json_append(array, point);
	}
	return array;
}

bool
summary_put_json_series(const struct run *run, uint64_t number, const struct series *series,
	struct bytes *out, struct failure *why)
{
	json_t *object = run_object(run, number);

	if (series != NULL)
		json_put(object, "series", series_array(series));
	if (!json_write(object, 15, "a run", out, why))
		return false;
	bytes_text(out, "\n");
	return true;
}

bool
summary_put_json(const struct run *run, uint64_t number, struct bytes *out, struct failure *why)
{
	return summary_put_json_series(run, number, NULL, out, why);
}
