/* SPDX-License-Identifier: MIT */
/* store_folder.c: the folder and the file of the history: private, and checked to be ours. */
#include "store/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/grow.h"
#include "base/length.h"

/* Those missing from linux/magic.h are in the file systems' own sources. */
#define MAGIC_LUSTRE 0x0bd00bd0
#define MAGIC_GPFS 0x47504653
#define MAGIC_BEEGFS 0x19830326

/* FUSE too: sshfs is one of many, and none of them guarantees shared memory. */
static const uint32_t remote_magics[] = {
	NFS_SUPER_MAGIC,
	SMB_SUPER_MAGIC,
	SMB2_SUPER_MAGIC,
	CIFS_SUPER_MAGIC,
	AFS_SUPER_MAGIC,
	AFS_FS_MAGIC,
	CODA_SUPER_MAGIC,
	CEPH_SUPER_MAGIC,
	V9FS_MAGIC,
	FUSE_SUPER_MAGIC,
	OCFS2_SUPER_MAGIC,
	MAGIC_LUSTRE,
	MAGIC_GPFS,
	MAGIC_BEEGFS,
};

bool
store_folder_is_remote(const char *path)
{
	struct statfs info;

	if (statfs(path, &info) < 0)
		return false;
	for (size_t i = 0; i < LENGTH(remote_magics); i++)
		if ((uint32_t)info.f_type == remote_magics[i])
			return true;
	return false;
}

bool
store_folder_is_frozen(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct bytes name = { .data = NULL };
	bool frozen;

	if (slash == NULL)
		return false;
	bytes_put(&name, path, (size_t)(slash - path) + 1);
	frozen = faccessat(AT_FDCWD, name.data, W_OK, AT_EACCESS) < 0;
	bytes_restart(&name);
	bytes_print(&name, "%s-wal", path);
	frozen = frozen && access(name.data, F_OK) < 0;
	bytes_free(&name);
	return frozen;
}

/* Root creates nothing in a user's home: under sudo HOME may still be the user's, who could not
 * remove it. The mode is set again because the umask may have removed more bits. */
static bool
make_folder(const char *path, uid_t above, struct failure *why)
{
	if (geteuid() == 0 && above != 0)
		return failure_set(why, 0,
			"root does not keep its history in another user's folder: %s", path);
	if (mkdir(path, 0700) < 0)
		return errno == EEXIST ? true
				       : failure_set(why, errno, "creating the folder %s", path);
	if (chmod(path, 0700) < 0)
		return failure_set(why, errno, "creating the folder %s", path);
	return true;
}

static bool
make_folders(char *path, struct failure *why)
{
	char *slash = strchr(path + 1, '/');
	struct stat info;
	uid_t above = stat("/", &info) == 0 ? info.st_uid : 0;
	bool made = true;

	for (; made; slash = strchr(slash + 1, '/')) {
		if (slash != NULL)
			*slash = '\0';
		if (stat(path, &info) == 0)
			above = info.st_uid;
		else
			made = make_folder(path, above, why);
		if (slash == NULL)
			return made;
		*slash = '/';
	}
	return false;
}

static bool
judge_folder(const char *path, const struct stat *info, struct failure *why)
{
	if (S_ISLNK(info->st_mode))
		return failure_set(why, 0, "the history folder is a symbolic link: %s", path);
	if (!S_ISDIR(info->st_mode))
		return failure_set(why, ENOTDIR, "opening the history folder %s", path);
	if (info->st_uid != geteuid())
		return failure_set(why, 0, "the history folder belongs to another user: %s", path);
	if ((info->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return failure_set(why, 0, "others can write to the history folder: %s", path);
	return true;
}

bool
store_folder_is_ours(const char *folder, struct failure *why)
{
	struct stat info;

	if (lstat(folder, &info) < 0)
		return failure_set(why, errno, "examining %s", folder);
	return judge_folder(folder, &info, why);
}

/* An existing file is never opened here: closing it would drop the locks that another store of
 * this process holds on it (fcntl(2)). */
static bool
judge_file(const char *path, const struct stat *info, struct failure *why)
{
	if (S_ISLNK(info->st_mode))
		return failure_set(why, 0, "the history is a symbolic link: %s", path);
	if (!S_ISREG(info->st_mode))
		return failure_set(why, 0, "the history is not a regular file: %s", path);
	if (info->st_uid != geteuid())
		return failure_set(why, 0, "the history belongs to another user: %s", path);
	if ((info->st_mode & (S_IRWXG | S_IRWXO)) != 0 && chmod(path, info->st_mode & 0700) < 0)
		return failure_set(why, errno, "making %s private", path);
	return true;
}

/* SQLite gives -wal, -shm and -journal the mode of the file, so it must be right before SQLite
 * opens it. */
static bool
make_file(const char *path, struct failure *why)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool made;

	if (fd < 0)
		return errno == EEXIST ? true : failure_set(why, errno, "creating %s", path);
	made = fchmod(fd, 0600) == 0 || failure_set(why, errno, "creating %s", path);
	close(fd);
	return made;
}

static bool
prepare_file(const char *path, enum store_mode mode, bool *there, struct failure *why)
{
	struct stat info;

	if (mode == STORE_WRITE && !make_file(path, why))
		return false;
	if (lstat(path, &info) < 0) {
		*there = false;
		return errno == ENOENT ? true : failure_set(why, errno, "examining %s", path);
	}
	/* Empty: its writer is about to create the contents, or was killed before that. */
	*there = mode == STORE_WRITE || info.st_size > 0 || !S_ISREG(info.st_mode);
	return judge_file(path, &info, why);
}

/* A copy without trailing slashes, which would follow a link. */
static char *
without_slashes(const char *folder)
{
	char *copy = grow_copy(folder);

	for (size_t end = strlen(copy); end > 1 && copy[end - 1] == '/'; end--)
		copy[end - 1] = '\0';
	return copy;
}

/* SQLITE_OPEN_NOFOLLOW refuses a link anywhere in the path; links above the folder are the
 * user's business. */
static bool
resolve(const char *folder, char **path, struct failure *why)
{
	char *real = realpath(folder, NULL);
	struct bytes name = { .data = NULL };

	if (real == NULL)
		return failure_set(why, errno, "examining %s", folder);
	bytes_print(&name, "%s/runs.db", real);
	free(real);
	*path = name.data;
	return true;
}

static bool
prepare(char *folder, enum store_mode mode, char **path, bool *there, struct failure *why)
{
	struct stat info;

	*there = false;
	if (mode == STORE_WRITE && !make_folders(folder, why))
		return false;
	if (lstat(folder, &info) < 0)
		return errno == ENOENT ? true : failure_set(why, errno, "examining %s", folder);
	return judge_folder(folder, &info, why) && resolve(folder, path, why) &&
	       prepare_file(*path, mode, there, why);
}

bool
store_folder_prepare(const char *folder, enum store_mode mode, char **path, struct failure *why)
{
	char *copy = without_slashes(folder);
	bool there, good;

	*path = NULL;
	good = prepare(copy, mode, path, &there, why);
	free(copy);
	if (!good || !there) {
		free(*path);
		*path = NULL;
	}
	return good;
}
