/* SPDX-License-Identifier: MIT */
/* folder.c: the folders of the user: state, sockets, output. */
#include "app/state/folder.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ignores a relative path in XDG_* (XDG base directory specification). */
static const char *
absolute(const char *name)
{
	const char *path = getenv(name);

	return path != NULL && path[0] == '/' ? path : NULL;
}

bool
folder_make(char *path, struct failure *why)
{
	for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
		if (slash != NULL)
			*slash = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return failure_set(why, errno, "creating the folder %s", path);
		if (slash == NULL)
			return true;
		*slash = '/';
	}
}

/* Under sudo the environment may still be the user's: files of root must not go into another's
 * home. */
static const char *
own(const char *path)
{
	struct stat info;

	if (path != NULL && geteuid() == 0 && stat(path, &info) == 0 && info.st_uid != 0)
		return NULL;
	return path;
}

static const char *
own_home(void)
{
	const char *home = own(absolute("HOME"));
	const struct passwd *user;

	if (home != NULL)
		return home;
	user = getpwuid(geteuid());
	return user != NULL && user->pw_dir[0] == '/' ? own(user->pw_dir) : NULL;
}

bool
folder_state_path(struct buffer *path, struct failure *why)
{
	const char *state = own(absolute("XDG_STATE_HOME"));
	const char *home = state == NULL ? own_home() : NULL;

	if (state == NULL && home == NULL)
		return failure_set(why, 0, "neither XDG_STATE_HOME nor HOME is set to a folder");
	if (state != NULL)
		buffer_print(path, "%s/peaktop", state);
	else
		buffer_print(path, "%s/.local/state/peaktop", home);
	return !path->cut || failure_set(why, ENAMETOOLONG, "looking for the folder for state");
}

bool
folder_state(struct buffer *path, struct failure *why)
{
	char *folder = path->bytes + path->length;
	struct stat info;

	if (!folder_state_path(path, why) || !folder_make(folder, why))
		return false;
	if (lstat(folder, &info) < 0)
		return failure_set(why, errno, "examining %s", folder);
	if (!S_ISDIR(info.st_mode) || info.st_uid != geteuid())
		return failure_set(why, EPERM, "using %s, which is not a folder of yours", folder);
	return true;
}

static bool
runtime_sockets(struct buffer *path, struct failure *why)
{
	const char *runtime = absolute("XDG_RUNTIME_DIR");
	struct stat info;

	if (runtime == NULL)
		return failure_set(why, 0, "XDG_RUNTIME_DIR is not set to a folder");
	if (stat(runtime, &info) != 0)
		return failure_set(why, errno, "examining %s", runtime);
	if (info.st_uid != geteuid())
		return failure_set(why, EPERM, "using %s, which is not a folder of yours", runtime);
	buffer_print(path, "%s/peaktop", runtime);
	return true;
}

bool
folder_sockets(struct buffer *path, enum socket_folder which, bool make, struct failure *why)
{
	if (which == SOCKETS_RUNTIME) {
		if (!runtime_sockets(path, why))
			return false;
	} else {
		if (!(make ? folder_state(path, why) : folder_state_path(path, why)))
			return false;
		buffer_text(path, "/sockets");
	}
	return !path->cut || failure_set(why, ENAMETOOLONG, "looking for the folder for sockets");
}

bool
folder_output(struct buffer *path, bool make, struct failure *why)
{
	const char *folder = path->bytes + path->length;

	if (!(make ? folder_state(path, why) : folder_state_path(path, why)))
		return false;
	buffer_text(path, "/output");
	if (path->cut)
		return failure_set(why, ENAMETOOLONG, "looking for the folder for output");
	if (make && mkdir(folder, 0700) < 0 && errno != EEXIST)
		return failure_set(why, errno, "creating the folder %s", folder);
	return true;
}
