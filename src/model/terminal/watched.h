/* SPDX-License-Identifier: MIT */
/* watched.h: what a screen knows of a job that a keeper owns: who it is, what it holds and held,
 * its terminal, its end. Comes through ipc/protocol.h, piece by piece. */
#ifndef PEAKTOP_MODEL_TERMINAL_WATCHED_H
#define PEAKTOP_MODEL_TERMINAL_WATCHED_H

#include <sys/types.h>

#include "model/process/history.h"
#include "model/terminal/vt_screen.h"
#include "model/run/run.h"
#include "model/process/sample.h"

#define WATCHED_TEXT_MAX 1024
#define WATCHED_LINES_MAX 10000
#define WATCHED_LINES_BYTES (1024 * 1024)

/* Who it is; once, at the beginning. Texts are clean. */
struct watched_identity {
	struct proc_key root; /* the command's process */
	pid_t keeper;
	uint64_t run; /* its number in the history; 0: none (yet) */
	uint64_t started_wall_ns;
	char command[WATCHED_TEXT_MAX]; /* as typed, quoted for a shell where that is needed */
	char name[64];                  /* what it runs, short: "train.py --epochs 3" */
	char label[64];
	char cwd[WATCHED_TEXT_MAX];
};

/* The process that holds the state of its terminal. */
enum watched_terminal {
	WATCHED_TERMINAL_GOOD,
	WATCHED_TERMINAL_AWAY, /* it died, and is being made anew */
	WATCHED_TERMINAL_ANEW, /* it was, some seconds ago */
};

/* What it holds and held, by the newest look. */
struct watched_figures {
	uint64_t at_ns;                  /* since the start */
	uint64_t held_bytes;             /* of the tree, shared pages once: read or estimated */
	uint64_t tree_bytes, tree_at_ns; /* the tree's peak at one instant */
	enum peak_origin tree_origin;
	uint64_t tree_processes; /* alive at that instant */
	uint64_t single_bytes;   /* the largest process ever */
	pid_t single_pid;
	char single_name[48];
	uint64_t processes, processes_seen; /* now, ever; none ever: they cannot be watched, and
					       what is held now is unknown as well */
	uint64_t limit_bytes;               /* 0: none, or unknown */
	bool stopped;                       /* the command is stopped (SIGTSTP, SIGSTOP) */
	enum watched_terminal terminal;
	bool over;           /* it has ended, and screens look at it still */
	uint64_t screens;    /* that it is shown on */
	bool no_output_kept; /* writing what it says to the log failed, or is off */
};

/* How it ended. */
struct watched_end {
	bool ended;
	enum run_reason reason;
	int status, signal;
	int exit_status; /* what `peaktop run` would exit with */
	uint64_t wall_ns;
};

/* Lines of the scrollback, as vt_line_put wrote them, oldest first. */
struct watched_lines {
	struct bytes data;
	size_t *ends; /* behind each line, in data */
	size_t count, capacity;
	uint64_t first; /* number of the first */
};

struct watched_job {
	struct watched_identity identity;
	struct watched_figures figures;
	struct watched_end end;
	struct vt_screen screen;
	struct watched_lines lines;
	struct vt_screen still; /* the screen when those were asked for: what comes below them */
	struct history history; /* held_bytes over the whole job; times since its start */
	struct bytes summary;   /* at the end: what `peaktop run` would print */
	bool known;             /* identity has come */
	bool lost;              /* the keeper is gone without telling an end */
	bool from_file;         /* ended before anyone looked: the last it showed */
};

/* Those that one screen looks at; all borrowed. */
struct watched_set {
	struct watched_job *const *items;
	size_t count;
};

void watched_clear(struct watched_job *);

void watched_lines_clear(struct watched_lines *);
/* Behind the last. Of the newest, WATCHED_LINES_MAX or WATCHED_LINES_BYTES of them are kept at
 * least, and about twice as many at most: the oldest go then, and `first` rises. */
void watched_lines_put(struct watched_lines *, const char *line, size_t length);
/* A line as cells, blanks where its bytes are no line; false: there is none of that index. */
bool watched_lines_take(const struct watched_lines *, size_t index, struct vt_cell *, size_t count);

#endif
