/* SPDX-License-Identifier: MIT */
/* launch.h: starts a command without affecting it, and collects the kernel's figures at its end.
 * Nothing of ours reaches the command: it gets the signal mask, dispositions and limits that
 * peaktop inherited (except those that were requested), the same environment but for PEAKTOP_MARK
 * (launch/mark_socket.h), the same terminal and process group, and only the descriptors it would
 * have had without us. `struct rusage` and the signals of a launch never leave this folder. */
#ifndef PEAKTOP_LAUNCH_LAUNCH_H
#define PEAKTOP_LAUNCH_LAUNCH_H

#include <signal.h>
#include <sys/resource.h>

#include "base/failure.h"
#include "model/run/run.h"

struct witness;

/* --- what peaktop was started with --- */

/* Of a disposition, exec passes on only whether the signal is ignored. */
struct inherited {
	sigset_t mask, ignored;
	char *line; /* all our arguments, as the kernel shows them */
	size_t line_bytes;
};

/* The first call in main, before any signal is changed. */
void inherit_capture(struct inherited *);
void inherit_line(struct inherited *, int argc, char **argv);

/* In a child that is about to exec: restores dispositions and mask; the mask comes last, so that
 * signals pending since the fork meet the command's dispositions. */
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

/* Parses "as=2G", "nofile=1024:4096,cpu=60" (soft, or soft:hard; a soft limit alone keeps the
 * hard one). Names: as data stack cpu nofile nproc fsize core memlock; values in bytes (K M G),
 * for cpu in seconds, for nofile and nproc a number, or "unlimited". A repeated name replaces
 * the earlier value. Fails for unknown names, invalid values and limits that cannot be set
 * (above the hard limit without the privilege to raise it), before anything is launched. */
bool limits_add(struct limit_list *, const char *text, struct failure *why);

/* The name in that table of a resource in the list. */
const char *limits_name(int resource);

/* The address space limit (RLIMIT_AS) of a command with this list; 0: none. */
uint64_t limits_address_bytes(const struct limit_list *);

/* --- the launch --- */

struct launch_setup {
	char *const *argv; /* NULL-terminated; argv[0] is searched in PATH */
	const struct inherited *inherited;
	const struct limit_list *limits; /* NULL: none */
	int nice;                        /* added to the present niceness; 0: none */
	bool nohup;                      /* the command ignores SIGHUP */
	int cgroup_fd;                   /* cgroup.procs to join before exec; -1: none */
	int cgroup_folder_fd; /* v2: the group's folder, to fork into, which is much cheaper; 0:
			       * none */
	int tty_fd; /* becomes its stdin, stdout and stderr, and the controlling terminal of a
		     * session of its own; 0: none, it uses ours */
	/* For --exact: PTRACE_SEIZE with PTRACE_O_TRACEEXEC before exec (unlike one that used
	 * PTRACE_TRACEME, a seized process can be left in a group stop: PTRACE_LISTEN). The
	 * command then waits in its PTRACE_EVENT_EXEC stop, which is not handled yet:
	 * launch_reap returns it first. */
	bool traced;
	/* The command waits before its exec, with all signals blocked, until launch_let_go; a
	 * traced one always waits at its exec until launch_settle. */
	bool held;
	/* Prepared, to be left beside the command; NULL: none. Then argv must be stored apart
	 * from the arguments that we were started with, which are overwritten in the command's
	 * process. */
	struct witness *witness;
};

struct launched {
	pid_t pid;
	uint64_t started_ns;  /* clock_active_ns at the fork, then just before exec */
	uint64_t floor_bytes; /* the child's own high-water mark just before exec, below which no
			       * ru_maxrss of a command launched from here can be; 0: it was
			       * killed before */
	int start_error;      /* errno of exec; 0: it runs. Otherwise the child is reaped */
	int channel;          /* between launch_begin and launch_settle */
	bool silent; /* with a witness: it was killed before its exec, which sends no SIGCHLD;
		      * only launch_reap_one sees it */
};

/* A launch in two halves, so that the caller can do something while the command starts, and need
 * not be woken by its exec.
 *
 * The first half makes us a child subreaper, ignores INT and QUIT here from the fork on (and no
 * longer SIGCHLD, which would lose wait4's figures), and forks; launched.pid and started_ns are
 * known from then on. The second waits until exec has happened or failed. If either fails, nothing
 * was started, and not because of the command: no process was available, or a limit, niceness or
 * cgroup could not be set. The caller must have blocked the signals that it means to pass on (TERM,
 * HUP), and may reap no child between the halves. */
bool launch_begin(const struct launch_setup *, struct launched *, struct failure *why);
void launch_let_go(const struct launched *);
bool launch_settle(const struct launch_setup *, struct launched *, struct failure *why);

/* The same as both halves with no descriptor at all, neither traced nor held nor with a witness;
 * launch_settle is a no-op then. */
bool launch_plainly(const struct launch_setup *, struct launched *, struct failure *why);

/* --- the end --- */

struct reaped {
	pid_t pid;
	int trace_stop; /* not 0: nothing ended, a traced process stopped with this wait status */
	int status, signal; /* as in struct run */
	bool core_dumped;
	struct run_usage usage; /* of it and of the children it waited for; the floor members are
				 * 0 */
};

/* Takes one child that ended, by wait4 (as a subreaper we get the orphans of the tree), or one
 * stop of a traced process. False: none. */
bool launch_reap(struct reaped *);

/* The child that launch_reap would take; 0: none. What must be known of it before it is gone can
 * be read now. */
pid_t launch_next_ended(void);

/* The same for this child only. */
bool launch_reap_one(pid_t pid, struct reaped *);

/* Whether any children are left. */
bool launch_has_children(void);

#endif
