/* SPDX-License-Identifier: MIT */
/* command.h: the result of a key: at most one action outside the screen's state, with all its
 * arguments, and what has to be rebuilt. app/monitor executes it. */
#ifndef PEAKTOP_SCREEN_STATE_COMMAND_H
#define PEAKTOP_SCREEN_STATE_COMMAND_H

#include "model/process/sample.h"
#include "screen/state/input.h"

enum command_kind {
	COMMAND_NONE,
	COMMAND_QUIT,
	COMMAND_SIGNAL,        /* sends `signal` */
	COMMAND_SNAPSHOT,      /* writes the table to a file */
	COMMAND_PICTURE,       /* writes the screen as SVG to a file */
	COMMAND_DISMISS,       /* forgets the processes that have exited */
	COMMAND_RESET_PEAKS,   /* resets peaks */
	COMMAND_RESTORE_PEAKS, /* restores them */
	COMMAND_SMAPS,         /* reads PSS and USS of `process` */
	COMMAND_STACKS,        /* reads the stacks of `process`, and watches its growth by line */
	COMMAND_REPLAY,        /* moves in the recording: `replay` */
	COMMAND_LAUNCH,        /* launches the command line `text` */
	COMMAND_SETUP_BEGIN,   /* remembers all settings, for COMMAND_SETUP_UNDO */
	COMMAND_SETUP_UNDO,    /* restores them */
	COMMAND_SETUP_WRITE,   /* writes them into the config file */
	COMMAND_SETTING,       /* changes one: `setting` */
	/* For a job, given by its index `job` in scene->watched: */
	COMMAND_JOB_KEY,      /* sends it `key` */
	COMMAND_JOB_LINES,    /* fetches its scrollback */
	COMMAND_JOB_CONTINUE, /* continues it after a stop: SIGCONT */
	COMMAND_JOB_MARK,     /* a phase begins: `mark` */
	COMMAND_END_JOBS,     /* asks all jobs to end */
	COMMAND_KINDS,
};

/* A move in a recording; `by` gives its direction and distance. */
enum replay_move {
	REPLAY_STAY,
	REPLAY_STEP,      /* samples */
	REPLAY_SECONDS,   /* seconds */
	REPLAY_ENDS,      /* the first or last sample */
	REPLAY_MOST_USED, /* the sample with the most memory in use */
	REPLAY_LARGEST,   /* the sample with the largest RSS of `process` */
	REPLAY_SPEED,     /* doubles or halves the speed; neither a move nor a command */
};

struct replay_command {
	enum replay_move move;
	long by;
	struct proc_key process; /* selected, or open */
	bool has_process;
};

/* What these members refer to stays valid until the next key. */
struct signal_command {
	int signal;
	const struct proc_key *targets;
	size_t count;
};

struct setting_command {
	size_t setting;    /* in scene->setup */
	const char *value; /* until the next key */
};

struct mark_command {
	size_t job;
	const char *name;  /* until the next key */
	bool resets_peaks; /* those of the table, too */
};

/* What has to be rebuilt, as bits. */
enum refresh {
	REFRESH_NONE = 0,
	REFRESH_SCREEN = 1 << 0,
	REFRESH_ROWS = 1 << 1,     /* other rows, or another order */
	REFRESH_WANTS = 1 << 2,    /* other columns: the source may have to read more */
	REFRESH_TIMING = 1 << 3,   /* the interval or the pause changed */
	REFRESH_TERMINAL = 1 << 4, /* the terminal's content is unknown */
	REFRESH_DETAILS = 1 << 5,  /* another process is open */
	REFRESH_RUNS = 1 << 6,     /* the history, if it is shown */
};

struct command {
	enum command_kind kind;
	unsigned refresh; /* enum refresh: once the command has been executed */
	union {
		struct signal_command signal;
		struct proc_key process;
		struct replay_command replay;
		const char *text; /* until the next key */
		struct setting_command setting;
		struct mark_command mark;
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

/* The same command; also rebuilds this. */
static inline struct command
command_also(struct command command, unsigned refresh)
{
	command.refresh |= refresh;
	return command;
}

#endif
