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
#include "model/run/run.h"

struct witness;

/* --- what peaktop was started with --- */

/* An exec passes on no more of a disposition than whether the signal is ignored. */
struct inherited {
	sigset_t mask, ignored;
	char *line; /* all words that we were started with, as the kernel shows them */
	size_t line_bytes;
};

/* The first thing in main, before any signal is touched. */
void inherit_capture(struct inherited *);
void inherit_line(struct inherited *, int argc, char **argv);

/* In a child that is about to exec: dispositions and mask as they were captured; the mask comes
 * last, so that what arrived since the fork finds the dispositions of the command. */
void inherit_restore_actions(const struct inherited *);
void inherit_restore_mask(const struct inherited *);

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
 * as it is): as data stack cpu nofile nproc fsize core memlock, in bytes (K M G), for cpu in
 * seconds, for nofile and nproc a number; "unlimited" for any. A later one of a name replaces the
 * earlier. False and `why`: no such name, no such value, or one that cannot be set (above the hard
 * limit without the right to raise it): told before anything is launched. */
bool limits_add(struct limit_list *, const char *text, struct failure *why);

/* The name in that table of a resource in the list. */
const char *limits_name(int resource);

/* The limit of address space (RLIMIT_AS) that a command will have with this list; 0: none. */
uint64_t limits_address_bytes(const struct limit_list *);

/* --- the launch --- */

struct launch_setup {
	char *const *argv; /* NULL-terminated, argv[0] looked up in PATH */
	const struct inherited *inherited;
	const struct limit_list *limits; /* NULL: none */
	int nice;                        /* added to the present niceness; 0: none */
	bool nohup;                      /* the command ignores SIGHUP */
	int cgroup_fd;                   /* cgroup.procs to join before exec; -1: none */
	int cgroup_folder_fd; /* v2: the group's folder, to be forked into, which is much cheaper;
				 0: none */
	int tty_fd; /* becomes its stdin, stdout and stderr, and the controlling terminal of a
		       session of its own; 0: none, it has ours */
	/* For --exact: PTRACE_SEIZE with PTRACE_O_TRACEEXEC before exec (a seized process, unlike
	 * one of PTRACE_TRACEME, can be left in a group stop: PTRACE_LISTEN). The command then
	 * waits in its PTRACE_EVENT_EXEC stop, which is not taken yet: the first answer of
	 * launch_reap. */
	bool traced;
	/* It waits before its exec, with all signals blocked, until launch_let_go; one that is
	 * traced waits at its exec until launch_settle, in any case. */
	bool held;
	/* Prepared, to be left beside the command; NULL: none is. Then argv lies elsewhere than in
	 * the words that we were started with, which are overwritten in the command's process. */
	struct witness *witness;
};

struct launched {
	pid_t pid;
	uint64_t started_ns;  /* clock_active_ns at the fork, then right before exec */
	uint64_t floor_bytes; /* the child's own high-water mark just before exec: what no ru_maxrss
				 of a command launched from here can be below; 0: it was killed
				 before */
	int start_error;      /* errno of exec; 0: it runs. The child is reaped where it is not 0 */
	int channel;          /* between launch_begin and launch_settle */
	bool silent; /* with a witness: it was killed before its exec, of which no SIGCHLD tells,
			and only launch_reap_one */
};

/* Makes us a child subreaper, ignores INT and QUIT here from the fork on (SIGCHLD no more, which
 * would lose what wait4 says), forks and execs. Waits until exec has happened or failed. False and
 * `why`: nothing was started, through no fault of the command's: no process, no limit, niceness or
 * cgroup as asked for.
 *
 * A signal that the caller means to pass on (TERM, HUP) is blocked by it before this is called. */
bool launch_start(const struct launch_setup *, struct launched *, struct failure *why);

/* The same in two halves, for one who has something to do while the command gets going, and no need
 * to be woken by its exec: the fork, and what came of it (launched.pid and started_ns are known in
 * between). No child may be reaped before the second half. */
bool launch_begin(const struct launch_setup *, struct launched *, struct failure *why);
void launch_let_go(const struct launched *);
bool launch_settle(const struct launch_setup *, struct launched *, struct failure *why);

/* --- the end --- */

struct reaped {
	pid_t pid;
	int trace_stop; /* not 0: nothing ended, a traced process stopped with this wait status */
	int status, signal; /* as in struct run */
	bool core_dumped;
	struct run_usage usage; /* of it and of those it waited for; the floor members are 0 */
};

/* Takes one child that ended, by wait4 (orphans of the tree come to us as subreaper), or one stop
 * of a traced process. False: none has. */
bool launch_reap(struct reaped *);

/* Who it would be; 0: nobody. What is to be known of it before it is gone can be asked now. */
pid_t launch_next_ended(void);

/* The same of this one only. */
bool launch_reap_one(pid_t pid, struct reaped *);

/* Whether children are left. */
bool launch_has_children(void);

#endif
