/* SPDX-License-Identifier: MIT */
/* keeper_socket.c: the sockets of keepers, in a folder that nobody else can write to. */
#include "launch/keeper_socket.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/grow.h"
#include "launch/keeper_private.h"

#define BACKLOG 16
#define NAME_BYTES 32 /* "2147483647.sock" */

/* --- names and addresses --- */

static void
put_name(char name[NAME_BYTES], pid_t pid)
{
	snprintf(name, NAME_BYTES, "%d.sock", (int)pid);
}

/* The pid in a name; 0: it is no keeper's. */
static pid_t
pid_of(const char *name)
{
	char again[NAME_BYTES], *end;
	long pid;

	errno = 0;
	pid = strtol(name, &end, 10);
	if (errno != 0 || pid <= 0 || pid > INT_MAX)
		return 0;
	put_name(again, (pid_t)pid);
	return strcmp(name, again) == 0 ? (pid_t)pid : 0;
}

/* An address holds 107 bytes of a path; by way of the descriptor any folder's is short. */
static struct sockaddr_un
address_of(int folder_fd, const char *folder, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int wanted = snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", folder, name);

	if (wanted < 0 || (size_t)wanted >= sizeof address.sun_path)
		snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s",
			folder_fd, name);
	return address;
}

static int
new_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static bool
is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

/* --- a screen's side --- */

/* Connects to the socket of this name; -1: errno says why not. One that nobody listens on is
 * removed; what is no socket is left alone (and refuses as well). */
static int
try_connect(int folder_fd, const char *folder, const char *name)
{
	struct sockaddr_un address = address_of(folder_fd, folder, name);
	struct stat info;
	int fd, error;

	if (fstatat(folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	if (!S_ISSOCK(info.st_mode))
		return errno = ENOTSOCK, -1;
	fd = new_socket();
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	error = errno;
	close(fd);
	if (error == ECONNREFUSED)
		unlinkat(folder_fd, name, 0);
	return errno = error, -1;
}

int
keeper_connect(const char *folder, pid_t pid, struct failure *why)
{
	int folder_fd = keeper_folder_open(folder, why), fd, error;
	char name[NAME_BYTES];

	if (folder_fd < 0)
		return -1;
	put_name(name, pid);
	fd = try_connect(folder_fd, folder, name);
	error = errno;
	close(folder_fd);
	if (fd < 0)
		return fail(why, error, "connecting to the job's keeper %d", (int)pid), -1;
	if (is_ours(fd))
		return fd;
	close(fd);
	return fail(why, EPERM, "the job's keeper %d is another user's", (int)pid), -1;
}

/* --- a keeper's side --- */

/* Bound under another name and renamed when it listens: one that looks around in between would
 * take a socket that refuses for a stale one. */
static bool
listen_as(int fd, int folder_fd, const char *folder, const char *name)
{
	char early[NAME_BYTES + 8];
	struct sockaddr_un address;
	mode_t mask;
	bool bound;
	int error;

	snprintf(early, sizeof early, ".%s.new", name);
	address = address_of(folder_fd, folder, early);
	unlinkat(folder_fd, early, 0);
	mask = umask(0177);
	bound = bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
	umask(mask);
	if (!bound)
		return false;
	if (listen(fd, BACKLOG) == 0 && renameat(folder_fd, early, folder_fd, name) == 0)
		return true;
	error = errno;
	unlinkat(folder_fd, early, 0);
	return errno = error, false;
}

/* Whether somebody else listens on the name: in a container pids begin anew, the folder may not. */
static bool
is_taken(int folder_fd, const char *folder, const char *name)
{
	int fd = try_connect(folder_fd, folder, name);

	if (fd < 0)
		return errno != ECONNREFUSED && errno != ENOENT;
	close(fd);
	return true;
}

/* -1: errno says why not. */
static int
listening(int folder_fd, const char *folder, const char *name)
{
	int fd, error;

	if (is_taken(folder_fd, folder, name))
		return errno = EADDRINUSE, -1;
	fd = new_socket();
	if (fd < 0 || listen_as(fd, folder_fd, folder, name))
		return fd;
	error = errno;
	close(fd);
	return errno = error, -1;
}

int
keeper_listen(const char *folder, struct failure *why)
{
	int folder_fd = keeper_folder_open(folder, why), fd, error;
	char name[NAME_BYTES];

	if (folder_fd < 0)
		return -1;
	put_name(name, getpid());
	fd = listening(folder_fd, folder, name);
	error = errno;
	close(folder_fd);
	if (fd < 0)
		fail(why, error, "making the socket %s/%s", folder, name);
	return fd;
}

void
keeper_unlisten(const char *folder, int fd)
{
	int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char name[NAME_BYTES];

	put_name(name, getpid());
	if (folder_fd >= 0) {
		unlinkat(folder_fd, name, 0);
		close(folder_fd);
	}
	close(fd);
}

int
keeper_accept(int fd)
{
	int peer;

	do
		peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	while (peer < 0 && errno == EINTR);
	if (peer < 0 || is_ours(peer))
		return peer;
	close(peer);
	return -1;
}

/* --- all of them --- */

struct keeper {
	pid_t pid;
	struct timespec made;
};

static int
newest_first(const void *a, const void *b)
{
	const struct keeper *x = a, *y = b;

	if (x->made.tv_sec != y->made.tv_sec)
		return x->made.tv_sec < y->made.tv_sec ? 1 : -1;
	if (x->made.tv_nsec != y->made.tv_nsec)
		return x->made.tv_nsec < y->made.tv_nsec ? 1 : -1;
	return (x->pid < y->pid) - (x->pid > y->pid);
}

/* Whether a keeper listens there; one that is too busy to answer does. */
static bool
is_keeper(int folder_fd, const char *folder, const char *name, struct keeper *keeper)
{
	struct stat info;
	int fd;

	keeper->pid = pid_of(name);
	if (keeper->pid == 0 || fstatat(folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	keeper->made = info.st_mtim;
	fd = try_connect(folder_fd, folder, name);
	if (fd < 0)
		return errno == EAGAIN;
	close(fd);
	return true;
}

static size_t
read_folder(DIR *folder, const char *path, struct keeper **keepers)
{
	size_t count = 0, capacity = 0;
	const struct dirent *entry;
	struct keeper keeper;

	while ((entry = readdir(folder)) != NULL) {
		if (!is_keeper(dirfd(folder), path, entry->d_name, &keeper))
			continue;
		*keepers = grow_array(*keepers, &capacity, count + 1, sizeof **keepers);
		(*keepers)[count++] = keeper;
	}
	return count;
}

size_t
keeper_list(const char *folder, pid_t *pids, size_t most)
{
	struct keeper *keepers = NULL;
	struct failure why;
	int fd = keeper_folder_open(folder, &why);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
	size_t count;

	if (entries == NULL) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	count = read_folder(entries, folder, &keepers);
	closedir(entries);
	if (count > 0)
		qsort(keepers, count, sizeof keepers[0], newest_first);
	count = count < most ? count : most;
	for (size_t i = 0; i < count; i++)
		pids[i] = keepers[i].pid;
	free(keepers);
	return count;
}
