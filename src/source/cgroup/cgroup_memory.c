/* SPDX-License-Identifier: MIT */
/* cgroup_memory.c: memory control groups of other processes, each read at most once per tick. */
#include "source/cgroup/cgroup_memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clean.h"
#include "base/grow.h"
#include "base/length.h"
#include "source/cgroup/cgroup_figure.h"
#include "source/cgroup/cgroup_path.h"
#include "source/cgroup/cgroup_folder.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"

/* Longer than a process's group is cached (limits_proc.c). */
#define FORGET_TICKS 200

struct group {
	unsigned id, parent; /* parent 0: no visible group above it */
	unsigned used_tick, read_tick;
	bool v2, gone, charge_known;
	uint64_t limit_bytes, charge_bytes, high_bytes; /* 0: none */
	char *folder;
	char *name;        /* as in /proc/PID/cgroup; NULL: no process named it yet */
	size_t top_length; /* of the mount's folder */
};

struct cgroup_memory {
	char *mountinfo;
	char *root;
	unsigned tick, last_id;
	struct group *groups; /* sorted by id, the order in which they are added */
	size_t count, capacity;
};

struct cgroup_memory *
cgroup_memory_open(const char *mountinfo, const char *root)
{
	struct cgroup_memory *m = grow_new(sizeof *m);
	struct proc_text text = { .bytes = NULL };
	bool read = proc_text_read_on(&text, AT_FDCWD, mountinfo, PROC_TEXT_MAX) == PROC_READ;

	m->mountinfo = grow_copy(read ? text.bytes : "");
	m->root = grow_copy(root);
	m->tick = 1;
	proc_text_clear(&text);
	return m;
}

static void
forget(struct group *g)
{
	free(g->folder);
	free(g->name);
}

void
cgroup_memory_close(struct cgroup_memory *m)
{
	for (size_t i = 0; i < m->count; i++)
		forget(&m->groups[i]);
	free(m->groups);
	free(m->mountinfo);
	free(m->root);
	free(m);
}

void
cgroup_memory_tick(struct cgroup_memory *m)
{
	size_t kept = 0;

	m->tick++;
	for (size_t i = 0; i < m->count; i++) {
		if (m->tick - m->groups[i].used_tick > FORGET_TICKS)
			forget(&m->groups[i]);
		else
			m->groups[kept++] = m->groups[i];
	}
	m->count = kept;
}

/* --- finding --- */

static int
by_id(const void *id, const void *group)
{
	unsigned wanted = *(const unsigned *)id, found = ((const struct group *)group)->id;

	return (wanted > found) - (wanted < found);
}

static struct group *
by_number(struct cgroup_memory *m, unsigned id)
{
	struct group *g = m->count > 0 ? bsearch(&id, m->groups, m->count, sizeof *g, by_id) : NULL;

	if (g != NULL)
		g->used_tick = m->tick;
	return g;
}

/* Protects a group and all groups above it from being forgotten. */
static unsigned
mark_used(struct cgroup_memory *m, unsigned id)
{
	for (struct group *g = by_number(m, id); g != NULL; g = by_number(m, g->parent))
		;
	return id;
}

static unsigned
by_folder(struct cgroup_memory *m, const char *folder, size_t length)
{
	for (size_t i = 0; i < m->count; i++) {
		struct group *g = &m->groups[i];

		if (strncmp(g->folder, folder, length) == 0 && g->folder[length] == '\0')
			return g->id;
	}
	return 0;
}

static char *
copy_of(const char *text, size_t length)
{
	char *copy = grow_new(length + 1);

	memcpy(copy, text, length);
	return copy;
}

/* The group of the first `length` bytes of a folder; adds it and the groups above it. */
static unsigned
add_chain(struct cgroup_memory *m, const char *folder, size_t length, size_t top_length, bool v2)
{
	unsigned id = by_folder(m, folder, length), above = 0;
	const char *slash;

	if (id != 0)
		return id;
	slash = memrchr(folder, '/', length);
	if (length > top_length && slash != NULL && (size_t)(slash - folder) >= top_length)
		above = add_chain(m, folder, (size_t)(slash - folder), top_length, v2);
	m->groups = grow_array(m->groups, &m->capacity, m->count + 1, sizeof *m->groups);
	m->groups[m->count++] = (struct group){ .id = ++m->last_id,
		.parent = above,
		.used_tick = m->tick,
		.v2 = v2,
		.folder = copy_of(folder, length),
		.top_length = top_length };
	return m->last_id;
}

static unsigned
add_named(struct cgroup_memory *m, const char *cgroup, const char *name, size_t length)
{
	struct cgroup_path own;
	struct bytes folder = { 0 };
	struct group *g;
	unsigned id;

	if (!cgroup_path_parse(cgroup, m->mountinfo, &own))
		return 0;
	bytes_text(&folder, m->root);
	bytes_text(&folder, own.folder);
	id = add_chain(m, folder.data, folder.length, strlen(m->root) + own.mount_length, own.v2);
	bytes_free(&folder);
	g = by_number(m, id);
	free(g->name);
	g->name = copy_of(name, length);
	return id;
}

unsigned
cgroup_memory_find(struct cgroup_memory *m, const char *cgroup)
{
	size_t length;
	const char *name = proc_parse_cgroup(cgroup, &length);

	if (name == NULL)
		return 0;
	for (size_t i = 0; i < m->count; i++) {
		struct group *g = &m->groups[i];

		if (g->name != NULL && strncmp(g->name, name, length) == 0 &&
			g->name[length] == '\0')
			return mark_used(m, g->id);
	}
	return mark_used(m, add_named(m, cgroup, name, length));
}

/* --- reading --- */

/* Usage without inactive file cache, which is reclaimed before the limit is felt. */
static bool
read_charge(const struct group *g, uint64_t *charge_bytes)
{
	uint64_t inactive = 0;

	if (!cgroup_figure_read(g->folder, g->v2, CGROUP_USAGE, charge_bytes))
		return false;
	cgroup_figure_read(g->folder, g->v2, CGROUP_INACTIVE_FILE, &inactive);
	*charge_bytes -= inactive < *charge_bytes ? inactive : *charge_bytes;
	return true;
}

/* At the top of what is mounted, v1 reports the limits of invisible groups above it. */
static uint64_t
read_limit(const struct group *g)
{
	uint64_t own = 0, above = 0;

	cgroup_figure_read(g->folder, g->v2, CGROUP_LIMIT, &own);
	if (g->parent == 0 && !cgroup_figure_read(g->folder, g->v2, CGROUP_LIMIT_ABOVE, &above))
		above = 0;
	return own == 0 || (above != 0 && above < own) ? above : own;
}

static void
refresh(struct cgroup_memory *m, struct group *g)
{
	if (g->read_tick == m->tick)
		return;
	g->read_tick = m->tick;
	g->limit_bytes = read_limit(g);
	if (!cgroup_figure_read(g->folder, g->v2, CGROUP_HIGH, &g->high_bytes))
		g->high_bytes = 0;
	g->charge_known = g->limit_bytes > 0 && read_charge(g, &g->charge_bytes);
	g->gone = g->limit_bytes == 0 && access(g->folder, F_OK) < 0;
}

static void
take(const struct group *g, struct limits *limits)
{
	struct limit *smallest = &limits->of[LIMIT_GROUP],
		     *fullest = &limits->of[LIMIT_GROUP_FULLEST];
	struct limit limit = { .limit_bytes = g->limit_bytes,
		.charge_bytes = g->charge_bytes,
		.charge_known = g->charge_known,
		.group = g->id };

	if (g->high_bytes > 0 && (limits->high_bytes == 0 || g->high_bytes < limits->high_bytes)) {
		limits->high_bytes = g->high_bytes;
		limits->high_group = g->id;
	}
	if (limit.limit_bytes == 0)
		return;
	if (smallest->limit_bytes == 0 || limit.limit_bytes < smallest->limit_bytes) {
		*smallest = limit;
		smallest->kind = LIMIT_GROUP;
	}
	if (limit.charge_known &&
		(fullest->limit_bytes == 0 || limit_headroom(&limit) < limit_headroom(fullest))) {
		*fullest = limit;
		fullest->kind = LIMIT_GROUP_FULLEST;
	}
}

bool
cgroup_memory_limits(struct cgroup_memory *m, unsigned group, struct limits *limits)
{
	struct group *g = by_number(m, group);

	if (g == NULL)
		return false;
	refresh(m, g);
	if (g->gone)
		return false;
	for (; g != NULL; g = by_number(m, g->parent)) {
		refresh(m, g);
		take(g, limits);
	}
	return true;
}

/* --- all figures of one group --- */

static const struct {
	enum cgroup_figure figure;
	unsigned bit;
	size_t offset;
} figures[] = {
	{ CGROUP_USAGE, GROUP_USAGE, offsetof(struct memory_group, usage_bytes) },
	{ CGROUP_INACTIVE_FILE, GROUP_INACTIVE, offsetof(struct memory_group, inactive_bytes) },
	{ CGROUP_PEAK, GROUP_PEAK, offsetof(struct memory_group, peak_bytes) },
	{ CGROUP_LIMIT, GROUP_LIMIT, offsetof(struct memory_group, limit_bytes) },
	{ CGROUP_HIGH, GROUP_HIGH, offsetof(struct memory_group, high_bytes) },
	{ CGROUP_OOM_KILLS, GROUP_OOM_KILLS, offsetof(struct memory_group, oom_kills) },
};

static void
read_pressure(const struct group *g, struct memory_group *out)
{
	char text[512];
	struct system_memory parsed = { 0 };

	if (!cgroup_read_text(g->folder, "memory.pressure", text, sizeof text))
		return;
	proc_parse_pressure(text, &parsed);
	if (!parsed.pressure_known)
		return;
	out->pressure_some_avg10 = parsed.pressure_some_avg10;
	out->pressure_full_avg10 = parsed.pressure_full_avg10;
	out->known |= GROUP_PRESSURE;
}

bool
cgroup_memory_read(struct cgroup_memory *m, unsigned group, struct memory_group *out)
{
	struct group *g = by_number(m, mark_used(m, group));
	struct buffer path = buffer_over(out->path, sizeof out->path);

	*out = (struct memory_group){ 0 };
	if (g == NULL || access(g->folder, F_OK) < 0)
		return false;
	for (size_t i = 0; i < LENGTH(figures); i++) {
		uint64_t value;

		if (!cgroup_figure_read(g->folder, g->v2, figures[i].figure, &value))
			continue;
		memcpy((char *)out + figures[i].offset, &value, sizeof value);
		out->known |= figures[i].bit;
	}
	read_pressure(g, out);
	if (g->folder[g->top_length] == '\0')
		buffer_char(&path, '/');
	else
		clean_text(&path, g->folder + g->top_length, strlen(g->folder + g->top_length));
	return true;
}
