/* SPDX-License-Identifier: MIT */
/* run.h: one launched command: what was asked for, how it ended, what it needed, and the origin
 * of each figure. Filled by observe/ and app/, printed by text/, kept by store/. All in bytes and
 * nanoseconds. Strings are clean (base/clean.h) except argv, which is as the user typed it;
 * text/ cleans it for display. */
#ifndef PEAKTOP_MODEL_RUN_RUN_H
#define PEAKTOP_MODEL_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "model/process/peak.h"

/* How it ended. */
enum run_reason {
	RUN_EXITED,
	RUN_SIGNALED,
	RUN_OOM_KILLED,  /* by the out-of-memory killer, according to the counter of the job's
			  * own cgroup */
	RUN_OVER_BUDGET, /* the tree's peak exceeded the budget; status and signal are still its
			  * own */
	RUN_NOT_STARTED,
	/* Only for runs in the history: */
	RUN_RUNNING,
	RUN_LOST,     /* its observer was killed; the record is what was known until then */
	RUN_IMPORTED, /* from another tool's file, which does not contain the end; never stored */
};

/* Why a run's peak is only a lower bound of what it would have needed. */
enum run_cut {
	CUT_NONE,     /* it is not */
	CUT_KILLED,   /* the command was killed for memory */
	CUT_COPED,    /* other processes of the tree were */
	CUT_LIKELY,   /* one of these two, probably */
	CUT_ENFORCED, /* ended over its budget */
	CUT_SIGNALED, /* a signal ended the command */
	CUT_LOST,
	CUT_RUNNING,
	CUT_COUNT,
};

/* How reliable a figure is (model/run/confidence.h). */
enum confidence { CONFIDENCE_EXACT, CONFIDENCE_AT_LEAST, CONFIDENCE_AT_MOST, CONFIDENCE_ABOUT };

/* wait4's figures for the command and all children it waited for (getrusage(2)). */
struct run_usage {
	uint64_t user_ns, system_ns;
	uint64_t max_rss_bytes;       /* the largest process, never a sum */
	uint64_t max_rss_floor_bytes; /* what any command launched from here would show */
	bool max_rss_floored;         /* max_rss is within 5 % of the floor: "at most" */
	uint64_t minor_faults, major_faults;
	uint64_t block_inputs, block_outputs; /* in units of 512 bytes */
	uint64_t voluntary_switches, involuntary_switches;
	/* Always 0 on Linux; GNU time prints them. */
	uint64_t swaps, messages_sent, messages_received, signals;
};

/* What memory consists of, at one instant; shared: with other processes, without files but with
 * tmpfs. Shared pages count once. */
struct run_parts {
	bool known;
	uint64_t anon_bytes, shared_bytes, file_bytes, swap_bytes;
	uint64_t hugetlb_bytes; /* in addition to the others; known if those of the run are */
};

/* Reserved huge pages of the tree, the most that a sample saw: not part of its peak, which is of
 * RSS. */
struct run_hugetlb {
	bool known;
	uint64_t bytes;
	bool shared; /* several processes had some, and shared ones count for each: "at most" */
};

/* Memory of the job that no process maps: files in tmpfs, and unmapped shared memory. */
struct run_tmpfs {
	uint64_t bytes;  /* the maximum; 0: none was seen */
	bool counted;    /* by the job's own control group; otherwise by what the file systems
			  * gained */
	char folder[64]; /* where most of it lies; empty: not in a file */
	uint64_t in_peak_bytes; /* the part that the tree's peak may include as well: mapped then,
				 * and by nobody later */
};

/* One process of the tree at the instant of the tree's peak, or the largest process ever. */
struct run_member {
	pid_t pid;
	uint64_t bytes;
	char name[48]; /* what it runs, shortened */
	/* Its own peak, or what it held when it was killed, as the kernel reported it at its
	 * end. */
	bool exact;
};

#define RUN_MEMBERS_MAX 32
#define RUN_VICTIMS_MAX 8
#define RUN_LEFT_MAX 8

struct run_single_peak {
	struct run_member member; /* pid 0 and no name: no sample saw it */
	uint64_t at_ns;           /* since the start */
	bool at_known;
	enum peak_origin origin;
	struct run_parts parts;
};

struct run_tree_peak {
	uint64_t bytes;
	uint64_t at_ns; /* since the start */
	enum peak_origin origin;
	bool lower_bound;
	struct run_parts parts;
	size_t process_count; /* alive at that instant */
	size_t member_count;
	struct run_member members[RUN_MEMBERS_MAX]; /* the largest of them, largest first */
};

/* The private memory cgroup of the job; not the same quantity as resident memory: includes page
 * cache and kernel memory, excludes file pages charged elsewhere. */
struct run_cgroup {
	bool made;
	uint64_t peak_bytes, limit_bytes; /* limit 0: none of its own */
	uint64_t oom_kills;               /* during the run */
};

/* What memory was credited to (model/run/lines.h). */
enum code_line_kind {
	LINE_CODE,       /* a line of a file */
	LINE_IMPORT,     /* an import of the package in `file` */
	LINE_START,      /* the interpreter, before its first frame */
	LINE_NATIVE,     /* a thread without Python code */
	LINE_UNKNOWN,    /* the stack could not be read */
	LINE_OTHER,      /* all that did not fit into a list */
	LINE_UNFOLLOWED, /* held by Python processes that are not followed */
	LINE_REST,       /* the rest of the peak: other programs, shared pages */
	LINE_KINDS,
};

struct code_line {
	uint64_t bytes;
	uint64_t at_ns; /* of a place in the course of the run: when memory began to grow there */
	unsigned line;  /* 0: not of one line */
	enum code_line_kind kind;
	char file[96]; /* relative to the run's folder, or from the package on; cut at the front */
	char function[64];
};

#define RUN_LINES_MAX 48
#define RUN_FUNCTIONS_MAX 24
#define RUN_PLACES_MAX 64

/* Whether growth was followed by line, and otherwise why not. */
enum run_lines_status {
	LINES_NONE, /* no process was seen to run Python for long enough */
	LINES_KNOWN,
	LINES_DENIED,      /* no permission */
	LINES_REFUSED,     /* a version of Python that is not understood */
	LINES_NOT_STARTED, /* the system allowed no thread for it */
	LINES_OFF,         /* --no-lines */
	LINES_STATUSES,
};

/* Where the peak was reached, and lists, largest first. Lines: what each touched itself. Functions:
 * with what they call, so one byte may count in several. */
struct code_lists {
	size_t line_count, function_count, place_count;
	struct code_line peak;
	struct code_line lines[RUN_LINES_MAX];
	struct code_line functions[RUN_FUNCTIONS_MAX];
	/* Where memory grew in the course of the run: in each from its time on, until the next.
	 * They have no bytes. */
	struct code_line places[RUN_PLACES_MAX];
};

/* Growth by line of Python code, at the peak of the tree. What a forked process shares with its
 * parent is no growth. The lists of lines include what no line holds: all, with what is unseen,
 * sum to the peak. */
struct run_lines {
	enum run_lines_status status;
	int version;    /* of the Python refused, as major * 256 + minor; 0: unknown */
	uint64_t bytes; /* what lines hold of the peak: all but LINE_UNFOLLOWED and LINE_REST */
	uint64_t at_ns; /* when that was, since the start */
	/* The kernel's peak of the process is higher by this: it was held between two samples. So
	 * all figures are lower bounds, and the place of the peak is unknown. */
	uint64_t unseen_bytes;
	struct code_lists *lists; /* borrowed; NULL: none */
};

/* The most that was held in a phase; bytes 0: unknown. */
struct run_phase_peak {
	uint64_t bytes, at_ns; /* since the start */
	enum confidence is;
};

/* A phase that the job named (model/run/phases.h), or all that have one name but for numbers. */
struct run_phase {
	char name[64];              /* clean; without its numbers if they differ */
	uint64_t count;             /* how often it began */
	uint64_t first_ns, wall_ns; /* when it first began; how long it lasted in all */
	uint64_t samples; /* taken in it; 0: it was too short for one: what follows is unknown */
	struct run_phase_peak tree, single; /* of the largest process */
	bool growth_known, faults_known;
	int64_t growth_bytes; /* of the tree: what it held at its ends minus at its beginnings */
	uint64_t minor_faults, major_faults; /* as far as samples saw them */
};

/* The beginning of a phase, for a chart. */
struct run_mark {
	uint64_t at_ns;
	char name[64];
};

#define RUN_PHASES_MAX 32
#define RUN_MARKS_MAX 64

/* Items in the order of their first beginning. count is 0 if the job named none; otherwise the
 * first is what lay before the first mark. */
struct run_phases {
	size_t count, mark_count;
	struct run_phase items[RUN_PHASES_MAX];
	struct run_mark marks[RUN_MARKS_MAX]; /* of many, some; in order of time */
};

/* Figures first, lists of processes last, so that what a short run needs is close together. */
struct run {
	uint64_t number;          /* in the history; 0: none */
	char *const *argv;        /* borrowed, NULL-terminated */
	const char *label, *note; /* NULL: none */
	char cwd[1024], host[128], user[64];
	char boot_id[40]; /* of the machine: a pid is meaningful only together with it */
	char commit[64];  /* of the git work tree containing cwd; empty: none, or not available */
	uint64_t started_wall_ns, wall_ns; /* when it began (since 1970), and how long it took */

	enum run_reason reason;
	int status; /* exit status; meaningful if signal is 0 */
	int signal; /* that ended it; 0: none */
	bool core_dumped;
	/* Out-of-memory kills, of the command or of any process of its tree, by the counters of
	 * its control groups. The limit is that of the group that was full; 0: unknown. */
	uint64_t oom_kills, oom_limit_bytes;
	bool oom_likely; /* oom_kills is 0, but the system's counter rose as a process ended */
	int start_error; /* errno if the command was not started */
	uint64_t budget_bytes; /* 0: none */
	bool enforced;         /* ended by --enforce */

	struct run_usage usage;
	struct run_single_peak single;
	struct run_cgroup cgroup;
	bool cgroup_to_be_had; /* none was made, but --cgroup=require would make one; never
				* stored */
	struct run_tmpfs tmpfs;
	struct run_hugetlb hugetlb;
	uint64_t swap_peak_bytes;
	uint64_t processes_seen; /* 0: unknown, as for an unobserved run (run_is_observed) */
	bool all_seen;        /* there were no others: none can have been missed between samples */
	size_t left_alive;    /* descendants that outlive it */
	uint64_t limit_bytes; /* the smallest of the cgroups it was in; 0: none, or unknown */
	uint64_t address_limit_bytes; /* RLIMIT_AS, the address space of each process; 0: none */
	uint64_t machine_total_bytes, machine_available_bytes; /* available at the start */

	bool marks_flooded; /* marks or output came too fast: phases may be missing */
	uint64_t interval_ns, samples, pss_reads, observer_cpu_ns;
	bool exits_reported; /* the kernel reported the ends of processes (source/proc/exits) */
	uint64_t exits_lost; /* how often some were lost */

	size_t victim_count, top_count, left_count; /* of the lists below */
	struct run_tree_peak tree;
	/* victims: the first that were killed for memory, the largest at one instant first; pid 0:
	 * no sample saw it. top: the processes with the largest peaks of their own, largest first,
	 * each at its own time. left: the largest of those left alive, by RSS, largest first. */
	struct run_member victims[RUN_VICTIMS_MAX];
	struct run_member top[RUN_MEMBERS_MAX];
	struct run_member left[RUN_LEFT_MAX];
	struct run_lines lines;
	struct run_phases phases;
};

/* The exit status of peaktop for this run: the command's own, 128 + N for signal N, 126, 127,
 * 124. */
int run_exit_status(const struct run *);

/* Certain out-of-memory kills; also for a run that an older peaktop recorded. */
uint64_t run_oom_kills(const struct run *);

enum run_cut run_cut(const struct run *);

/* Whether its end was seen. Otherwise status, signal and usage are meaningless. */
bool run_end_known(const struct run *);

/* Whether its processes could be observed (/proc may belong to another pid namespace, or not be
 * mounted). Otherwise everything that only samples show is unknown: the number of processes,
 * when they held most, their swap, the processes left; and the tree's peak is that of the
 * largest process, a lower bound. */
bool run_is_observed(const struct run *);

/* Whether a lower bound of the number of processes is known: not for another tool's file that
 * does not mention children. Also whether the processes are known (largest, the members of
 * tree). */
bool run_processes_known(const struct run *);
bool run_members_known(const struct run *);

/* Whether the processes left are known (left_alive, left): not before its end. */
bool run_left_known(const struct run *);

/* Whether there were certainly no more out-of-memory kills than those listed: a lost run may
 * have ended by one. */
bool run_kills_known(const struct run *);

/* Whether swap_peak_bytes is known: not without a sample, nor for an imported run. */
bool run_swap_known(const struct run *);

/* Whether tree.at_ns is known. */
bool run_tree_time_known(const struct run *);

/* Cuts the names of its processes at the first blank. */
void run_drop_arguments(struct run *);

/* What the command runs (command_name of model/naming/command.h). */
void run_put_name(const struct run *, struct buffer *);

/* The same without arguments: its script, module or program (command_script). */
void run_put_script(const struct run *, struct buffer *);

/* The name of a reason in JSON and in the store: "exited", "signaled", "oom_killed",
 * "over_budget", "not_started", "running", "lost", "imported"; and the reverse: false if there
 * is no such name. */
const char *run_reason_name(enum run_reason);
bool run_reason_by_name(const char *name, enum run_reason *);

/* The name of a kind of line in JSON: "line", "import", "start", "native", "unknown", "other"; and
 * of a status: "none", "known", "denied", "refused", "not_started", "off". */
const char *code_line_kind_name(enum code_line_kind);
const char *run_lines_status_name(enum run_lines_status);

/* Whether there is something to tell: places; and where the peak was reached, which is known only
 * if most of it was Python's, and what rose last. */
bool run_lines_known(const struct run *);
bool run_lines_peak_known(const struct run *);

/* The name of an origin in JSON: "rusage", "kernel", "exact", "pss", "rss", "rss_sum",
 * "sampled"; and the reverse: PEAK_NONE if there is no such name. */
const char *peak_origin_name(enum peak_origin);
enum peak_origin peak_origin_by_name(const char *name);

#endif
