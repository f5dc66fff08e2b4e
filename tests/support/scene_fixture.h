/* SPDX-License-Identifier: MIT */
/* scene_fixture.h: a small world that is the same every time, made through the real model, and a
 * person before it who presses keys: what app/monitor/monitor.c has around the screen, without a
 * terminal.
 *
 * Thirteen samples, 5 s apart, of seventeen processes; three of them end on the way. */
#ifndef PEAKTOP_TESTS_SUPPORT_SCENE_FIXTURE_H
#define PEAKTOP_TESTS_SUPPORT_SCENE_FIXTURE_H

#include "screen/keys/keys.h"
#include "screen/view/view.h"
#include "source/source.h"

/* Those that tests speak of. */
enum {
	PID_SYSTEMD = 1,
	PID_BASH = 2101,
	PID_TRAIN = 2120,    /* grows with every sample: its peak rises */
	PID_MASTER = 3000,   /* with three workers below it */
	PID_DATABASE = 4000, /* holds its peak */
	PID_FAILED = 4100,   /* exited with 3 */
	PID_KILLED = 4200,   /* by SIGKILL */
	PID_LOST = 4300,     /* ended, nobody knows how */
	PID_CJK = 5000,
	PID_EMOJI = 5001,
	PID_NAMELESS = 6000, /* of a user without a name */
	PID_UNREADABLE = 7000,
};

struct scene_fixture {
	struct table table;
	struct rows rows;
	struct view_state state;
	struct key_bindings keys;
	struct details details;
	struct runs_page runs; /* of a history of five runs */
	struct tagged_set tagged;
	struct grid grid;
	struct scene scene;
	struct watched_set watched; /* borrowed (support/watched_world.h) */
	struct source *source;      /* of a world that was recorded; NULL: of the one made here */
};

/* The world at its last sample, before a screen of this size. */
void fixture_open(struct scene_fixture *, int rows, int cols);
void fixture_close(struct scene_fixture *);

/* Another size; rows and scene are made anew, and the cursor is put where it belongs. */
void fixture_resize(struct scene_fixture *, int rows, int cols);

/* Presses a key and does what must follow, as the monitor does, but for what leaves the screen
 * (signals, snapshots). Returns the command. */
struct command fixture_press(struct scene_fixture *, int code);
struct command fixture_event(struct scene_fixture *, const struct key_event *);

/* Presses keys by their names in the config, separated by blanks: "t Down -". */
void fixture_keys(struct scene_fixture *, const char *names);

/* Types text, a key a character. */
void fixture_type(struct scene_fixture *, const char *text);

/* Another world: the one of tests/fixtures/recordings/NAME, as it was at its end. */
void fixture_replay(struct scene_fixture *, const char *name);

/* Five runs, and the page of one. */
void fixture_fill_runs(struct runs_page *);

/* Rows and scene anew. */
void fixture_build(struct scene_fixture *);

/* Draws the whole screen into the grid. */
void fixture_draw(struct scene_fixture *);

/* Puts the cursor on a process that is shown, and says which pid is under it (0: none). */
void fixture_select(struct scene_fixture *, pid_t);
pid_t fixture_selected(const struct scene_fixture *);

/* One more sample, in which the Python script has grown on and `gone` (0: none) is not there. */
void fixture_tick(struct scene_fixture *, pid_t gone);

#endif
