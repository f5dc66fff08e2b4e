/* SPDX-License-Identifier: MIT */
/* keeper_listener.c: the sockets on which a keeper listens, and whether they are still in place. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "ipc/keeper_socket_private.h"

#define BACKLOG 16

void
keeper_name_make(struct keeper_name *name, uint32_t boot)
{
	uint32_t chance;

	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != (ssize_t)sizeof chance)
		chance = (uint32_t)clock_boot_ns();
	snprintf(name->text, sizeof name->text, "%d-%08" PRIx32 "-%08" PRIx32 ".sock",
		(int)getpid(), boot, chance);
}

/* Bound under another name, and renamed once it listens: otherwise a screen that lists keepers
 * in between would take a socket that refuses connections for a stale one. */
static bool
listen_as(int fd, int folder_fd, const char *folder, const char *name)
{
	char early[sizeof(struct keeper_name) + 8];
	struct sockaddr_un address;
	mode_t mask;
	bool bound;
	int error;

	snprintf(early, sizeof early, ".%s.new", name);
	address = keeper_address(folder_fd, folder, early);
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

/* Whether another process listens on the name. */
static bool
is_taken(int folder_fd, const char *folder, const char *name, uint32_t boot)
{
	int fd = keeper_try_connect(folder_fd, folder, name, boot);

	if (fd < 0)
		return errno != ECONNREFUSED && errno != ENOENT;
	close(fd);
	return true;
}

/* -1: errno says why. */
static int
listening(int folder_fd, const struct keeper_listener *d, uint32_t boot)
{
	int fd, error;

	if (is_taken(folder_fd, d->folder, d->name.text, boot))
		return errno = EADDRINUSE, -1;
	fd = keeper_new_socket();
	if (fd < 0 || listen_as(fd, folder_fd, d->folder, d->name.text))
		return fd;
	error = errno;
	close(fd);
	return errno = error, -1;
}

static bool
note_inode(struct keeper_listener *d, int folder_fd)
{
	struct stat info;

	if (fstatat(folder_fd, d->name.text, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	d->device = info.st_dev;
	d->inode = info.st_ino;
	return true;
}

bool
keeper_listener_open(struct keeper_listener *d, const char *folder, const struct keeper_name *name,
	uint32_t boot, struct failure *why)
{
	int folder_fd, error;

	*d = (struct keeper_listener){ .fd = -1, .name = *name };
	if (snprintf(d->folder, sizeof d->folder, "%s", folder) >= (int)sizeof d->folder)
		return failure_set(why, ENAMETOOLONG, "creating a socket in %s", folder);
	folder_fd = keeper_folder_open(folder, why);
	if (folder_fd < 0)
		return false;
	d->fd = listening(folder_fd, d, boot);
	error = errno;
	if (d->fd >= 0 && !note_inode(d, folder_fd)) {
		error = errno;
		close(d->fd);
		d->fd = -1;
	}
	close(folder_fd);
	return d->fd >= 0 ||
	       failure_set(why, error, "creating the socket %s/%s", folder, name->text);
}

static bool
is_this(const struct keeper_listener *d, const struct stat *info)
{
	return S_ISSOCK(info->st_mode) && info->st_dev == d->device && info->st_ino == d->inode;
}

bool
keeper_listener_is_there(const struct keeper_listener *d)
{
	char path[PATH_MAX + sizeof d->name];
	struct stat info;

	if (d->fd < 0)
		return false;
	snprintf(path, sizeof path, "%s/%s", d->folder, d->name.text);
	return lstat(path, &info) == 0 && is_this(d, &info);
}

void
keeper_listener_close(struct keeper_listener *d)
{
	int folder_fd;
	struct stat info;

	if (d->fd < 0)
		return;
	folder_fd = open(d->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder_fd >= 0) {
		if (fstatat(folder_fd, d->name.text, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
			is_this(d, &info))
			unlinkat(folder_fd, d->name.text, 0);
		close(folder_fd);
	}
	close(d->fd);
	d->fd = -1;
}

int
keeper_accept(int fd)
{
	int peer;

	do
		peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	while (peer < 0 && errno == EINTR);
	if (peer < 0 || keeper_peer_is_ours(peer))
		return peer;
	close(peer);
	return -1;
}
