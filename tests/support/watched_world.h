/* SPDX-License-Identifier: MIT */
/* watched_world.h: handmade jobs in panes, as their keepers would report them. */
#ifndef PEAKTOP_TESTS_SUPPORT_WATCHED_WORLD_H
#define PEAKTOP_TESTS_SUPPORT_WATCHED_WORLD_H

#include "support/scene_fixture.h"

/* The jobs: one is training (PID_TRAIN of the scene), and its screen has colours, wide characters
 * and a progress bar; one is stopped; one has exited with 3. */
enum { JOB_TRAINS, JOB_STOPPED, JOB_ENDED, JOB_COUNT };

#define JOB_LINES 1200 /* lines scrolled off the first one's screen, from 0 on */

struct watched_world {
	struct scene_fixture scene;
	struct watched_job jobs[JOB_COUNT];
	struct watched_job *items[JOB_COUNT];
};

/* The scene with `count` jobs, none of which is shown yet. */
void watched_world_open(struct watched_world *, int rows, int cols, size_t count);
void watched_world_close(struct watched_world *);

/* Resizes the first job's screen and fills it as its program would. */
void watched_world_fill(struct watched_world *, int rows, int cols);

/* Shows it as after its launch: the job above, the pane with the keys. */
void watched_world_show(struct watched_world *, size_t job);

/* Resizes the first job's screen to the pane, as its keeper would. */
void watched_world_fit(struct watched_world *);

#endif
