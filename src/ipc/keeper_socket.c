/* SPDX-License-Identifier: MIT */
/* keeper_socket.c: how screens find keepers: by sockets in folders that only we can write to. */
#include "ipc/keeper_socket.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/grow.h"
#include "ipc/keeper_socket_private.h"

/* If it is unknown whether anybody listens (another host, or an earlier boot), a socket counts
 * as stale at this age; a live keeper recreates its own. */
#define FOREIGN_DAYS 30

/* --- names and addresses --- */

struct parsed_name {
	pid_t pid;
	uint32_t boot;
	bool has_boot; /* from an earlier version: no boot in the name */
};

static bool
parse_name(const char *name, struct parsed_name *parsed)
{
	char again[sizeof(struct keeper_name)], *end;
	uint32_t chance = 0;
	long pid;

	errno = 0;
	pid = strtol(name, &end, 10);
	if (errno != 0 || pid <= 0 || pid > INT_MAX)
		return false;
	*parsed = (struct parsed_name){ .pid = (pid_t)pid };
	parsed->has_boot = sscanf(end, "-%8" SCNx32 "-%8" SCNx32, &parsed->boot, &chance) == 2;
	if (parsed->has_boot)
		snprintf(again, sizeof again, "%ld-%08" PRIx32 "-%08" PRIx32 ".sock", pid,
			parsed->boot, chance);
	else
		snprintf(again, sizeof again, "%ld.sock", pid);
	return strcmp(name, again) == 0;
}

pid_t
keeper_name_pid(const char *name)
{
	struct parsed_name parsed;

	return parse_name(name, &parsed) ? parsed.pid : 0;
}

struct sockaddr_un
keeper_address(int folder_fd, const char *folder, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int wanted = snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", folder, name);

	if (wanted < 0 || (size_t)wanted >= sizeof address.sun_path)
		snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s",
			folder_fd, name);
	return address;
}

int
keeper_new_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

bool
keeper_peer_is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

/* --- connecting --- */

/* A socket that refuses connections: only its own kernel knows whether its keeper is gone. */
static bool
is_stale(const char *name, const struct stat *info, uint32_t boot)
{
	uint64_t now = clock_wall_ns() / NS_PER_SECOND, made = (uint64_t)info->st_mtim.tv_sec;
	struct parsed_name parsed;

	if (!parse_name(name, &parsed))
		return false;
	return !parsed.has_boot || parsed.boot == boot ||
	       (now > made && now - made > FOREIGN_DAYS * 86400ull);
}

int
keeper_try_connect(int folder_fd, const char *folder, const char *name, uint32_t boot)
{
	struct sockaddr_un address = keeper_address(folder_fd, folder, name);
	struct stat info;
	int fd, error;

	if (fstatat(folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	if (!S_ISSOCK(info.st_mode))
		return errno = ENOTSOCK, -1;
	fd = keeper_new_socket();
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	error = errno;
	close(fd);
	if (error == ECONNREFUSED && is_stale(name, &info, boot))
		unlinkat(folder_fd, name, 0);
	return errno = error, -1;
}

int
keeper_connect(const char *folder, const char *name, uint32_t boot, struct failure *why)
{
	int folder_fd = keeper_folder_open(folder, why), fd, error;
	int pid = keeper_name_pid(name);

	if (folder_fd < 0)
		return -1;
	fd = keeper_try_connect(folder_fd, folder, name, boot);
	error = errno;
	close(folder_fd);
	if (fd < 0)
		return failure_set(why, error, "connecting to the job's keeper %d", pid), -1;
	if (keeper_peer_is_ours(fd))
		return fd;
	close(fd);
	return failure_set(why, EPERM,
		       "connecting to the job's keeper %d, which belongs to another user", pid),
	       -1;
}

/* --- all of them --- */

static uint64_t
made_ns(const struct stat *info)
{
	return (uint64_t)info->st_mtim.tv_sec * NS_PER_SECOND + (uint64_t)info->st_mtim.tv_nsec;
}

/* Whether a keeper listens there; one too busy to answer counts. */
static bool
is_keeper(int folder_fd, const char *folder, const char *name, uint32_t boot,
	struct keeper_entry *entry)
{
	struct stat info;
	int fd;

	if (keeper_name_pid(name) == 0 || fstatat(folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	strcpy(entry->name.text, name);
	entry->made_ns = made_ns(&info);
	fd = keeper_try_connect(folder_fd, folder, name, boot);
	if (fd < 0)
		return errno == EAGAIN;
	close(fd);
	return true;
}

void
keeper_list(const char *folder, uint32_t boot, struct keeper_entries *all)
{
	struct failure ignored;
	int fd = keeper_folder_open(folder, &ignored);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *found;
	struct keeper_entry entry;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((found = readdir(dir)) != NULL) {
		if (!is_keeper(fd, folder, found->d_name, boot, &entry))
			continue;
		all->items = grow_array(
			all->items, &all->capacity, all->count + 1, sizeof all->items[0]);
		all->items[all->count++] = entry;
	}
	closedir(dir);
}

static int
by_name_newest_first(const void *a, const void *b)
{
	const struct keeper_entry *x = a, *y = b;
	int names = strcmp(x->name.text, y->name.text);

	return names != 0 ? names : (x->made_ns < y->made_ns) - (x->made_ns > y->made_ns);
}

static int
newest_first(const void *a, const void *b)
{
	const struct keeper_entry *x = a, *y = b;
	pid_t one = keeper_name_pid(x->name.text), other = keeper_name_pid(y->name.text);

	if (x->made_ns != y->made_ns)
		return (x->made_ns < y->made_ns) - (x->made_ns > y->made_ns);
	return one != other ? (one < other) - (one > other) : strcmp(x->name.text, y->name.text);
}

void
keeper_entries_sort(struct keeper_entries *all)
{
	size_t kept = 0;

	if (all->count == 0)
		return;
	qsort(all->items, all->count, sizeof all->items[0], by_name_newest_first);
	for (size_t i = 0; i < all->count; i++)
		if (i == 0 || strcmp(all->items[i].name.text, all->items[kept - 1].name.text) != 0)
			all->items[kept++] = all->items[i];
	all->count = kept;
	qsort(all->items, all->count, sizeof all->items[0], newest_first);
}

void
keeper_entries_clear(struct keeper_entries *all)
{
	free(all->items);
	*all = (struct keeper_entries){ .items = NULL };
}
