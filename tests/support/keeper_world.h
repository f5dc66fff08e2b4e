/* SPDX-License-Identifier: MIT */
/* keeper_world.h: a folder for sockets, and unusual contents for it. */
#ifndef PEAKTOP_TESTS_KEEPER_WORLD_H
#define PEAKTOP_TESTS_KEEPER_WORLD_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "ipc/keeper_socket.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define NOBODY 65534

#define BOOT 0x1234abcdu

struct world {
	char top[64];
	char folder[400]; /* below it, not created yet */
	struct keeper_listener door;
	struct failure why;
};

static inline int
world_begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	const char *tmp = getenv("TMPDIR");

	snprintf(w->top, sizeof w->top, "%s/keeper.XXXXXX",
		tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	if (mkdtemp(w->top) == NULL)
		return -1;
	snprintf(w->folder, sizeof w->folder, "%s/peaktop", w->top);
	*state = w;
	return 0;
}

static inline int
remove_below(int at_fd, const char *name)
{
	int fd = openat(at_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
			unlinkat(fd, entry->d_name, 0) != 0)
			remove_below(fd, entry->d_name);
	if (folder != NULL)
		closedir(folder);
	return unlinkat(at_fd, name, AT_REMOVEDIR);
}

static inline int
world_end(void **state)
{
	struct world *w = *state;
	int left = remove_below(AT_FDCWD, w->top);

	free(w);
	return left;
}

static inline const char *
path_of(const struct world *w, const char *name)
{
	static char path[500];

	snprintf(path, sizeof path, "%s/%s", w->folder, name);
	return path;
}

static inline const char *
own_path(const struct world *w)
{
	return path_of(w, w->door.name.text);
}

static inline bool
is_there(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

static inline void
make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

/* A bound socket that nobody listens on. */
static inline void
make_stale(const struct world *w, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(strlen(path_of(w, name)) < sizeof address.sun_path);
	strcpy(address.sun_path, path_of(w, name));
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	close(fd);
}

/* Creates the folder and a keeper in it. */
static inline int
listen_there(struct world *w)
{
	struct keeper_name name;

	assert_true(keeper_folder_make(w->folder, &w->why));
	keeper_name_make(&name, BOOT);
	if (!keeper_listener_open(&w->door, w->folder, &name, BOOT, &w->why))
		print_error("%s\n", w->why.doing);
	assert_true(w->door.fd >= 0);
	return w->door.fd;
}

static inline int
connect_to_own(struct world *w)
{
	return keeper_connect(w->folder, w->door.name.text, BOOT, &w->why);
}

/* The number of listening keepers, and the first of them. */
static inline size_t
list_there(const struct world *w, struct keeper_name *first)
{
	struct keeper_entries all = { .items = NULL };
	size_t count;

	keeper_list(w->folder, BOOT, &all);
	keeper_entries_sort(&all);
	count = all.count;
	if (count > 0 && first != NULL)
		*first = all.items[0].name;
	keeper_entries_clear(&all);
	return count;
}

#endif
