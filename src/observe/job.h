/* SPDX-License-Identifier: MIT */
/* job.h: a launched command with all its processes, from its launch to its last figures. */
#ifndef PEAKTOP_OBSERVE_JOB_H
#define PEAKTOP_OBSERVE_JOB_H

#include "observe/exact.h"
#include "observe/observer.h"
#include "observe/job_options.h"
#include "launch/signals.h"
#include "launch/witness.h"
#include "model/run/oom_watch.h"
#include "model/run/peak_parts.h"
#include "source/cgroup/cgroup.h"
#include "source/cgroup/oom_counters.h"
#include "source/host/tmpfs.h"

struct job;

enum job_moment {
	JOB_LAUNCHED, /* its process is there; the exec may be still to come */
	JOB_BEGUN,    /* it runs, and is observed */
	JOB_SAMPLED,  /* its figures are new */
};

/* Whoever has a job done: what it does about it, and what else it has to wait for. */
struct job_attendant {
	void *context;
	/* Waits for job.signal_fd to be readable, until job.next_sample_ns at most; NULL: job_wait
	 * does. */
	void (*wait)(void *context, struct job *);
	void (*note)(void *context, struct job *, enum job_moment);
	/* A line for the user that ends nothing. */
	void (*say)(void *context, const char *line);
};

struct job_tmpfs {
	struct tmpfs mounts;
	uint64_t together_bytes; /* the most, at one look, with what the tree held then */
	uint64_t next_ns;        /* of clock_active_ns: when they are looked at again */
	uint64_t unmapped_bytes; /* at the last look at them */
};

struct job {
	struct job_options options;
	const struct inherited *inherited;
	struct run run;
	struct observer observer;
	struct exact exact; /* --exact */
	struct launched launched;
	const struct job_attendant *attendant;
	int tty_fd; /* its terminal; 0: ours */
	struct job_cgroup cgroup;
	int signal_fd;           /* readable while some of these wait: */
	struct signals signals;  /* for the job */
	struct witness witness;  /* of signals to the whole group */
	pid_t newest_pid;        /* that anybody had been given before the command could fork */
	uint64_t next_sample_ns; /* of clock_active_ns */
	uint64_t kill_at_ns;     /* 0: the tree is not being ended */
	uint64_t oom_kills;      /* of the system, at the start */
	struct oom_counters oom;
	struct oom_watch kills;
	uint64_t group_kills;      /* of the group, when they were counted last */
	uint64_t kills_counted_ns; /* when those that others may cause were, at the latest */
	struct job_tmpfs tmpfs;
	struct parts parts;    /* of its largest process */
	pid_t hook;            /* that runs now; 0: none */
	uint64_t hooked_ns;    /* when the last one began */
	uint64_t hooked_bytes; /* the peak that was told last */
	bool root_ended;
	uint64_t release_ns; /* after its end: when nothing is awaited any more; 0: not told */
};

/* Launches the command of a zeroed job with options, inherited, attendant, and what of the run is
 * known before. False and `why`, through no fault of the command's: nothing of it is left but its
 * witness. */
bool job_begin(struct job *, struct failure *why);

/* To the end: then its run is whole, but for what was recorded of it. Nothing, where the command
 * could not be started. */
void job_observe(struct job *);

/* The hook of its end, waited for: for 10 s at most. */
void job_run_exit_hook(struct job *);

/* Waits until then at most for what comes, and takes it. */
void job_attend(struct job *, uint64_t until_ns);

/* Told to end by a signal, after the command had ended. */
bool job_is_released(const struct job *);

/* What is held of it but for the witness, who ends last. */
void job_close(struct job *);

/* What would end us, or pauses a keeper: all of it is for the job. INT and QUIT come from the
 * terminal to the whole group, and are the command's business; whoever has no terminal gets them by
 * kill(2). */
void job_signals(sigset_t *, bool has_terminal);

/* Of such a signal: whether it is only ours, by our own limits or our own writing. */
bool job_signal_is_own(const siginfo_t *);

/* Makes its control group, before the launch; with "auto" one that cannot be made, or would hold
 * the command up, is done without. One that is required and cannot be made here on v2 is asked of
 * the user manager. False and `why`: it was required. */
bool job_make_group(struct job *, struct failure *why);

/* What its group tells of it at its end. */
void job_read_group(struct job *);

/* Launches its command, where all is prepared. False and `why`: through no fault of the
 * command's. */
bool job_launch(struct job *, struct failure *why);

/* Signals that are for the job come by a descriptor from now on. */
bool job_open_signals(struct job *, struct failure *why);

/* Tells the user: "doing x: Permission denied". */
void job_say_failure(struct job *, const struct failure *);

/* Waits for one, for the end of a child, or until next_sample_ns. */
void job_wait(const struct job *);

/* The same by whoever attends to it. */
void job_await_events(struct job *);

/* Once the command has ended: who goes on, and what they hold; the last look of all. Those who end
 * within a moment are waited for. */
void job_count_left(struct job *);

/* Takes what came: signals are passed on, ends are noted in the run. */
void job_take_events(struct job *);

/* Right after the fork of the command: what waits for us by then is for that. */
void job_take_early(struct job *);

/* Starts a hook for this reason: "peak", "at", "exit". A failure is told and changes nothing. */
void job_start_hook(struct job *, const char *command, const char *reason);

/* Starts the hook whose time has come, unless one runs. */
void job_run_hooks(struct job *);

/* To every process of the tree that the newest look saw. */
void job_signal_tree(struct job *, int signal);

/* The least that the tree would have to hold for something to be done that was not done yet; 0:
 * nothing will be. */
uint64_t job_next_threshold(const struct job *);

/* Notes that the tree passed its budget, and ends it where that is to be enforced. */
void job_check_budget(struct job *);

#endif
