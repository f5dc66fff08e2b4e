/* SPDX-License-Identifier: MIT */
/* test_group_names.c: names of groups, from cgroup paths and command lines of shells. */
#include "base/length.h"
#include "model/group/group.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define ADA "/user.slice/user-1000.slice/session-4.scope"
#define GNOME_TAB "/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-7.scope"
#define DOCKER "/system.slice/docker-4f5e1b2c.scope"

static void
groups_are_named_after_cgroup_paths(void **state)
{
	static const struct {
		const char *path;
		enum cgroup_kind kind;
	} cases[] = {
		{ NULL, CGROUP_KIND_NONE },
		{ "/", CGROUP_KIND_NONE },
		{ "/user.slice", CGROUP_KIND_NONE },
		{ ADA, CGROUP_KIND_NONE },
		{ "/user.slice/user-1000.slice/user@1000.service", CGROUP_KIND_NONE },
		{ "/user.slice/user-1000.slice/user@1000.service/app.slice/jupyter.service",
			CGROUP_KIND_UNIT },
		{ GNOME_TAB, CGROUP_KIND_UNIT },
		{ "/system.slice/cron.service", CGROUP_KIND_UNIT },
		{ "/system.slice/docker.service", CGROUP_KIND_UNIT },
		{ "/system.slice/containerd.service", CGROUP_KIND_UNIT },
		{ "/docker/4f5e1b2c", CGROUP_KIND_CONTAINER },
		{ DOCKER, CGROUP_KIND_CONTAINER },
		{ "/kubepods/besteffort/pod1234/99aa", CGROUP_KIND_CONTAINER },
		{ "/kubepods.slice/kubepods-pod12.slice/cri-containerd-77.scope",
			CGROUP_KIND_CONTAINER },
		{ "/machine.slice/libpod-77.scope", CGROUP_KIND_CONTAINER },
		{ "/docker/4f5e1b2c/system.slice/cron.service", CGROUP_KIND_CONTAINER },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		if (cgroup_kind(cases[i].path) != cases[i].kind)
			fail_msg("%s", cases[i].path != NULL ? cases[i].path : "no path");
}

static void
an_interactive_shell_is_distinguished_from_a_script(void **state)
{
	static const struct {
		const char *name, *command;
		bool shell, interactive;
	} cases[] = {
		{ "bash", "-bash", true, true },
		{ "-zsh", "-zsh", true, true },
		{ "bash", "/bin/bash --login -i", true, true },
		{ "bash", "bash --rcfile /tmp/rc", true, true },
		{ "bash", "bash --rcfile /tmp/rc -i", true, true },
		{ "bash", "bash build.sh", true, false },
		{ "sh", "sh -c make", true, false },
		{ "bash", "bash -lc make", true, false },
		{ "dash", "dash -e build.sh", true, false },
		{ "python3", "train.py", false, false },
		{ "sshd", "sshd: ada@pts/0", false, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct process p = { .name = (char *)(uintptr_t)cases[i].name,
			.command = (char *)(uintptr_t)cases[i].command };

		if (group_is_shell(&p) != cases[i].shell ||
			group_is_interactive(&p) != cases[i].interactive)
			fail_msg("%s", cases[i].command);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_named_after_cgroup_paths),
		cmocka_unit_test(an_interactive_shell_is_distinguished_from_a_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
