/* SPDX-License-Identifier: MIT */
/* oom_counters.c: out-of-memory kills, as counted by the memory control groups of a job. */
#include "source/cgroup/oom_counters.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "source/cgroup/cgroup_figure.h"

/* Limits on the groups read that a job created below its own: how many, and how deep. */
#define BELOW_MAX 64
#define DEPTH_MAX 4

/* --- the limits of the chain --- */

static bool
read_of(const struct oom_counters *c, const struct oom_group *g, enum cgroup_figure figure,
	uint64_t *value)
{
	char folder[CGROUP_PATH_MAX];

	memcpy(folder, c->path.folder, g->length);
	folder[g->length] = '\0';
	return cgroup_figure_read(folder, c->path.v2, figure, value);
}

/* If swap is limited as well, v1 charges the combined limit first. */
static bool
read_hits(const struct oom_counters *c, const struct oom_group *g, uint64_t *hits)
{
	uint64_t with_swap;

	if (!read_of(c, g, CGROUP_LIMIT_HITS, hits))
		return false;
	if (read_of(c, g, CGROUP_SWAP_LIMIT_HITS, &with_swap))
		*hits += with_swap;
	return true;
}

static void
add_group(struct oom_counters *c, size_t length, bool shared)
{
	struct oom_group g = { .length = length };

	if (!read_of(c, &g, CGROUP_LIMIT, &g.limit_bytes))
		return;
	if (shared && (c->smallest_limit_bytes == 0 || g.limit_bytes < c->smallest_limit_bytes))
		c->smallest_limit_bytes = g.limit_bytes;
	g.hits_known = read_hits(c, &g, &g.hits_before);
	if (c->group_count < OOM_GROUPS_MAX)
		c->groups[c->group_count++] = g;
}

/* At the top of what is mounted, v1 reports the limits of invisible groups above it. */
static void
add_above(struct oom_counters *c, size_t length)
{
	struct oom_group top = { .length = length };
	uint64_t limit;

	if (!read_of(c, &top, CGROUP_LIMIT_ABOVE, &limit))
		return;
	for (size_t i = 0; i < c->group_count; i++)
		if (c->groups[i].limit_bytes <= limit && c->groups[i].length == length)
			return;
	c->limit_above_bytes = limit;
	if (c->smallest_limit_bytes == 0 || limit < c->smallest_limit_bytes)
		c->smallest_limit_bytes = limit;
}

static void
add_chain(struct oom_counters *c)
{
	size_t length = strlen(c->path.folder);
	bool shared = !c->own;

	for (;;) {
		const char *slash = memrchr(c->path.folder, '/', length);

		add_group(c, length, shared);
		shared = true;
		if (slash == NULL || (size_t)(slash - c->path.folder) < c->path.mount_length)
			break;
		length = (size_t)(slash - c->path.folder);
	}
	add_above(c, length);
}

/* --- kills --- */

static uint64_t
kills_in(const char *folder, bool v2)
{
	uint64_t kills;

	return cgroup_figure_read(folder, v2, CGROUP_OOM_KILLS, &kills) ? kills : 0;
}

/* The count of a folder itself, and on v1 of all folders below it. */
static uint64_t
kills_below(const char *folder, unsigned depth, unsigned *left)
{
	uint64_t kills = kills_in(folder, false);
	DIR *groups = depth < DEPTH_MAX ? opendir(folder) : NULL;
	const struct dirent *entry;

	while (groups != NULL && *left > 0 && (entry = readdir(groups)) != NULL) {
		char path[CGROUP_PATH_MAX];

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
			snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >=
				(int)sizeof path)
			continue;
		(*left)--;
		kills += kills_below(path, depth + 1, left);
	}
	if (groups != NULL)
		closedir(groups);
	return kills;
}

static uint64_t
read_kills(const struct oom_counters *c)
{
	unsigned left = BELOW_MAX;

	if (c->path.v2 || !c->own)
		return kills_in(c->path.folder, c->path.v2);
	return kills_below(c->path.folder, 0, &left);
}

void
oom_counters_open_at(struct oom_counters *c, const struct cgroup_path *path, bool own)
{
	uint64_t kills;

	*c = (struct oom_counters){ .own = own, .path = *path };
	c->known = cgroup_figure_read(path->folder, path->v2, CGROUP_OOM_KILLS, &kills);
	if (c->known)
		c->kills_before = own && !path->v2 ? read_kills(c) : kills;
	add_chain(c);
}

void
oom_counters_open(struct oom_counters *c, const char *private_folder)
{
	struct cgroup_path path;

	*c = (struct oom_counters){ .known = false };
	if (!cgroup_path_find(&path))
		return;
	if (private_folder != NULL)
		snprintf(path.folder, sizeof path.folder, "%s", private_folder);
	oom_counters_open_at(c, &path, private_folder != NULL);
}

uint64_t
oom_counters_kills(const struct oom_counters *c)
{
	uint64_t kills = c->known ? read_kills(c) : 0;

	return kills > c->kills_before ? kills - c->kills_before : 0;
}

static bool
was_hit(const struct oom_counters *c, const struct oom_group *g)
{
	uint64_t hits;

	return g->hits_known && read_hits(c, g, &hits) && hits > g->hits_before;
}

/* If two are full, the smaller one takes effect first. */
static uint64_t
smallest_where(const struct oom_counters *c,
	bool (*holds)(const struct oom_counters *, const struct oom_group *))
{
	uint64_t limit = 0;

	for (size_t i = 0; i < c->group_count; i++)
		if ((limit == 0 || c->groups[i].limit_bytes < limit) && holds(c, &c->groups[i]))
			limit = c->groups[i].limit_bytes;
	return limit;
}

/* Reaching a combined limit of memory and swap moves no counter (seen on 6.18), but the peak
 * shows it. */
static bool
was_full(const struct oom_counters *c, const struct oom_group *g)
{
	uint64_t peak;

	return read_of(c, g, CGROUP_PEAK, &peak) && peak >= g->limit_bytes - g->limit_bytes / 100;
}

uint64_t
oom_counters_limit(const struct oom_counters *c)
{
	uint64_t limit = smallest_where(c, was_hit);

	if (limit == 0)
		limit = smallest_where(c, was_full);
	return limit != 0 ? limit : c->limit_above_bytes;
}
