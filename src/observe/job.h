/* SPDX-License-Identifier: MIT */
/* job.h: a job from its launch to its account: that of `peaktop run`, or of a keeper. */
#ifndef PEAKTOP_OBSERVE_JOB_H
#define PEAKTOP_OBSERVE_JOB_H

#include "observe/exact.h"
#include "app/run/job_record.h"
#include "observe/observer.h"
#include "app/run/run_account.h"
#include "app/cli/run_options.h"
#include "launch/signals.h"
#include "launch/witness.h"
#include "model/run/oom_watch.h"
#include "model/run/peak_parts.h"
#include "source/cgroup/cgroup.h"
#include "source/cgroup/oom_counters.h"
#include "source/host/tmpfs.h"

struct job;

enum job_moment {
	JOB_BEGUN,    /* it runs, and is observed */
	JOB_LOOKED,   /* its figures are new */
	JOB_SETTLED,  /* it has ended (or was not started), and its account is whole */
	JOB_RECORDED, /* it has its number in the history, or gets none here */
};

/* Somebody who has more to wait for than the job: a keeper. */
struct job_attendant {
	void *context;
	/* Waits for job.signal_fd to be readable, until job.next_look_ns at most. */
	void (*wait)(void *context, struct job *);
	void (*note)(void *context, struct job *, enum job_moment);
	/* Nothing was launched, and this is why. */
	void (*fail)(void *context, const struct failure *why);
};

struct job_tmpfs {
	struct tmpfs mounts;
	uint64_t together_bytes; /* the most, at one look, with what the tree held then */
	uint64_t next_ns;        /* of clock_active_ns: when they are looked at again */
	uint64_t unmapped_bytes; /* at the last look at them */
};

struct job {
	struct run_options options;
	const struct inherited *inherited;
	struct run run;
	struct run_account account;
	struct job_record record;
	struct observer observer;
	struct exact exact; /* --exact */
	struct launched launched;
	const struct job_attendant *attendant; /* NULL: none */
	int tty_fd;                            /* its terminal; 0: ours */
	struct series *series; /* filled in while it runs; NULL: one of the record's own */
	struct job_cgroup cgroup;
	int signal_fd;          /* readable while some of these wait: */
	struct signals signals; /* for the job */
	struct witness witness; /* of signals to the whole group */
	pid_t newest_pid;       /* that anybody had been given before the command could fork */
	uint64_t next_look_ns;  /* of clock_active_ns */
	uint64_t kill_at_ns;    /* 0: the tree is not being ended */
	uint64_t oom_kills;     /* of the system, at the start */
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
	char *program[2];    /* what its account tells of the command, where that is not all */
	uint64_t release_ns; /* after its end: when nothing is awaited any more; 0: not told */
};

/* From the launch to the account, of a zeroed struct with options, inherited and what run_account_begin
 * fills; returns the exit status: the command's own, or one of ours. */
int job_live(struct job *);

/* What would end us, or pauses a keeper: all of it is for the job. INT and QUIT come from the terminal
 * to the whole group, and are the command's business; whoever has no terminal gets them by kill(2). */
void job_signals(sigset_t *, bool has_terminal);

/* Of such a signal: whether it is only ours, by our own limits or our own writing. */
bool job_signal_is_own(const siginfo_t *);

/* The record of it, begun and ended. With --program-only, or where the config file says so, the run knows
 * no more of the command than its program from the first on, and of all processes no arguments after the
 * second: so they are in no account, on no screen and in no file. */
void job_begin_record(struct job *);
void job_end_record(struct job *);

/* Makes its control group, before the launch; with "auto" one that cannot be made, or would hold the
 * command up, is done without. One that is required and cannot be made here on v2 is asked of the user
 * manager. False and `why`: it was required. */
bool job_make_group(struct job *, struct failure *why);

/* What its group tells of it at its end; or, where the tree's peak is an estimate, whether the user
 * manager might have given one. */
void job_read_group(struct job *);

/* Launches its command. False and `why`: through no fault of the command's. */
bool job_launch(struct job *, struct failure *why);

/* Signals that are for the job come by a descriptor from now on. */
bool job_open_signals(struct job *, struct failure *why);

/* Waits for one, for the end of a child, or until next_look_ns. */
void job_wait(const struct job *);

/* The same by whoever attends to it. */
void job_await_events(struct job *);

/* Once the command has ended: who goes on, and what they hold; the last look of all. Those who end within
 * a moment are waited for. */
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

/* The least that the tree would have to hold for something to be done that was not done yet; 0: nothing
 * will be. */
uint64_t job_next_threshold(const struct job *);

/* Notes that the tree passed its budget, and ends it where that is to be enforced. */
void job_check_budget(struct job *);

#endif
