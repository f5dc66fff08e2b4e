/* SPDX-License-Identifier: MIT */
/* group_world.h: a fake /proc and fake cgroups, unpacked from tests/fixtures/cgroup. */
#ifndef TESTS_SUPPORT_GROUP_WORLD_H
#define TESTS_SUPPORT_GROUP_WORLD_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/proc/limits_proc.h"
#include "support/remove_tree.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024u * 1024u)
#define GIB (1024ull * MIB)

/* 16 GiB, 4 of them in use. */
static const struct system_memory machine = {
	.known = true, .total_bytes = 16 * GIB, .available_bytes = 12 * GIB
};

/* --- the files --- */

struct world {
	char root[64];
	struct limits_proc *limits;
};

static inline void
make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

static inline FILE *
create(const char *root, const char *path)
{
	char whole[512];
	FILE *file;

	assert_in_range(
		snprintf(whole, sizeof whole, "%s/%.*s", root, (int)strcspn(path, "\n"), path), 1,
		sizeof whole - 1);
	make_folders(whole);
	file = fopen(whole, "we");
	assert_non_null(file);
	return file;
}

static inline void
unpack(const char *root, const char *name)
{
	const char *source = getenv("SOURCE_DIR");
	char path[512], *line = NULL;
	size_t size = 0;
	FILE *in, *out = NULL;

	snprintf(path, sizeof path, "%s/tests/fixtures/cgroup/%s", source != NULL ? source : ".",
		name);
	in = fopen(path, "re");
	assert_non_null(in);
	while (getline(&line, &size, in) > 0) {
		if (strncmp(line, "@ ", 2) != 0) {
			assert_non_null(out);
			fputs(line, out);
			continue;
		}
		if (out != NULL)
			fclose(out);
		out = create(root, line + 2);
	}
	fclose(out);
	fclose(in);
	free(line);
}

static inline void
open_world(struct world *w, const char *name)
{
	const char *tmp = getenv("TMPDIR");
	char proc[96];
	struct failure why;

	snprintf(w->root, sizeof w->root, "%s/peaktop-XXXXXX",
		tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	assert_non_null(mkdtemp(w->root));
	unpack(w->root, name);
	snprintf(proc, sizeof proc, "%s/proc", w->root);
	w->limits = limits_proc_open(proc, w->root, &why);
	assert_non_null(w->limits);
	limits_proc_tick(w->limits, &machine);
}

static inline void
close_world(struct world *w)
{
	limits_proc_close(w->limits);
	assert_true(remove_tree(w->root));
	*w = (struct world){ 0 };
}

/* Removes the files, also after a failure. */
#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, new_world, drop_world)

static inline int
new_world(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state == NULL;
}

static inline int
drop_world(void **state)
{
	struct world *w = *state;

	if (w->root[0] != '\0')
		close_world(w);
	free(w);
	return 0;
}

static inline void
rewrite(const struct world *w, const char *path, const char *text)
{
	FILE *file = create(w->root, path);

	fputs(text, file);
	fclose(file);
}

static inline struct limits
limits_of(struct world *w, pid_t pid)
{
	struct limits_cache place = { 0 };
	struct limits limits;

	assert_true(limits_proc_read(w->limits, pid, &place, &limits));
	return limits;
}

#endif
