/* SPDX-License-Identifier: MIT */
/* command.h: what follows from a key: at most one thing to be done outside the screen's state, with
 * all that it takes, and what has to be made anew. app/monitor executes it. */
#ifndef PEAKTOP_SCREEN_STATE_COMMAND_H
#define PEAKTOP_SCREEN_STATE_COMMAND_H

#include "model/process/sample.h"
#include "screen/state/input.h"

enum command_kind {
	COMMAND_NONE,
	COMMAND_QUIT,
	COMMAND_SIGNAL,   /* `signal` */
	COMMAND_SNAPSHOT, /* the table into a file */
	COMMAND_DISMISS,  /* forget the processes that have exited */
	COMMAND_MARK,     /* peaks begin anew */
	COMMAND_UNMARK,   /* and are again what they were */
	COMMAND_SMAPS,    /* read PSS and USS of `process` */
	COMMAND_REPLAY,   /* `replay` */
	COMMAND_LAUNCH,   /* the command line `text` */
	/* Of the job in scene->watched that `job` is: */
	COMMAND_JOB_KEY,      /* it is sent `key` */
	COMMAND_JOB_LINES,    /* its scrollback is fetched */
	COMMAND_JOB_CONTINUE, /* it is stopped: SIGCONT */
	COMMAND_END_JOBS,     /* all of them are asked to end */
	COMMAND_KINDS,
};

/* Where to go in a recording: `by` is its direction, and how far. */
enum replay_move {
	REPLAY_STAY,
	REPLAY_STEP,      /* a sample */
	REPLAY_SECONDS,   /* so many */
	REPLAY_ENDS,      /* its first sample, its last */
	REPLAY_MOST_USED, /* the sample with the most memory in use */
	REPLAY_LARGEST,   /* that with the largest RSS of `process` */
	REPLAY_SPEED,     /* twice as fast, half as fast; no move, and no command */
};

struct replay_command {
	enum replay_move move;
	long by;
	struct proc_key process; /* selected, or open */
	bool has_process;
};

/* Whatever is named here stays as it was until the next key. */
struct signal_command {
	int signal;
	const struct proc_key *targets;
	size_t count;
};

/* What has to be made anew, as bits. */
enum refresh {
	REFRESH_NONE = 0,
	REFRESH_SCREEN = 1 << 0,
	REFRESH_ROWS = 1 << 1,     /* other rows, or another order */
	REFRESH_WANTS = 1 << 2,    /* other columns: the source may have to read more */
	REFRESH_TIMING = 1 << 3,   /* the interval or the pause changed */
	REFRESH_TERMINAL = 1 << 4, /* the terminal's content is not to be trusted */
	REFRESH_DETAILS = 1 << 5,  /* another process is open */
	REFRESH_RUNS = 1 << 6,     /* the history, for the view that shows it */
};

struct command {
	enum command_kind kind;
	unsigned refresh; /* enum refresh: after the command was executed */
	union {
		struct signal_command signal;
		struct proc_key process;
		struct replay_command replay;
		const char *text; /* until the next key */
		struct {
			size_t job;
			struct key_event key;
		};
	};
};

static inline struct command
command_refresh(unsigned refresh)
{
	return (struct command){ .refresh = refresh };
}

static inline struct command
command_none(void)
{
	return command_refresh(REFRESH_NONE);
}

static inline struct command
command_of(enum command_kind kind, unsigned refresh)
{
	return (struct command){ .kind = kind, .refresh = refresh };
}

static inline struct command
command_of_job(enum command_kind kind, size_t job, unsigned refresh)
{
	return (struct command){ .kind = kind, .refresh = refresh, .job = job };
}

/* The same, and this is made anew too. */
static inline struct command
command_also(struct command command, unsigned refresh)
{
	command.refresh |= refresh;
	return command;
}

#endif
