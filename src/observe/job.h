/* SPDX-License-Identifier: MIT */
/* job.h: a launched command with all its processes, from its launch to its last figures. */
#ifndef PEAKTOP_OBSERVE_JOB_H
#define PEAKTOP_OBSERVE_JOB_H

#include "observe/exact.h"
#include "observe/observer.h"
#include "observe/job_lines.h"
#include "observe/job_options.h"
#include "launch/mark_socket.h"
#include "launch/signals.h"
#include "launch/witness.h"
#include "model/run/oom_watch.h"
#include "model/run/peak_parts.h"
#include "model/run/phases.h"
#include "source/cgroup/cgroup.h"
#include "source/cgroup/cgroup_others.h"
#include "source/cgroup/oom_counters.h"
#include "source/host/tmpfs.h"
#include "source/proc/memfds.h"

struct job;

enum job_moment {
	JOB_LAUNCHED, /* its process exists; it may not have called exec yet */
	JOB_STARTED,  /* it runs and is being observed */
	JOB_SAMPLED,  /* new figures are available */
};

/* The caller's side of a job: how it reacts, and what else it waits for. */
struct job_callbacks {
	void *context;
	/* Waits until job.signal_fd is readable, at most until job.next_sample_ns; NULL:
	 * job_wait. */
	void (*wait)(void *context, struct job *);
	void (*note)(void *context, struct job *, enum job_moment);
	/* Prints a line for the user about something that does not end the job. */
	void (*message)(void *context, const char *line);
};

struct job_tmpfs {
	uint64_t together_bytes; /* the largest sum, at one sample, of this and what the tree
				  * held */
	uint64_t certain_bytes;  /* the same, as far as it is certain: by the job's own group */
	uint64_t next_ns;        /* on clock_active_ns: when to read the file systems again */
	uint64_t unmapped_bytes; /* at the last reading */
	int64_t others_bytes;    /* shared memory of the machine that is not the job's, as far as
				  * known */
	uint64_t foreign_bytes;  /* the part of memfds that others wrote */
	uint64_t search_ns;      /* on clock_active_ns: when they may be searched again */
	struct tmpfs mounts;
	struct memfds memfds;
};

/* In an order in which a job that ends before the first sample touches few pages: a fresh page
 * costs a launch a microsecond or two, and once more if it is written after the fork. */
struct job {
	const struct job_options *options; /* borrowed */
	bool traced;                       /* --exact, where /proc allows it */
	unsigned at_done;                  /* bit n: threshold n was reached */
	const struct inherited *inherited;
	struct exact exact; /* --exact */
	struct launched launched;
	const struct job_callbacks *callbacks;
	int tty_fd;               /* its terminal; 0: ours */
	int signal_fd;            /* readable while one of these signals is pending; -1: no
				   * descriptor was left */
	struct witness witness;   /* of signals sent to the whole group */
	pid_t newest_pid;         /* newest pid on the system before the command could fork */
	uint64_t next_sample_ns;  /* on clock_active_ns */
	uint64_t kill_at_ns;      /* when to send KILL; 0: the tree is not being ended */
	uint64_t oom_kills;       /* the system's counter at the start */
	uint64_t cgroup_kills;    /* the group's counter when last read */
	uint64_t cgroup_moved_ns; /* when it was last seen to rise; 0: never */
	uint64_t system_kills;    /* the system's since the start, when last read */
	uint64_t system_moved_ns;
	uint64_t kills_counted_ns; /* when the counters shared with others were last read */
	struct peak_parts parts;   /* of its largest process */
	pid_t hook;                /* the one that runs now; 0: none */
	uint64_t hooked_ns;        /* when the last one was started */
	uint64_t hooked_bytes;     /* the peak last reported to it */
	bool root_ended;
	int stop_signal;     /* the newest that job_stop sent; 0: none */
	uint64_t release_ns; /* after the end: when to stop waiting for others; 0: not asked to */
	struct mark_socket mark_socket;
	bool output_passed;     /* output that may hold marks came too fast to be searched */
	uint64_t certain_kills; /* counted while all of those lived who share the group */
	struct oom_watch kills;
	struct run run;
	struct observer observer;
	struct job_cgroup cgroup;
	struct signals signals; /* signals for the job */
	struct oom_counters oom;
	struct job_tmpfs tmpfs;
	struct cgroup_others others;
	struct job_lines lines;
	struct phases phases; /* last: most jobs have none, and touch no page of it */
};

/* Launches the command of a zeroed job in which options, inherited, callbacks and the known
 * parts of run are set. Failure is never the command's own; afterwards only the witness remains. */
bool job_begin(struct job *, struct failure *why);

/* Observes the job to its end; its run is then complete except for the record. No-op if the
 * command could not be started. */
void job_observe(struct job *);

/* A mark: the phase of this name begins, as far as there is one in the text. */
void job_mark(struct job *, const char *text, size_t count);
/* The same for one that was made a little earlier, on clock_active_ns. */
void job_mark_at(struct job *, const char *text, size_t count, uint64_t at_ns);

/* Runs the exit hook and waits for it, at most 10 s. */
void job_run_exit_hook(struct job *);

/* Waits until `until_ns` at most, and handles what comes. */
void job_handle_events(struct job *, uint64_t until_ns);

/* Whether a signal asked us, after the command had ended, to wait no longer. */
bool job_is_released(const struct job *);

/* Releases all resources except the witness, which ends last. */
void job_close(struct job *);

/* The signals that would end us, or pause a keeper: all are meant for the job. A terminal sends
 * INT and QUIT to the whole group, where the command handles them; without a terminal they come
 * by kill(2). */
void job_signals(sigset_t *, bool has_terminal);

/* Whether such a signal is for us alone, caused by our own limits or our own writes. */
bool job_signal_is_own(const siginfo_t *);

/* Makes its control group, before the launch. With "auto" the job does without one that cannot
 * be made or would delay the command. A required group that cannot be made here on v2 is
 * requested from the user manager. Fails only where the group is required. */
bool job_make_cgroup(struct job *, struct failure *why);

/* Reads the figures of its group, at its end. */
void job_read_cgroup(struct job *);

/* Whether the options ask for what only an observer can do: a budget, a control group, hooks. */
bool job_needs_observer(const struct job_options *);

/* Launches the prepared command. Failure is never the command's own. */
bool job_launch(struct job *, struct failure *why);

/* From now on signals for the job arrive by a descriptor. */
bool job_open_signals(struct job *, struct failure *why);

/* Tells the user a line; and a failure: "doing x: Permission denied". */
void job_message(struct job *, const char *line);
void job_report_failure(struct job *, const struct failure *);

/* Waits for a signal, the end of a child, or next_sample_ns. */
void job_wait(struct job *);

/* The same, by the wait callback if there is one. */
void job_await_events(struct job *);

/* Takes the last sample once the command has ended: which processes live on and what they hold.
 * Allows a moment for those about to end. */
void job_count_left(struct job *);

/* Handles what came: passes signals on and notes ends in the run. */
void job_take_events(struct job *);

/* Right after the fork of the command: signals pending by now are meant for it. */
void job_take_early(struct job *);

/* Starts a hook for a reason: "peak", "at" or "exit". A failure is reported and changes nothing. */
void job_start_hook(struct job *, const char *command, const char *reason);

/* Starts the hook that is due, unless one is running. */
void job_run_hooks(struct job *);

/* Signals every process of the tree that the newest sample saw. */
void job_signal_tree(struct job *, int signal);

/* Sends TERM or KILL to the tree. From then on the job ends when the last of its processes does,
 * and with KILL also those that were forked meanwhile are killed. */
void job_stop(struct job *, int signal);

/* The smallest size of the tree that would trigger an action not yet taken; 0: none will. */
uint64_t job_next_threshold(const struct job *);

/* The most that the job certainly held: its processes, and files in memory that its own group
 * counts. */
uint64_t job_certain_bytes(const struct job *);

/* Notes that the tree exceeded its budget, and ends the tree if the budget is enforced. */
void job_check_budget(struct job *);

#endif
