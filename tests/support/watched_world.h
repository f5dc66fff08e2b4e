/* SPDX-License-Identifier: MIT */
/* watched_world.h: jobs in panes, made by hand: what their keepers would have said of them. */
#ifndef PEAKTOP_TESTS_SUPPORT_WATCHED_WORLD_H
#define PEAKTOP_TESTS_SUPPORT_WATCHED_WORLD_H

#include "support/scene_fixture.h"

/* The jobs: one trains (PID_TRAIN of the scene), its screen has colours, wide characters and a
 * progress bar; one is stopped; one has exited with 3. */
enum { JOB_TRAINS, JOB_STOPPED, JOB_ENDED, JOB_COUNT };

#define JOB_LINES 1200 /* that went off the top of the first one's screen, from 0 on */

struct watched_world {
	struct scene_fixture scene;
	struct watched_job jobs[JOB_COUNT];
	struct watched_job *items[JOB_COUNT];
};

/* The scene, and before it `count` jobs; none of them is shown yet. */
void watched_world_open(struct watched_world *, int rows, int cols, size_t count);
void watched_world_close(struct watched_world *);

/* The first job's screen is of this size and filled as its program would fill it. */
void watched_world_fill(struct watched_world *, int rows, int cols);

/* Shown as after its launch: the job above, the pane with the keys. */
void watched_world_show(struct watched_world *, size_t job);

/* The first job's screen is as large as the pane, as its keeper would make it. */
void watched_world_fit(struct watched_world *);

#endif
