/* SPDX-License-Identifier: MIT */
/* test_run_field.c: no member of a run is forgotten in the table of its fields. */
#include "base/length.h"
#include "model/run/run_field.h"

#include <string.h>

#include "support/members.h"
#include "support/suite.h"

static bool
has_member(const struct run_field *f)
{
	return f->kind != RUN_BY_HAND;
}

/* Each member list and what the history keeps beside the columns. A member that is new and is not a
 * column belongs here, with the reason. */
static void
take_what_is_kept_otherwise(struct run *run)
{
	MEMBERS_TAKE(run, number); /* the row's id */
	MEMBERS_TAKE(run, argv);
	MEMBERS_TAKE(run, single.member.exact); /* its origin says so */
	MEMBERS_TAKE(run, victims);             /* lists: store/store_members.c */
	MEMBERS_TAKE(run, victim_count);
	MEMBERS_TAKE(run, tree.members);
	MEMBERS_TAKE(run, tree.member_count);
	MEMBERS_TAKE(run, top);
	MEMBERS_TAKE(run, top_count);
	MEMBERS_TAKE(run, left);
	MEMBERS_TAKE(run, left_count);
	MEMBERS_TAKE(run, lines.lists);      /* store/store_lines.c */
	MEMBERS_TAKE(run, cgroup_to_be_had); /* never kept */
	MEMBERS_TAKE(run, usage.swaps);      /* always 0 on Linux */
	MEMBERS_TAKE(run, usage.messages_sent);
	MEMBERS_TAKE(run, usage.messages_received);
	MEMBERS_TAKE(run, usage.signals);
}

/* The padding within the lists, which gcc 12 clears at wrong places: so they come last. */
static void
fill_lists(struct run *run)
{
	memset(run->victims, 0xff, sizeof run->victims);
	memset(run->tree.members, 0xff, sizeof run->tree.members);
	memset(run->top, 0xff, sizeof run->top);
	memset(run->left, 0xff, sizeof run->left);
}

static void
each_member_of_a_run_has_one_row_or_is_kept_otherwise(void **state)
{
	static struct run run;

	(void)state;
	if (!members_fill(&run))
		skip();
	fill_lists(&run);
	for (size_t i = 0; i < run_field_count; i++)
		if (has_member(&run_fields[i]))
			members_take(&run, run_fields[i].offset, run_fields[i].size);
	take_what_is_kept_otherwise(&run);
	members_assert_none_left(&run, sizeof run);
}

static void
each_row_is_whole_and_its_names_are_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < run_field_count; i++) {
		const struct run_field *f = &run_fields[i];

		assert_non_null(memchr(f->name, '\0', sizeof f->name));
		assert_non_null(memchr(f->json, '\0', sizeof f->json));
		assert_int_equal(f->since > 0, f->name[0] != '\0');
		assert_true(f->since > 0 || f->json[0] != '\0');
		for (size_t k = 0; k < i; k++) {
			assert_true(f->since == 0 || strcmp(run_fields[k].name, f->name) != 0);
			assert_true(f->json[0] == '\0' || strcmp(run_fields[k].json, f->json) != 0);
		}
		if (f->since > 0)
			assert_ptr_equal(run_field_named(f->name), f);
	}
}

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* The unit is in the name of the column, and in that of the member of JSON. */
static void
each_kind_fits_its_member_and_its_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < run_field_count; i++) {
		const struct run_field *f = &run_fields[i];
		bool time = f->kind == RUN_TIME, bytes = f->kind == RUN_BYTES;

		if (!has_member(f))
			continue;
		if (run_field_is_number(f))
			assert_int_equal(f->size, f->kind == RUN_FLAG      ? sizeof(bool)
						  : f->kind == RUN_INTEGER ? sizeof(int)
									   : sizeof(uint64_t));
		assert_int_equal(ends_with(f->name, "_ns"), time);
		assert_int_equal(ends_with(f->name, "_bytes"), bytes);
		if (f->json[0] != '\0') {
			assert_int_equal(ends_with(f->json, "_seconds"), time);
			assert_int_equal(ends_with(f->json, "bytes"), bytes);
		}
	}
}

static void
a_run_of_which_nothing_is_known_has_no_peaks_and_no_end(void **state)
{
	static const char *const unknown[] = { "status", "signal", "user_ns", "single_bytes",
		"single_at_ns", "tree_bytes", "tree_at_ns", "cgroup_peak_bytes",
		"hugetlb_peak_bytes", "swap_peak_bytes", "processes_seen", "left_alive",
		"exits_lost", "oom_likely", "oom_limit_bytes" };
	struct run run = { .reason = RUN_LOST };

	(void)state;
	for (size_t i = 0; i < LENGTH(unknown); i++)
		assert_false(run_field_is_known(&run, run_field_named(unknown[i])));
	assert_true(run_field_is_known(&run, run_field_named("wall_ns")));
	assert_string_equal(run_field_text(&run, run_field_named("reason")), "lost");
	assert_null(run_field_text(&run, run_field_named("label")));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_member_of_a_run_has_one_row_or_is_kept_otherwise),
		cmocka_unit_test(each_row_is_whole_and_its_names_are_its_own),
		cmocka_unit_test(each_kind_fits_its_member_and_its_names),
		cmocka_unit_test(a_run_of_which_nothing_is_known_has_no_peaks_and_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
