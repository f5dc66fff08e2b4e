/* SPDX-License-Identifier: MIT */
/* test_field.c: no member of a reading is forgotten in the table of its fields. */
#include "model/process/field.h"
#include "model/process/process.h"
#include "support/members.h"
#include "support/suite.h"

static void
each_member_of_a_reading_has_one_row(void **state)
{
	struct reading r;

	(void)state;
	if (!members_fill(&r))
		skip();
	for (size_t i = 0; i < reading_fields.count; i++)
		members_take(&r, reading_fields.items[i].offset, reading_fields.items[i].size);
	members_assert_none_left(&r, sizeof r);
}

static const struct field *
field_at(size_t offset)
{
	for (size_t i = 0; i < reading_fields.count; i++)
		if (reading_fields.items[i].offset == offset)
			return &reading_fields.items[i];
	return NULL;
}

/* A replay would show 0 for it. */
static void
what_is_always_known_is_recorded(void **state)
{
	const struct field *pid = field_at(offsetof(struct reading, key.pid)),
			   *renamed = field_at(offsetof(struct reading, renamed)),
			   *regrouped = field_at(offsetof(struct reading, regrouped)),
			   *resting = field_at(offsetof(struct reading, resting));

	(void)state;
	for (size_t i = 0; i < reading_fields.count; i++) {
		const struct field *f = &reading_fields.items[i];

		if (f == pid || f == renamed || f == regrouped || f == resting)
			continue;
		assert_true(f->letter != 0 || f->known != 0);
		assert_true(f->letter == 0 || f->max > 0);
	}
}

static void
each_letter_stands_for_one_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < reading_fields.count; i++) {
		const struct field *f = &reading_fields.items[i];

		assert_true(f->size == 1 || f->size == 4 || f->size == 8);
		for (size_t k = 0; k < i && f->letter != 0; k++)
			assert_int_not_equal(reading_fields.items[k].letter, f->letter);
	}
}

static void
an_ended_process_keeps_its_user_and_its_peak(void **state)
{
	struct reading r = { .known = ~0u, .rss_bytes = 7, .peak_bytes = 8 };
	struct sample s = { .taken_ns = 1 };
	struct process *p = process_new(&r, &s, true);

	(void)state;
	process_end(p, 2);
	assert_int_equal(p->now.known, KNOWN_UID | KNOWN_PEAK);
	process_free(p);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_member_of_a_reading_has_one_row),
		cmocka_unit_test(what_is_always_known_is_recorded),
		cmocka_unit_test(each_letter_stands_for_one_field),
		cmocka_unit_test(an_ended_process_keeps_its_user_and_its_peak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
