/* SPDX-License-Identifier: MIT */
/* test_cgroup_scope.c: requests a scope from a fake user manager that grants it, refuses, stalls or
 * disconnects. The virtual machine tests a real one (tests/vm/systemd.sh). */
#include "source/cgroup/cgroup_scope.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "source/cgroup/cgroup_leave.h"
#include "support/fake_bus.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct world {
	struct fake_manager manager;
	struct fake_bus bus;
};

static int
set_up(void **state)
{
	struct cgroup_path path;

	unsetenv("XDG_RUNTIME_DIR");
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	*state = calloc(1, sizeof(struct world));
	if (!cgroup_path_find(&path) || cgroup_is_of_a_run(path.folder)) {
		free(*state);
		*state = NULL;
	}
	return 0;
}

/* Ends the bus, also after a failure. */
static int
tear_down(void **state)
{
	struct world *w = *state;

	if (w != NULL && w->bus.pid > 0) {
		child_end(&w->bus.pid, SIGKILL);
		fake_bus_stop(&w->bus);
	}
	free(w);
	return 0;
}

/* Without a cgroup of ours a case tests nothing. */
static struct world *
world_of(void **state, struct fake_manager manager)
{
	struct world *w = *state;

	if (w == NULL)
		skip();
	w->manager = manager;
	assert_true(fake_bus_start(&w->bus, &w->manager));
	setenv("DBUS_SESSION_BUS_ADDRESS", w->bus.address, 1);
	return w;
}

static void
gives(struct world *w)
{
	struct failure why;

	if (!cgroup_scope_enter(&why))
		fail_msg("%s", why.doing);
	assert_int_equal(fake_bus_stop(&w->bus), 0);
}

static void
fails_with(struct world *w, int error, const char *text)
{
	struct failure why = { .error = -1 };

	assert_false(cgroup_scope_enter(&why));
	assert_string_equal(why.doing, text);
	assert_int_equal(why.error, error);
	if (w != NULL)
		assert_int_equal(fake_bus_stop(&w->bus), w->manager.mute ? SIGKILL : 0);
}

static void
a_granted_scope_is_entered(void **state)
{
	gives(world_of(state, (struct fake_manager){ .result = "done" }));
}

static void
the_job_may_end_before_the_answer(void **state)
{
	gives(world_of(state, (struct fake_manager){ .result = "done", .hurries = true }));
}

/* The request is repeated without the unknown property. */
static void
a_manager_before_253_grants_a_scope(void **state)
{
	gives(world_of(state, (struct fake_manager){ .result = "done", .old = true }));
}

static void
a_failed_job_is_reported(void **state)
{
	fails_with(world_of(state, (struct fake_manager){ .result = "failed" }), 0,
		"it could not start the scope: failed");
}

static void
a_refusal_is_reported_as_clean_text(void **state)
{
	fails_with(world_of(state, (struct fake_manager){ .refusal = "no \x1b[31mway\n at all" }),
		0, "it refused: no ?[31mway  at all");
}

static void
a_long_refusal_is_cut(void **state)
{
	static char text[4000];
	struct world *w;
	struct failure why;

	memset(text, 'x', sizeof text - 1);
	w = world_of(state, (struct fake_manager){ .refusal = text });
	assert_false(cgroup_scope_enter(&why));
	assert_true(strlen(why.doing) < sizeof why.doing - 1);
	assert_int_equal(fake_bus_stop(&w->bus), 0);
}

static void
a_closed_connection_is_reported(void **state)
{
	fails_with(world_of(state, (struct fake_manager){ .hangs_up = true }), 0,
		"it did not answer: Connection terminated");
}

/* sd_bus_call would wait for 90 s, and forever. */
static void
silence_ends_after_five_seconds(void **state)
{
	static const struct fake_manager silent[] = { { .mute = true },
		{ .forgets = true, .result = "done" } };

	for (size_t i = 0; i < 2; i++) {
		struct world *w = world_of(state, silent[i]);
		uint64_t begun = clock_active_ns(), took;

		fails_with(w, 0, "it did not answer within 5 s");
		took = clock_active_ns() - begun;
		assert_in_range(took / NS_PER_MS, 4900, 30000);
	}
}

static void
a_missing_bus_is_reported(void **state)
{
	if (*state == NULL)
		skip();
	fails_with(NULL, 0, "no user bus: XDG_RUNTIME_DIR is not set");
	/* Not /nonexistent, the home of nobody, which may exist. */
	setenv("XDG_RUNTIME_DIR", "/proc/self/fd/no-such-folder", 1);
	fails_with(NULL, ENOENT, "connecting to the user bus");
}

/* --- without a request --- */

static int
listen_at(const char *folder, const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s/%s", folder, name);
	assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0);
	return fd;
}

static void
a_manager_is_likely_if_its_sockets_exist(void **state)
{
	char folder[] = "/tmp/peaktop-XXXXXX", below[64], path[128];
	struct cgroup_path own;
	bool could = *state != NULL && cgroup_path_find(&own) && own.v2;
	int fds[2];

	assert_non_null(mkdtemp(folder));
	snprintf(below, sizeof below, "%s/systemd", folder);
	assert_int_equal(mkdir(below, 0700), 0);
	assert_false(cgroup_scope_is_likely(NULL));
	assert_false(cgroup_scope_is_likely(folder));
	fds[0] = listen_at(folder, "bus");
	assert_false(cgroup_scope_is_likely(folder));
	fds[1] = listen_at(below, "private");
	assert_int_equal(cgroup_scope_is_likely(folder), could);
	snprintf(path, sizeof path, "%s/bus", folder);
	unlink(path);
	assert_false(cgroup_scope_is_likely(folder));
	snprintf(path, sizeof path, "%s/private", below);
	unlink(path);
	rmdir(below);
	rmdir(folder);
	close(fds[0]);
	close(fds[1]);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_granted_scope_is_entered),
		CASE(the_job_may_end_before_the_answer),
		CASE(a_manager_before_253_grants_a_scope),
		CASE(a_failed_job_is_reported),
		CASE(a_refusal_is_reported_as_clean_text),
		CASE(a_long_refusal_is_cut),
		CASE(a_closed_connection_is_reported),
		CASE(silence_ends_after_five_seconds),
		CASE(a_missing_bus_is_reported),
		CASE(a_manager_is_likely_if_its_sockets_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
