/* SPDX-License-Identifier: MIT */
/* keeper_folder.c: the private folder of the keepers' sockets. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/keeper_socket_private.h"

static bool
refuse_folder(const char *folder, const struct stat *info, struct failure *why)
{
	const struct passwd *owner = getpwuid(info->st_uid);
	char number[24];

	snprintf(number, sizeof number, "%ju", (uintmax_t)info->st_uid);
	return failure_set(why, 0,
		"%s is not a private folder of yours (mode %04o, owner %s%s): remove it, or set "
		"XDG_RUNTIME_DIR",
		folder, (unsigned)(info->st_mode & 07777), owner != NULL ? owner->pw_name : number,
		S_ISDIR(info->st_mode)   ? ""
		: S_ISLNK(info->st_mode) ? ", a link"
					 : ", not a folder");
}

static bool
is_private(const struct stat *info)
{
	return S_ISDIR(info->st_mode) && info->st_uid == geteuid() && (info->st_mode & 077) == 0;
}

int
keeper_folder_open(const char *folder, struct failure *why)
{
	struct stat info;
	int fd;

	if (lstat(folder, &info) < 0)
		return failure_set(why, errno, "examining %s", folder), -1;
	if (!is_private(&info))
		return refuse_folder(folder, &info, why), -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failure_set(why, errno, "opening %s", folder), -1;
	/* It may be a different folder by now. */
	if (fstat(fd, &info) == 0 && is_private(&info))
		return fd;
	refuse_folder(folder, &info, why);
	close(fd);
	return -1;
}

bool
keeper_folder_make(const char *folder, struct failure *why)
{
	mode_t mask = umask(077);
	bool made = mkdir(folder, 0700) == 0 || errno == EEXIST;
	int error = errno, fd;

	umask(mask);
	if (!made)
		return failure_set(why, error, "creating the folder %s", folder);
	fd = keeper_folder_open(folder, why);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}
