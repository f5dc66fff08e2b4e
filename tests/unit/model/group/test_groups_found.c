/* SPDX-License-Identifier: MIT */
/* test_groups_found.c: which processes belong together, by session, process group, cgroup and
 * parent. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/length.h"
#include "model/group/groups.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/crowd_world.h"

#define ADA "/user.slice/user-1000.slice/session-4.scope"
#define GNOME_TAB "/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-7.scope"
#define DOCKER "/system.slice/docker-4f5e1b2c.scope"

/* The groups as text: their pids, "10 11|12|20 21". */
static const char *
groups_of(struct crowd *w, struct buffer *b)
{
	size_t total = w->table.living_count + w->table.ended_count;

	group_map_find(&w->map, &w->table);
	for (size_t group = 0; group < w->map.count; group++) {
		const char *before = group > 0 ? "|" : "";

		for (size_t i = 0; i < total; i++) {
			if (w->map.of[i] != group)
				continue;
			buffer_print(b, "%s%d", before, group_process(&w->table, i)->now.key.pid);
			before = " ";
		}
	}
	return b->bytes;
}

#define assert_groups(w, people, expected)                                                \
	do {                                                                              \
		char text[400];                                                           \
		struct buffer b = buffer_over(text, sizeof text);                         \
                                                                                          \
		crowd_apply(w, w->table.taken_ns / SECOND + 100, people, LENGTH(people)); \
		assert_string_equal(groups_of(w, &b), expected);                          \
	} while (0)

static void
a_pipeline_is_one_and_its_shell_another(void **state)
{
	static const struct person typed[] = {
		{ 1, 0, 1, 1, .name = "init", .cgroup = "/init.scope" },
		{ 10, 1, 10, 10, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 20, 10, 20, 10, .name = "zcat", .cgroup = ADA },
		{ 21, 10, 20, 10, .name = "sort", .cgroup = ADA },
		{ 22, 10, 20, 10, .name = "uniq", .cgroup = ADA },
		{ 30, 10, 30, 10, .name = "vim", .cgroup = ADA },
	};

	assert_groups(((struct crowd *)*state), typed, "1|10|20 21 22|30");
}

static void
a_script_is_one_with_all_that_it_runs(void **state)
{
	static const struct person script[] = {
		{ 10, 1, 10, 10, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 20, 10, 20, 10, .name = "sh", .command = "sh build.sh", .cgroup = ADA },
		{ 21, 20, 20, 10, .name = "make", .cgroup = ADA },
		{ 22, 21, 20, 10, .name = "cc", .cgroup = ADA },
	};

	assert_groups(((struct crowd *)*state), script, "10|20 21 22");
}

/* Workers by fork and spawn share the process group; a pool whose workers are leaders does not. */
static void
a_pool_is_one_whatever_the_groups_of_its_workers(void **state)
{
	static const struct person pool[] = {
		{ 10, 1, 10, 10, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 20, 10, 20, 10, .name = "python3", .command = "train.py", .cgroup = ADA },
		{ 21, 20, 20, 10, .name = "python3", .command = "train.py (resource tracker)",
			.cgroup = ADA },
		{ 22, 20, 22, 10, .name = "python3", .command = "train.py (worker)",
			.cgroup = ADA },
		{ 23, 20, 23, 10, .name = "python3", .command = "train.py (worker)",
			.cgroup = ADA },
		{ 24, 22, 22, 10, .name = "python3", .command = "train.py (worker of a worker)",
			.cgroup = ADA },
	};

	assert_groups(((struct crowd *)*state), pool, "10|20 21 22 23 24");
}

static void
a_master_is_one_with_its_workers_and_another_master_another(void **state)
{
	static const struct person gunicorn[] = {
		{ 1, 0, 1, 1, .name = "init" },
		{ 30, 1, 30, 30, .name = "gunicorn", .command = "gunicorn shop" },
		{ 31, 30, 30, 30, .name = "gunicorn", .command = "gunicorn worker" },
		{ 32, 30, 30, 30, .name = "gunicorn", .command = "gunicorn worker" },
		{ 40, 1, 40, 40, .name = "gunicorn", .command = "gunicorn blog" },
		{ 41, 40, 40, 40, .name = "gunicorn", .command = "gunicorn worker" },
	};

	assert_groups(((struct crowd *)*state), gunicorn, "1|30 31 32|40 41");
}

static void
a_container_is_one_across_sessions(void **state)
{
	static const struct person docker[] = {
		{ 1, 0, 1, 1, .name = "systemd", .cgroup = "/init.scope" },
		{ 50, 1, 50, 50, .name = "containerd-shim",
			.cgroup = "/system.slice/containerd.service" },
		{ 51, 50, 51, 51, .name = "sh", .command = "sh -c ./start", .cgroup = DOCKER },
		{ 52, 51, 52, 52, .name = "redis-server", .cgroup = DOCKER },
		{ 60, 50, 60, 60, .name = "bash", .command = "bash",
			.cgroup = DOCKER }, /* docker exec -it */
		{ 70, 50, 70, 70, .name = "nginx", .cgroup = "/system.slice/docker-99aa.scope" },
	};

	assert_groups(((struct crowd *)*state), docker, "1|50|51 52 60|70");
}

/* Inside a container, all processes are in the cgroup of its init: that is the machine, not a
 * group. */
static void
the_control_group_of_init_joins_nothing(void **state)
{
	static const struct person inside[] = {
		{ 1, 0, 1, 1, .name = "tini", .cgroup = DOCKER },
		{ 7, 1, 7, 7, .name = "redis-server", .cgroup = DOCKER },
		{ 8, 1, 8, 8, .name = "cron", .cgroup = DOCKER },
	};

	assert_groups(((struct crowd *)*state), inside, "1|7|8");
}

static void
a_service_is_one_whatever_its_sessions(void **state)
{
	static const struct person services[] = {
		{ 1, 0, 1, 1, .name = "systemd", .cgroup = "/init.scope" },
		{ 80, 1, 80, 80, .name = "postgres", .cgroup = "/system.slice/postgresql.service" },
		{ 81, 80, 81, 81, .name = "postgres",
			.cgroup = "/system.slice/postgresql.service" },
		{ 82, 80, 82, 82, .name = "postgres",
			.cgroup = "/system.slice/postgresql.service" },
		{ 90, 1, 90, 90, .name = "cron", .cgroup = "/system.slice/cron.service" },
	};

	assert_groups(((struct crowd *)*state), services, "1|80 81 82|90");
}

/* sshd creates a session for each; commands typed there differ by process group. */
static void
sessions_of_ssh_are_told_apart(void **state)
{
	static const struct person ssh[] = {
		{ 1, 0, 1, 1, .name = "systemd", .cgroup = "/init.scope" },
		{ 40, 1, 40, 40, .name = "sshd", .cgroup = "/system.slice/ssh.service" },
		{ 41, 40, 41, 41, .name = "sshd", .command = "sshd: ada [priv]", .cgroup = ADA },
		{ 42, 41, 41, 41, .name = "sshd", .command = "sshd: ada@pts/0", .cgroup = ADA },
		{ 43, 42, 43, 43, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 44, 43, 44, 43, .name = "make", .cgroup = ADA },
		{ 45, 44, 44, 43, .name = "cc", .cgroup = ADA },
		{ 51, 40, 51, 51, .name = "sshd", .command = "sshd: ben [priv]", .cgroup = ADA },
		{ 52, 51, 51, 51, .name = "sshd", .command = "sshd: ben@pts/1", .cgroup = ADA },
		{ 53, 52, 53, 53, .name = "zsh", .command = "-zsh", .cgroup = ADA },
	};

	assert_groups(((struct crowd *)*state), ssh, "1|40|41 42|43|44 45|51 52|53");
}

/* Its windows are sessions of their own; in a terminal's tab the scope contains everything typed
 * there. */
static void
windows_of_tmux_and_tabs_are_no_jobs(void **state)
{
	static const struct person windows[] = {
		{ 1, 0, 1, 1, .name = "systemd", .cgroup = "/init.scope" },
		{ 60, 1, 60, 60, .name = "tmux: server", .cgroup = ADA },
		{ 61, 60, 61, 61, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 62, 61, 62, 61, .name = "htop", .cgroup = ADA },
		{ 63, 60, 63, 63, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 70, 1, 70, 70, .name = "bash", .command = "bash", .cgroup = GNOME_TAB },
		{ 71, 70, 71, 70, .name = "make", .cgroup = GNOME_TAB },
		{ 72, 71, 71, 70, .name = "cc", .cgroup = GNOME_TAB },
		{ 73, 70, 73, 70, .name = "top", .cgroup = GNOME_TAB },
	};

	assert_groups(((struct crowd *)*state), windows, "1|60|61|62|63|70|71 72|73");
}

static void
a_job_in_the_background_outlives_its_shell_as_one(void **state)
{
	static const struct person here[] = {
		{ 10, 1, 10, 10, .name = "bash", .command = "-bash", .cgroup = ADA },
		{ 20, 10, 20, 10, .name = "sh", .command = "sh night.sh", .cgroup = ADA },
		{ 21, 20, 20, 10, .name = "python3", .command = "night.py", .cgroup = ADA },
	};
	static const struct person left[] = {
		{ 20, 1, 20, 10, .name = "sh", .command = "sh night.sh", .cgroup = ADA },
		{ 21, 20, 20, 10, .name = "python3", .command = "night.py", .cgroup = ADA },
		{ 22, 20, 20, 10, .name = "gzip", .cgroup = ADA },
	};
	struct crowd *w = *state;

	assert_groups(w, here, "10|20 21");
	assert_groups(w, left, "20 21 22|10");
}

static void
orphans_stay_with_what_was_started_with_them(void **state)
{
	static const struct person orphans[] = {
		{ 1, 0, 1, 1, .name = "init" },
		{ 21, 1, 20, 10, .name = "python3", .command = "night.py" },
		{ 22, 1, 20, 10, .name = "gzip" },
		{ 31, 1, 1, 1, .name = "agetty" }, /* in the group of init: not started together */
		{ 32, 1, 1, 1, .name = "syslogd" },
	};

	assert_groups(((struct crowd *)*state), orphans, "1|21 22|31|32");
}

static void
what_has_ended_stays_in_its_job(void **state)
{
	static const struct person all[] = {
		{ 20, 1, 20, 10, .name = "zcat" },
		{ 21, 1, 20, 10, .name = "sort" },
	};
	static const struct person one[] = { { 21, 1, 20, 10, .name = "sort" } };
	/* The number of its group was reused by one that started after its end. */
	static const struct person again[] = {
		{ .pid = 20, .ppid = 1, .pgrp = 20, .session = 10, .name = "late", .began = 550 },
	};
	struct crowd *w = *state;

	assert_groups(w, all, "20 21");
	assert_groups(w, one, "21 20");
	crowd_apply(w, 500, one, 0);
	crowd_apply(w, 600, again, 1);
	group_map_find(&w->map, &w->table);
	assert_int_equal(w->map.of[0], 0); /* the late one, without the exited ones */
	assert_int_not_equal(w->map.of[1], 0);
	assert_int_not_equal(w->map.of[2], 0);
}

static void
kernel_threads_are_jobs_of_one(void **state)
{
	static const struct person kernel[] = {
		{ 2, 0, 0, 0, .name = "kthreadd" },
		{ 3, 2, 0, 0, .name = "rcu_gp" },
		{ 4, 2, 0, 0, .name = "kworker/0:0" },
	};

	assert_groups(((struct crowd *)*state), kernel, "2|3|4");
}

/* The pid of an exited parent was reused by a younger process before the scan. */
static void
a_parent_younger_than_its_child_is_none(void **state)
{
	static const struct person people[] = {
		{ .pid = 20, .ppid = 1, .pgrp = 20, .session = 5, .name = "late", .began = 90 },
		{ .pid = 21, .ppid = 20, .pgrp = 21, .session = 5, .name = "early", .began = 50 },
	};

	assert_groups(((struct crowd *)*state), people, "20|21");
}

static void
no_process_is_no_job(void **state)
{
	struct crowd *w = *state;

	group_map_find(&w->map, &w->table);
	assert_int_equal(w->map.count, 0);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, crowd_open, crowd_close)
	const struct CMUnitTest tests[] = {
		TEST(a_pipeline_is_one_and_its_shell_another),
		TEST(a_script_is_one_with_all_that_it_runs),
		TEST(a_pool_is_one_whatever_the_groups_of_its_workers),
		TEST(a_master_is_one_with_its_workers_and_another_master_another),
		TEST(a_container_is_one_across_sessions),
		TEST(the_control_group_of_init_joins_nothing),
		TEST(a_service_is_one_whatever_its_sessions),
		TEST(sessions_of_ssh_are_told_apart),
		TEST(windows_of_tmux_and_tabs_are_no_jobs),
		TEST(a_job_in_the_background_outlives_its_shell_as_one),
		TEST(orphans_stay_with_what_was_started_with_them),
		TEST(what_has_ended_stays_in_its_job),
		TEST(kernel_threads_are_jobs_of_one),
		TEST(a_parent_younger_than_its_child_is_none),
		TEST(no_process_is_no_job),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
