/* SPDX-License-Identifier: MIT */
/* guard_world.c: private folders for a test in its environment, and the cgroups that it created. */
#include "base/length.h"
#include "support/guard.h"
#include "support/remove_tree.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A socket's path is limited to 107 bytes, and tests create subfolders. */
#define LONGEST_PARENT 24

static const struct {
	const char *variable, *name;
	mode_t mode; /* some tests become another user */
} folders[] = {
	{ "TMPDIR", "t", 01777 },
	{ "HOME", "home", 0755 },
	{ "XDG_STATE_HOME", "state", 0755 },
	{ "XDG_RUNTIME_DIR", "run", 0700 },
};

static const char *const unset[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LINES",
	"COLUMNS", "NO_COLOR", "MAKEFLAGS", "MFLAGS", "MAKELEVEL" };

static bool
make_folder(char *path, const char *parent, const char *name, mode_t mode)
{
	snprintf(path, PATH_MAX, "%s/%s", parent, name);
	return mkdir(path, 0700) == 0 && chmod(path, mode) == 0;
}

/* --- control groups --- */

/* The path of our group in the hierarchy of this line of /proc/self/cgroup: "4:memory:/a",
 * "0::/a". */
static bool
read_group(const char *controller, char *path)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char line[PATH_MAX];
	bool found = false;

	while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
		char *name = strchr(line, ':'),
		     *group = name != NULL ? strchr(name + 1, ':') : NULL;

		if (group == NULL)
			continue;
		*group++ = '\0';
		group[strcspn(group, "\n")] = '\0';
		found = strcmp(name + 1, controller) == 0;
		if (found)
			snprintf(path, PATH_MAX, "%s", strcmp(group, "/") == 0 ? "" : group);
	}
	if (file != NULL)
		fclose(file);
	return found;
}

/* The mount point of that hierarchy; groups outside of the mount are ignored. */
static void
find_group(const char *type, const char *option, const char *group, char *folder)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[3 * PATH_MAX], root[PATH_MAX], mount[PATH_MAX];

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		const char *dash = strstr(line, " - ");
		size_t length;

		if (dash == NULL || strncmp(dash + 3, type, strlen(type)) != 0 ||
			dash[3 + strlen(type)] != ' ' || strstr(dash, option) == NULL ||
			sscanf(line, "%*s %*s %*s %4095s %4095s", root, mount) != 2)
			continue;
		length = strcmp(root, "/") == 0 ? 0 : strlen(root);
		snprintf(folder, PATH_MAX, "%.*s%s", PATH_MAX / 2, mount,
			strncmp(group, root, length) == 0 ? group + length : "");
		break;
	}
	if (file != NULL)
		fclose(file);
}

static void
find_our_group(struct guard_world *w)
{
	char group[PATH_MAX];

	if (read_group("memory", group))
		find_group("cgroup", "memory", group, w->cgroup);
	else if (read_group("", group))
		find_group("cgroup2", "", group, w->cgroup);
}

/* Names of peaktop's groups start with this, then the pid of their creator. */
static const char group_prefix[] = "peaktop-";

static pid_t
maker_of(const char *name)
{
	return strncmp(name, group_prefix, strlen(group_prefix)) == 0
		       ? (pid_t)atoi(name + strlen(group_prefix))
		       : 0;
}

static void
list_groups(struct guard_world *w)
{
	DIR *folder = w->cgroup[0] != '\0' ? opendir(w->cgroup) : NULL;
	struct dirent *item;

	while (folder != NULL && (item = readdir(folder)) != NULL) {
		if (maker_of(item->d_name) <= 0)
			continue;
		w->groups = realloc(w->groups, (w->group_count + 1) * sizeof *w->groups);
		if (w->groups == NULL ||
			(w->groups[w->group_count++] = strdup(item->d_name)) == NULL)
			abort();
	}
	if (folder != NULL)
		closedir(folder);
}

static bool
was_there(const struct guard_world *w, const char *name)
{
	for (size_t i = 0; i < w->group_count; i++)
		if (strcmp(w->groups[i], name) == 0)
			return true;
	return false;
}

/* The files in a group's folder cannot be removed, and need not be. */
static int
remove_group(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about, (void)place;
	if (kind == FTW_DP || kind == FTW_D)
		rmdir(path);
	return 0;
}

/* Tests run in parallel in one group: groups of living processes belong to other tests. */
static void
remove_groups(const struct guard_world *w)
{
	DIR *folder = w->cgroup[0] != '\0' ? opendir(w->cgroup) : NULL;
	struct dirent *item;
	char path[PATH_MAX + 256];

	while (folder != NULL && (item = readdir(folder)) != NULL) {
		pid_t maker = maker_of(item->d_name);

		if (maker <= 0 || was_there(w, item->d_name) ||
			(kill(maker, 0) == 0 || errno != ESRCH))
			continue;
		snprintf(path, sizeof path, "%s/%s", w->cgroup, item->d_name);
		nftw(path, remove_group, 8, FTW_DEPTH | FTW_PHYS);
	}
	if (folder != NULL)
		closedir(folder);
}

/* --- all of it --- */

bool
guard_world_open(struct guard_world *w)
{
	const char *parent = getenv("TMPDIR");
	char path[PATH_MAX];

	memset(w, 0, sizeof *w);
	find_our_group(w);
	list_groups(w);
	if (parent == NULL || parent[0] != '/' || strlen(parent) > LONGEST_PARENT)
		parent = "/tmp";
	snprintf(w->folder, sizeof w->folder, "%s/pt-XXXXXX", parent);
	if (mkdtemp(w->folder) == NULL)
		return w->folder[0] = '\0', false;
	if (chmod(w->folder, 0711) < 0)
		return false;
	for (size_t i = 0; i < LENGTH(folders); i++)
		if (!make_folder(path, w->folder, folders[i].name, folders[i].mode) ||
			setenv(folders[i].variable, path, 1) < 0)
			return false;
	for (size_t i = 0; i < LENGTH(unset); i++)
		unsetenv(unset[i]);
	return true;
}

/* A test may leave a folder that even its owner cannot list. */
static int
open_folder(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)place;
	if (kind == FTW_D || kind == FTW_DNR)
		chmod(path, (about->st_mode & 07777) | 0700);
	return 0;
}

void
guard_world_close(struct guard_world *w)
{
	if (w->folder[0] != '\0') {
		/* Each pass opens one level of such folders. */
		for (int pass = 0; pass < 8 && access(w->folder, F_OK) == 0; pass++) {
			nftw(w->folder, open_folder, 16, FTW_PHYS);
			remove_tree(w->folder);
		}
	}
	remove_groups(w);
	for (size_t i = 0; i < w->group_count; i++)
		free(w->groups[i]);
	free(w->groups);
}
