/* SPDX-License-Identifier: MIT */
/* test_protocol_wire.c: nothing that a screen knows of a job is forgotten on the wire. */
#include "ipc/protocol_private.h"
#include "support/members.h"
#include "support/suite.h"

static void
take_members(void *object, const struct wire_members *members)
{
	for (size_t i = 0; i < members->count; i++)
		members_take(object, members->items[i].offset, members->items[i].size);
}

static void
each_member_of_identity_and_figures_is_sent(void **state)
{
	struct watched_identity identity;
	struct watched_figures figures;

	(void)state;
	if (!members_fill(&identity) || !members_fill(&figures))
		skip();
	take_members(&identity, &identity_members);
	members_assert_none_left(&identity, sizeof identity);
	take_members(&figures, &figures_members);
	members_assert_none_left(&figures, sizeof figures);
}

/* The message itself says that it has ended. */
static void
each_member_of_an_end_is_sent(void **state)
{
	struct watched_end end;

	(void)state;
	if (!members_fill(&end))
		skip();
	MEMBERS_TAKE(&end, ended);
	take_members(&end, &end_members);
	members_assert_none_left(&end, sizeof end);
}

/* Its cells follow in rows. */
static void
each_member_of_a_screen_is_sent(void **state)
{
	struct vt_screen screen;

	(void)state;
	if (!members_fill(&screen))
		skip();
	MEMBERS_TAKE(&screen, cells);
	MEMBERS_TAKE(&screen, capacity);
	take_members(&screen, &screen_members);
	members_assert_none_left(&screen, sizeof screen);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_member_of_identity_and_figures_is_sent),
		cmocka_unit_test(each_member_of_an_end_is_sent),
		cmocka_unit_test(each_member_of_a_screen_is_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
