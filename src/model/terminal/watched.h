/* SPDX-License-Identifier: MIT */
/* watched.h: what a screen knows about a job that a keeper owns: its identity, what it holds and
 * held, its terminal, its end. Arrives through ipc/protocol.h, piece by piece. */
#ifndef PEAKTOP_MODEL_TERMINAL_WATCHED_H
#define PEAKTOP_MODEL_TERMINAL_WATCHED_H

#include <sys/types.h>

#include "model/process/growth.h"
#include "model/process/process_history.h"
#include "model/terminal/vt_screen.h"
#include "model/run/run.h"
#include "model/process/sample.h"

#define WATCHED_TEXT_MAX 1024

/* Its identity; once, at the beginning. Texts are clean. */
struct watched_identity {
	struct proc_key root; /* the command's process */
	pid_t keeper;
	uint64_t run; /* its number in the history; 0: none (yet) */
	uint64_t started_wall_ns;
	char command[WATCHED_TEXT_MAX]; /* as typed, quoted for a shell if necessary */
	char name[64];                  /* what it runs, short: "train.py --epochs 3" */
	char label[64];
	char cwd[WATCHED_TEXT_MAX];
};

/* The process that holds the state of its terminal. */
enum watched_terminal {
	WATCHED_TERMINAL_GOOD,
	WATCHED_TERMINAL_AWAY,      /* it died and is being restarted */
	WATCHED_TERMINAL_RESTARTED, /* it was restarted some seconds ago */
};

/* What it holds and held, by the newest sample. */
struct watched_figures {
	uint64_t at_ns;                  /* since the start */
	uint64_t held_bytes;             /* of the tree, shared pages once: read or estimated */
	uint64_t tree_bytes, tree_at_ns; /* the tree's peak at one instant */
	enum peak_origin tree_origin;
	uint64_t tree_processes; /* alive at that instant */
	uint64_t single_bytes;   /* the largest process ever */
	pid_t single_pid;
	char single_name[48];
	uint64_t processes, processes_seen; /* now; ever. If the latter is 0, they cannot be
					     * observed, and what is held now is unknown too */
	uint64_t limit_bytes;               /* 0: none, or unknown */
	bool stopped;                       /* the command is stopped (SIGTSTP, SIGSTOP) */
	enum watched_terminal terminal;
	bool over;           /* it has ended, and screens still show it */
	uint64_t screens;    /* the number of screens that show it */
	bool no_output_kept; /* logging of its output failed, or is off */
	char phase[sizeof((struct run_phase *)0)->name]; /* that lasts now; empty: none */
	uint64_t phase_at_ns;                            /* when it began */
};

/* How it ended. */
struct watched_end {
	bool ended;
	enum run_reason reason;
	int status, signal;
	int exit_status; /* what `peaktop run` would exit with */
	uint64_t wall_ns;
};

/* Lines of the scrollback, as written by vt_line_put, oldest first. */
struct watched_lines {
	struct bytes data;
	size_t *ends; /* where each line ends, in data */
	size_t count, capacity;
	uint64_t first; /* number of the first */
};

struct watched_job {
	struct watched_identity identity;
	struct watched_figures figures;
	struct watched_end end;
	struct vt_screen screen;
	struct watched_lines lines;
	struct vt_screen still; /* the screen when those lines were requested: it continues below
				 * them */
	struct process_history history; /* held_bytes over the whole job; times since its start */
	struct growth growth;           /* of the same */
	struct bytes summary;           /* at the end: what `peaktop run` would print */
	struct run_mark marks[RUN_MARKS_MAX]; /* where its phases began; of many, some */
	size_t mark_count;
	bool known;     /* the identity has arrived */
	bool lost;      /* the keeper is gone without reporting an end */
	bool from_file; /* ended before anyone attached: the last screen it showed */
};

/* The jobs that one screen shows; all borrowed. */
struct watched_set {
	struct watched_job *const *items;
	size_t count;
};

void watched_clear(struct watched_job *);

/* Begin what is recorded of held_bytes, in stretches of this length; add to it. */
void watched_begin_held(struct watched_job *, uint64_t stretch_ns);
void watched_note_held(struct watched_job *, uint64_t at_ns, uint64_t held_bytes);

void watched_lines_clear(struct watched_lines *);
/* Appends a line. At least the newest VT_LINES_MAX lines or VT_LINES_BYTES are kept,
 * and about twice as many at most: then the oldest are dropped, and `first` rises. */
void watched_lines_put(struct watched_lines *, const char *line, size_t length);
/* A line as cells, blanks if its bytes are not a line; false: no line with that index. */
bool watched_lines_take(const struct watched_lines *, size_t index, struct vt_cell *, size_t count);

#endif
