/* SPDX-License-Identifier: MIT */
/* test_recording.c: recordings are read back field by field; truncated, damaged and forged ones up
 * to there, and never trusted. */
#include "support/child.h"
#include "support/recordings.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "model/process/field.h"
#include "source/proc/source_proc.h"
#include "source/recording/recording_private.h"
#include "source/recording/replay_sample.h"
#include "support/members.h"
#include "support/suite.h"

/* --- round trip --- */

static void
assert_same_reading(const struct reading *a, const struct reading *b)
{
	unsigned recorded = reading_recorded_known();

	assert_int_equal(proc_key_compare(a->key, b->key), 0);
	assert_int_equal(a->known & recorded, b->known);
	for (size_t i = 0; i < reading_fields.count; i++) {
		const struct field *f = &reading_fields.items[i];

		if (f->letter != 0 && f->letter != 'k')
			assert_int_equal(field_get(a, f), field_get(b, f));
	}
}

static void
assert_same_text(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a != NULL && b != NULL)
		assert_string_equal(a, b);
}

static void
assert_same_sample(const struct table *t, const struct recording_state *s)
{
	assert_int_equal(s->system.taken_ns, t->taken_ns);
	assert_int_equal(recording_wall_ns(&s->system), t->taken_ns + WALL_AHEAD);
	assert_int_equal(recording_active_ns(&s->system), t->active_ns);
	assert_int_equal(s->system.denied, t->denied);
	assert_int_equal(s->system.vanished, t->vanished);
	assert_int_equal(s->system.total_bytes, t->memory.total_bytes);
	assert_int_equal(s->system.available_bytes, t->memory.available_bytes);
	assert_int_equal(s->system.free_bytes, t->memory.free_bytes);
	assert_int_equal(s->system.hugetlb_bytes, t->memory.hugetlb_bytes);
	assert_int_equal(s->system.arc_bytes, t->memory.arc_bytes);
	assert_int_equal(s->system.container_limit_bytes, t->memory.container.limit_bytes);
	assert_int_equal(s->system.container_usage_bytes, t->memory.container.usage_bytes);
	assert_int_equal(s->system.container_charge_bytes, t->memory.container.charge_bytes);
	assert_int_equal(s->system.swap_total_bytes, t->memory.swap_total_bytes);
	assert_int_equal(s->system.swap_free_bytes, t->memory.swap_free_bytes);
	assert_true((double)s->system.some_hundredths / 100 == t->memory.pressure_some_avg10);
	assert_int_equal(s->system.swap_known, t->events.last.swap_known);
	assert_int_equal(s->system.swapped_in_bytes, t->events.last.swapped_in_bytes);
	assert_int_equal(s->system.swapped_out_bytes, t->events.last.swapped_out_bytes);
	assert_int_equal(s->system.oom_known, t->events.last.oom_known);
	assert_int_equal(s->system.oom_kills, t->events.last.oom_kills);
	assert_int_equal(s->count, t->living_count);
	for (size_t i = 0; i < s->count; i++) {
		const struct process *p = t->living[i];

		assert_same_reading(&p->now, &s->items[i]->reading);
		assert_same_text(p->name, s->items[i]->name != NULL ? s->items[i]->name : "");
		assert_same_text(p->command, s->items[i]->name != NULL ? s->items[i]->command : "");
		assert_same_text(p->cgroup, s->items[i]->cgroup);
		assert_same_text(p->user, s->items[i]->user);
		assert_int_equal(p->python, s->items[i]->python);
	}
}

static void
describe_all(struct table *t, struct source *source)
{
	for (size_t i = 0; i < t->living_count; i++) {
		struct description d;

		if (process_wants_description(t->living[i], t->taken_ns) &&
			source_describe(source, &t->living[i]->now, &d))
			process_describe(t->living[i], &d, t->taken_ns);
	}
}

/* A child for each sample, one of which exits before the next. */
static void
real_processes_read_back_field_by_field(void **state)
{
	struct recording_world *w = *state;
	struct recording_reader *r;
	struct failure why;
	struct source *source = source_open_proc("/proc", &why);
	pid_t pid = 0;

	assert_non_null(source);
	for (int i = 0; i < 4; i++) {
		if (pid > 0)
			kill(pid, SIGKILL);
		if (pid > 0)
			assert_int_equal(waitpid(pid, NULL, 0), pid);
		pid = child_fork();
		if (pid == 0) {
			pause();
			_exit(0);
		}
		assert_true(source_scan(source, WANT_OOM_SCORE, &w->sample, &why));
		table_apply(&w->table, &w->sample);
		describe_all(&w->table, source);
		world_record(w, i == 0);
		world_save(w);
		r = world_open(w);
		for (int seen = 0; seen <= i; seen++)
			assert_int_equal(recording_next(r), RECORDING_SAMPLE);
		assert_same_sample(&w->table, recording_state(r));
		assert_int_equal(recording_next(r), RECORDING_END);
		recording_close(r);
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	table_clear(&w->table);
	source_close(source);
}

/* Not as a known 0; also if the file claims that it is known, as older ones do. */
static void
what_is_not_recorded_is_unknown_in_a_replay(void **state)
{
	struct recording_world *w = *state;
	struct sample replayed = { .count = 0 };
	struct recording_reader *r;

	world_apply(w, 1);
	w->sample.taken_ns = w->sample.active_ns += SECOND;
	w->sample.readings[0].limit_bytes = 7 * MIB;
	w->sample.readings[0].known |= KNOWN_LIMIT | KNOWN_HEADROOM | KNOWN_OOM_SCORE;
	table_apply(&w->table, &w->sample);
	world_record(w, true);
	bytes_text(&w->bytes, "S t1000m\np ");
	bytes_print(&w->bytes, "%d k%d\nE 11\n", (int)w->sample.readings[0].key.pid,
		KNOWN_LIMIT | KNOWN_CPU_PERCENT);
	world_save(w);
	r = world_open(w);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(recording_next(r), RECORDING_SAMPLE);
		replay_fill_sample(recording_state(r), &replayed);
		assert_true(replayed.readings[0].known & KNOWN_OOM_SCORE);
		assert_false(replayed.readings[0].known & ~reading_recorded_known());
	}
	recording_close(r);
	sample_clear(&replayed);
}

static void
every_sample_reads_back_whether_whole_or_not(void **state)
{
	struct recording_world *w = *state;
	struct table t = { .living = NULL };
	struct recording_reader *r;

	world_make(w, 60, 7);
	r = world_open(w);
	table_clear(&w->table);
	w->table = t;
	for (unsigned i = 0; i < 60; i++) {
		world_apply(w, i);
		assert_int_equal(recording_next(r), RECORDING_SAMPLE);
		assert_int_equal(recording_is_key(r), i % 7 == 0);
		assert_same_sample(&w->table, recording_state(r));
	}
	assert_int_equal(recording_next(r), RECORDING_END);
	assert_string_equal(recording_about(r)->host, "host");
	assert_int_equal(recording_about(r)->page_bytes, 4096);
	recording_close(r);
}

/* Nor is any forgotten: a replay would show 0 for it. */
static void
each_member_of_the_system_is_recorded(void **state)
{
	struct recorded_system s;

	(void)state;
	if (!members_fill(&s))
		skip();
	for (size_t i = 0; i < recording_system_fields.count; i++)
		members_take(&s, recording_system_fields.items[i].offset,
			recording_system_fields.items[i].size);
	members_assert_none_left(&s, sizeof s);
}

static void
only_what_changed_is_written(void **state)
{
	struct recording_world *w = *state;
	size_t before;

	world_apply(w, 1);
	world_record(w, true);
	w->sample.taken_ns = w->sample.active_ns += SECOND;
	w->sample.readings[3].rss_bytes += MIB;
	table_apply(&w->table, &w->sample);
	before = w->bytes.length;
	world_record(w, false);
	assert_string_equal(w->bytes.data + before, "S t1000m\np 13 r1024K\nE 11\n");
}

static void
a_process_is_named_again_when_it_is_another(void **state)
{
	struct recording_world *w = *state;
	const char *at;
	size_t named = 0;

	world_make(w, 25, 1000);
	for (at = w->bytes.data; (at = strstr(at, "\tnname 12 ")) != NULL; at++)
		named++;
	assert_int_equal(named, 2);
}

/* Lines stay short, however many processes exit at once. */
static void
a_thousand_that_go_at_once_are_gone(void **state)
{
	struct recording_world *w = *state;
	struct recording_reader *r;

	sample_begin(&w->sample, 10);
	for (pid_t pid = 1; pid <= 1000; pid++)
		sample_process(&w->sample, pid, MIB, MIB);
	table_apply(&w->table, &w->sample);
	world_record(w, true);
	sample_begin(&w->sample, 11);
	sample_process(&w->sample, 500, MIB, MIB);
	table_apply(&w->table, &w->sample);
	world_record(w, false);
	world_save(w);
	r = world_open(w);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	assert_int_equal(recording_state(r)->count, 1000);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	assert_int_equal(recording_state(r)->count, 1);
	assert_int_equal(recording_state(r)->items[0]->reading.key.pid, 500);
	recording_close(r);
}

static void
only_what_is_selected_is_written(void **state)
{
	struct recording_world *w = *state;
	const pid_t pids[] = { 12, 30 };
	struct selection two = { .pids = pids, .pid_count = 2 };
	struct recording_reader *r;

	for (unsigned i = 0; i < 10; i++) {
		world_apply(w, i);
		recording_put_sample(&w->written, &w->table, &two, 0, i == 0, &w->bytes);
	}
	world_save(w);
	r = world_open(w);
	for (unsigned i = 0; i < 10; i++) {
		assert_int_equal(recording_next(r), RECORDING_SAMPLE);
		assert_int_equal(recording_state(r)->count, i % 5 == 0 ? 1 : 2);
		assert_int_equal(
			recording_state(r)->items[0]->reading.rss_bytes, world_rss(i) * 12);
	}
	recording_close(r);
}

static void
one_from_before_a_field_was_added_leaves_it_unknown(void **state)
{
	struct recording_world *w = *state;
	struct recording_reader *r;

	bytes_text(&w->bytes, "K t5000m m1 T1000K A600K\nE 0\nS t1000m c1 i4K n1 k3\nE 0\n");
	world_save(w);
	r = world_open(w);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	assert_int_equal(recording_state(r)->system.swap_known, 0);
	assert_int_equal(recording_state(r)->system.oom_known, 0);
	assert_int_equal(recording_state(r)->system.endings_reported, 0);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	assert_int_equal(recording_state(r)->system.swapped_in_bytes, 4096);
	assert_int_equal(recording_state(r)->system.oom_kills, 3);
	recording_close(r);
}

/* As a writer reports them: exits of processes still in the sample, gone with it, and in none. */
static void
ends_that_were_told_are_read_back(void **state)
{
	struct recording_world *w = *state;
	struct selection ada = { .by_uid = true, .uid = 1000 };
	struct recording_reader *r;
	const struct recording_state *s;

	for (unsigned second = 0; second < 3; second++) {
		sample_begin(&w->sample, 1000 + second);
		w->sample.endings_reported = true;
		w->sample.endings_lost = second;
		for (pid_t pid = 10; pid < 13; pid++)
			if (second < 2 || pid != 11)
				sample_process(&w->sample, pid, MIB, 2 * MIB)->uid = 1000;
		for (size_t i = 0; i < w->sample.count; i++)
			w->sample.readings[i].known |= KNOWN_UID;
		for (pid_t pid = 11; second == 2 && pid < 15; pid++)
			*sample_add_ending(&w->sample) = (struct ending){ .pid = pid,
				.ppid = 10,
				.uid = pid == 14 ? 0 : 1000,
				.peak_bytes = (uint64_t)pid * 2 * MIB,
				.began_ns = pid > 12 ? 1001 * SECOND : 0,
				.forked = pid == 13,
				.name = "cc1plus" };
		table_apply(&w->table, &w->sample);
		recording_put_sample(
			&w->written, &w->table, &ada, w->table.taken_ns, second == 0, &w->bytes);
	}
	world_save(w);
	r = world_open(w);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	s = recording_state(r);
	assert_int_equal(s->system.endings_reported, 1);
	assert_int_equal(s->ending_count, 0);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	assert_int_equal(s->system.endings_lost, 2);
	assert_int_equal(s->ending_count, 3); /* 14 is of another process */
	assert_int_equal(s->endings[0].pid, 12);
	assert_int_equal(s->endings[1].pid, 11);
	assert_int_equal(s->endings[1].peak_bytes, 22 * MIB);
	assert_int_equal(s->endings[2].pid, 13);
	assert_int_equal(s->endings[2].began_ns, 1001 * SECOND);
	assert_true(s->endings[2].forked);
	assert_int_equal(s->endings[2].ppid, 10);
	assert_string_equal(s->endings[2].name, "cc1plus");
	assert_int_equal(recording_next(r), RECORDING_END);
	recording_close(r);
}

/* --- the document --- */

/* The letters of the first cells ("| b, B | ...") of the table below `heading` in doc/recording.md.
 */
static void
read_letters(const char *heading, char *letters, size_t size)
{
	const char *source = getenv("SOURCE_DIR");
	struct buffer b = buffer_over(letters, size);
	char path[512], line[1024];
	bool here = false;
	FILE *file;

	snprintf(path, sizeof path, "%s/doc/recording.md", source != NULL ? source : ".");
	file = fopen(path, "re");
	if (file == NULL)
		fail_msg("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof line, file) != NULL) {
		if (line[0] == '#')
			here = strncmp(line, heading, strlen(heading)) == 0;
		if (!here || strncmp(line, "| ", 2) != 0 || strncmp(line, "| letter", 8) == 0)
			continue;
		for (const char *at = line + 2; *at != '|'; at += strspn(at + 1, ", ") + 1)
			buffer_char(&b, *at);
	}
	fclose(file);
}

static void
assert_described(const struct fields *fields, const char *heading)
{
	char letters[100];
	size_t recorded = 0;

	read_letters(heading, letters, sizeof letters);
	for (size_t i = 0; i < fields->count; i++) {
		char letter = fields->items[i].letter;

		recorded += letter != 0;
		if (letter != 0 && strchr(letters, letter) == NULL)
			fail_msg("doc/recording.md, %s: no field '%c'", heading, letter);
	}
	assert_int_equal(strlen(letters), recorded);
}

static void
the_document_describes_every_field(void **state)
{
	(void)state;
	assert_described(&recording_system_fields, "### Fields of the system");
	assert_described(&reading_fields, "### Fields of a process");
	assert_described(&recording_ending_fields, "### Fields of an end");
}

TEST_MAIN(void)
{
#define WORLD_TEST(function) \
	cmocka_unit_test_setup_teardown(function, world_set_up, world_tear_down)
	const struct CMUnitTest tests[] = {
		WORLD_TEST(real_processes_read_back_field_by_field),
		WORLD_TEST(every_sample_reads_back_whether_whole_or_not),
		WORLD_TEST(what_is_not_recorded_is_unknown_in_a_replay),
		WORLD_TEST(each_member_of_the_system_is_recorded),
		WORLD_TEST(only_what_changed_is_written),
		WORLD_TEST(a_process_is_named_again_when_it_is_another),
		WORLD_TEST(a_thousand_that_go_at_once_are_gone),
		WORLD_TEST(only_what_is_selected_is_written),
		WORLD_TEST(one_from_before_a_field_was_added_leaves_it_unknown),
		WORLD_TEST(ends_that_were_told_are_read_back),
		cmocka_unit_test(the_document_describes_every_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
