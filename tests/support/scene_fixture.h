/* SPDX-License-Identifier: MIT */
/* scene_fixture.h: a small deterministic world, built by the real model, and a user who presses
 * keys: the surroundings of the screen as in app/monitor/monitor.c, without a terminal. Thirteen
 * samples, 5 s apart, of seventeen processes, three of which exit on the way. */
#ifndef PEAKTOP_TESTS_SUPPORT_SCENE_FIXTURE_H
#define PEAKTOP_TESTS_SUPPORT_SCENE_FIXTURE_H

#include "app/cli/options.h"
#include "screen/keys/keys.h"
#include "screen/view/view.h"
#include "source/source.h"

/* Processes that tests refer to. */
enum {
	PID_SYSTEMD = 1,
	PID_BASH = 2101,
	PID_TRAIN = 2120,    /* grows with every sample: its peak rises */
	PID_MASTER = 3000,   /* with three workers below it */
	PID_DATABASE = 4000, /* holds its peak */
	PID_FAILED = 4100,   /* exited with status 3 */
	PID_KILLED = 4200,   /* killed by SIGKILL */
	PID_LOST = 4300,     /* exited with an unknown status */
	PID_CJK = 5000,
	PID_EMOJI = 5001,
	PID_NAMELESS = 6000, /* its user has no name */
	PID_UNREADABLE = 7000,
};

struct scene_fixture {
	struct table table;
	struct rows rows;
	struct view_state state;
	struct key_bindings keys;
	struct details details;
	struct runs_page runs; /* a history of five runs */
	struct groups groups;
	struct tagged_set tagged;
	struct stacks_page stacks;           /* filled when a key asks for stacks */
	struct options chosen, before_setup; /* the settings, as in app/monitor/monitor_setup.c */
	struct setup_page setup;
	struct grid grid;
	struct scene scene;
	const struct job_code *job_code; /* borrowed */
	struct watched_set watched;      /* borrowed (support/watched_world.h) */
	struct source *source;           /* of a recorded world; NULL: of the built one */
};

/* The world at its last sample, on a screen of this size. */
void fixture_open(struct scene_fixture *, int rows, int cols);
void fixture_close(struct scene_fixture *);

/* Resizes; rebuilds rows and scene, and puts the cursor where it belongs. */
void fixture_resize(struct scene_fixture *, int rows, int cols);

/* Presses a key and executes its command, as the monitor does, except actions outside of the screen
 * (signals, snapshots). Returns the command. */
struct command fixture_press(struct scene_fixture *, int code);
struct command fixture_event(struct scene_fixture *, const struct key_event *);

/* Presses keys by name, separated by blanks: "t Down -". */
void fixture_keys(struct scene_fixture *, const char *names);

/* Types text, one key per character. */
void fixture_type(struct scene_fixture *, const char *text);

/* Another world: the recording tests/fixtures/recordings/NAME at its end. */
void fixture_replay(struct scene_fixture *, const char *name);

/* Five runs, and the page of one; and the runs of five scripts, as lines of this width. */
/* A process that came and ended, with this command and peak, between the last samples. */
void fixture_end(struct scene_fixture *, pid_t, const char *command, uint64_t peak_mib);

/* Many of them: 214 cc1, 12 ld, five etl.py, and a few more. */
void fixture_end_many(struct scene_fixture *);

/* Five runs, and the page of one. */
void fixture_fill_runs(struct runs_page *);
void fixture_fill_scripts(struct runs_page *, size_t columns, enum units, bool ascii);

/* The stacks of a process: threads that read, train and are native; growth of seven lines. */
void fixture_fill_stacks(struct stacks_page *, struct proc_key, uint64_t now_ns);

/* Rebuilds rows and scene. */
void fixture_build(struct scene_fixture *);

/* Draws the whole screen into the grid. */
void fixture_draw(struct scene_fixture *);

/* Puts the cursor on a shown process; returns the pid under it (0: none). */
void fixture_select(struct scene_fixture *, pid_t);
pid_t fixture_selected(const struct scene_fixture *);

/* One more sample, in which the Python script has grown and `gone` (0: none) is missing. */
void fixture_tick(struct scene_fixture *, pid_t gone);

#endif
