/* SPDX-License-Identifier: MIT */
/* needs.c: what an action needs besides its view, and how that is said if it is missing. */
#include "screen/state/needs.h"

#include "base/length.h"
#include "screen/state/scene.h"

static bool
has_job(const struct scene *scene)
{
	return scene_job(scene) != NULL;
}

static bool
may_act(const struct scene *scene)
{
	return !scene->state->readonly;
}

static bool
is_stopped(const struct scene *scene)
{
	const struct watched_job *job = scene_job(scene);

	return scene_job_goes_on(job) && job->figures.stopped;
}

/* A branch, or a line of ended processes. */
static bool
has_branch(const struct scene *scene)
{
	const struct list_choice *list = &scene->state->list;

	return list->tree || (list->has_under && !list_on_process(list));
}

static bool
is_live(const struct scene *scene)
{
	return !scene->state->replay.on;
}

static bool
has_pids(const struct scene *scene)
{
	return !scene->state->foreign;
}

/* In this order: a later one may rely on an earlier one. */
static const struct {
	enum key_need need;
	bool (*is_met)(const struct scene *);
	const char *missing;
} needs_table[] = {
	{ NEED_JOB, has_job, "no job: press ! to run a command" },
	{ NEED_SIGNALS, may_act, "read-only: signals cannot be sent" },
	{ NEED_COMMANDS, may_act, "read-only: commands cannot be run" },
	{ NEED_STOPPED, is_stopped, "the job is not stopped" },
	{ NEED_BRANCH, has_branch, "only in the tree" },
	{ NEED_LIVE, is_live, "a recording has no stacks: only a process that runs has" },
	{ NEED_PIDS, has_pids,
		"stacks can be read only of processes of our own /proc and pid namespace" },
};

const char *
needs_missing(unsigned needs, const struct scene *scene, bool *forbidden)
{
	for (size_t i = 0; i < LENGTH(needs_table); i++) {
		if (!(needs & needs_table[i].need) || needs_table[i].is_met(scene))
			continue;
		*forbidden = needs_table[i].is_met == may_act;
		return needs_table[i].missing;
	}
	return NULL;
}
