/* SPDX-License-Identifier: MIT */
/* cgroup_path.c: finds the folder of our own memory control group. */
#include "source/cgroup/cgroup_path.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "source/proc_file.h"
#include "source/proc_parse.h"

/* A line of mountinfo(5): "36 35 98:0 /root /mount options ... - type source superoptions". */
struct mount_line {
	char root[CGROUP_PATH_MAX], mount[CGROUP_PATH_MAX], type[32], options[512];
};

static bool
parse_line(const char *line, struct mount_line *m)
{
	const char *end = line + strcspn(line, "\n"), *dash = strstr(line, " - ");

	return dash != NULL && dash < end &&
	       sscanf(line, "%*s %*s %*s %4095s %4095s", m->root, m->mount) == 2 &&
	       sscanf(dash + 3, "%31s %*s %511s", m->type, m->options) == 2;
}

static bool
is_memory_mount(const struct mount_line *m, bool v2)
{
	char list[520];

	if (v2)
		return strcmp(m->type, "cgroup2") == 0;
	snprintf(list, sizeof list, ",%s,", m->options);
	return strcmp(m->type, "cgroup") == 0 && strstr(list, ",memory,") != NULL;
}

/* The part of `path` below the mounted root, or "" if it lies elsewhere. In a cgroup namespace,
 * paths outside of it begin with "/..": only the root of the mount is visible then. */
static const char *
below(const char *root, const char *path)
{
	size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);

	if (strncmp(path, "/..", 3) == 0 || strncmp(root, "/..", 3) == 0)
		return "";
	if (strncmp(path, root, length) != 0 || (path[length] != '/' && path[length] != '\0'))
		return "";
	return strcmp(path + length, "/") == 0 ? "" : path + length;
}

static bool
take(const struct mount_line *m, const char *path, struct cgroup_path *p)
{
	int length = snprintf(p->folder, sizeof p->folder, "%s%s", m->mount, below(m->root, path));

	p->mount_length = strlen(m->mount);
	return length > 0 && (size_t)length < sizeof p->folder;
}

/* Whether this is the line of the memory controller: then it is v1, also on a hybrid system. */
static bool
is_v1(const char *cgroup, const char *path)
{
	const char *colon = path;

	/* Backwards over ":memory:" or ":cpu,memory:"; the list of v2 is empty, "0::". */
	return colon - cgroup >= 2 && colon[-1] == ':' && colon[-2] != ':';
}

bool
cgroup_path_parse(const char *cgroup, const char *mountinfo, struct cgroup_path *p)
{
	char path[CGROUP_PATH_MAX];
	struct mount_line m;
	size_t length;
	const char *found = proc_parse_cgroup(cgroup, &length);

	if (found == NULL || length >= sizeof path)
		return false;
	memcpy(path, found, length);
	path[length] = '\0';
	p->v2 = !is_v1(cgroup, found);
	for (const char *line = mountinfo; line != NULL && *line != '\0';) {
		if (parse_line(line, &m) && is_memory_mount(&m, p->v2))
			return take(&m, path, p);
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return false;
}

bool
cgroup_path_find(struct cgroup_path *p)
{
	struct proc_text cgroup = { .bytes = NULL }, mountinfo = { .bytes = NULL };
	bool found = proc_text_read(&cgroup, AT_FDCWD, "/proc/self/cgroup") == PROC_READ &&
		     proc_text_read_on(&mountinfo, AT_FDCWD, "/proc/self/mountinfo",
			     PROC_TEXT_MAX) == PROC_READ &&
		     cgroup_path_parse(cgroup.bytes, mountinfo.bytes, p);

	proc_text_clear(&cgroup);
	proc_text_clear(&mountinfo);
	return found;
}
