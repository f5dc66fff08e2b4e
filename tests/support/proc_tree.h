/* SPDX-License-Identifier: MIT */
/* proc_tree.h: a handmade process directory, and a source that reads it. */
#ifndef PEAKTOP_TESTS_PROC_TREE_H
#define PEAKTOP_TESTS_PROC_TREE_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/proc/source_proc.h"
#include "support/remove_tree.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define KIB 1024ull
#define NOBODY 65534

struct world {
	char root[256];
	struct source *source; /* NULL until opened */
	struct sample sample;
	uid_t uid;
};

/* --- writing the tree --- */

static inline void
put_bytes(struct world *w, const char *path, const char *bytes, size_t count)
{
	char whole[512];
	int fd;

	snprintf(whole, sizeof whole, "%s/%s", w->root, path);
	fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, bytes, count) != (ssize_t)count)
		fail_msg("%s: %s", whole, strerror(errno));
	close(fd);
}

static inline void
put_file(struct world *w, pid_t pid, const char *name, const char *text)
{
	char path[100];

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	put_bytes(w, path, text, strlen(text));
}

static inline void
put_folder(struct world *w, const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", w->root, name);
	assert_int_equal(mkdir(path, 0755), 0);
}

static inline void
put_stat(struct world *w, pid_t pid, const char *comm, unsigned flags, unsigned long long start)
{
	char text[300];

	snprintf(text, sizeof text,
		"%d (%s) S 1 1 1 0 -1 %u 10 0 0 0 100 20 0 0 20 0 3 0 %llu 9999 25 1 1 1 7777 0\n",
		(int)pid, comm, flags, start);
	put_file(w, pid, "stat", text);
}

static inline void
put_process(struct world *w, pid_t pid, unsigned kib)
{
	char text[300], name[32];

	snprintf(name, sizeof name, "%d", (int)pid);
	put_folder(w, name);
	put_stat(w, pid, "some name", 0, 500);
	snprintf(text, sizeof text,
		"Name:\tsome name\nUid:\t7\t8\t7\t7\nVmHWM:\t%u kB\nVmRSS:\t%u kB\nVmSwap:\t0 kB\n",
		2 * kib, kib);
	put_file(w, pid, "status", text);
	put_file(w, pid, "comm", "some name\n");
	put_file(w, pid, "cmdline", "");
}

static inline int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	const char *folder = getenv("TMPDIR");

	*state = w;
	w->uid = geteuid();
	snprintf(w->root, sizeof w->root, "%s/peaktop-XXXXXX", folder != NULL ? folder : "/tmp");
	if (mkdtemp(w->root) == NULL || chmod(w->root, 0755) != 0)
		return -1;
	put_process(w, 300, 30);
	put_process(w, 5, 50);
	put_process(w, 42, 40);
	return 0;
}

/* Root can read every file, so it becomes another user for a while. */
static inline bool
can_be_denied(const struct world *w)
{
	return w->uid != 0 || seteuid(NOBODY) == 0;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;

	if (seteuid(w->uid) != 0)
		return -1;
	if (w->source != NULL)
		source_close(w->source);
	sample_clear(&w->sample);
	remove_tree(w->root);
	free(w);
	return 0;
}

static inline size_t
scan(struct world *w, unsigned wants)
{
	struct failure why;

	if (w->source == NULL)
		w->source = source_open_proc(w->root, &why);
	if (w->source == NULL || !source_scan(w->source, wants, &w->sample, &why))
		fail_msg("%s: %s", why.doing, strerror(why.error));
	return w->sample.count;
}

#endif
