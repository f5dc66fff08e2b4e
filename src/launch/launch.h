/* SPDX-License-Identifier: MIT */
/* launch.h: starts a command and leaves it alone; collects what the kernel says at its end.
 *
 * Nothing of ours reaches the command: it gets the signal mask, the dispositions and the limits
 * that peaktop inherited (but for those that were asked for), its environment, terminal and process
 * group as they are, and no descriptor but those it would have had without us. `struct rusage` and
 * the signals of a launch never leave this folder. */
#ifndef PEAKTOP_LAUNCH_LAUNCH_H
#define PEAKTOP_LAUNCH_LAUNCH_H

#include <signal.h>
#include <sys/resource.h>

#include "base/failure.h"
#include "model/run.h"

/* --- what peaktop was started with --- */

struct inherited {
	sigset_t mask;
	struct sigaction actions[NSIG]; /* by number */
};

/* The first thing in main, before any signal is touched. */
void inherit_capture(struct inherited *);

/* --- limits of the command --- */

#define LIMITS_MAX 16

struct limit_list {
	struct {
		int resource;
		struct rlimit value;
	} items[LIMITS_MAX];
	size_t count;
};

/* Adds "as=2G", "nofile=1024:4096,cpu=60" (soft, or soft:hard; a soft one alone leaves the hard one
 * as it is): as data stack cpu nofile nproc fsize core memlock. False and `why`: no such name, no
 * such value, or one that cannot be set (above the hard limit without the right to raise it): told
 * before anything is launched. */
bool limits_add(struct limit_list *, const char *text, struct failure *why);

/* --- the launch --- */

struct launch_setup {
	char *const *argv; /* NULL-terminated, argv[0] looked up in PATH */
	const struct inherited *inherited;
	const struct limit_list *limits;
	int nice;	/* added to the present niceness; 0: none */
	bool nohup;	/* the command ignores SIGHUP */
	int cgroup_fd;	/* cgroup.procs to join before exec; -1: none */
	bool traced;	/* PTRACE_TRACEME, and a stop at exec (for --exact) */
};

struct launched {
	pid_t pid;
	uint64_t started_ns;  /* clock_active_ns at the fork */
	uint64_t floor_bytes; /* the child's own high-water mark just before exec: what no ru_maxrss
				 of a command launched from here can be below */
	int start_error;      /* errno of exec; 0: it runs. The child is reaped where it is not 0 */
};

/* Makes us a child subreaper, ignores INT and QUIT here, forks and execs. False and `why`: nothing
 * was started, through no fault of the command's. Waits until exec has happened or failed. */
bool launch_start(const struct launch_setup *, struct launched *, struct failure *why);

/* --- the end --- */

struct reaped {
	pid_t pid;
	int status, signal; /* as in struct run */
	bool core_dumped;
	struct run_usage usage; /* of it and of those it waited for; the floor members are 0 */
};

/* Takes one child that ended, by wait4 (orphans of the tree come to us as subreaper). False: none
 * has. */
bool launch_reap(struct reaped *);

/* Whether children are left. */
bool launch_has_children(void);

#endif
