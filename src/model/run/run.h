/* SPDX-License-Identifier: MIT */
/* run.h: one launched command: what was asked for, how it ended, what it needed, and on whose word
 * each figure stands. Filled by launch/ and app/, printed by text/, kept by store/.
 *
 * Bytes and nanoseconds throughout. Strings are clean (base/clean.h) but for argv, which is as the
 * user typed it; text/ cleans it where it is shown. */
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
	RUN_OOM_KILLED,  /* the out-of-memory killer: by the counter of the job's own cgroup */
	RUN_OVER_BUDGET, /* the tree's peak passed the budget; status and signal are its own
			  * still */
	RUN_NOT_STARTED,
	/* Of a run in the history only: */
	RUN_RUNNING,
	RUN_LOST,     /* its observer was killed; what is there is what was known until then */
	RUN_IMPORTED, /* out of another tool's file, which does not tell the end; never stored */
};

/* What wait4 said of the command and of all that it waited for (getrusage(2)). */
struct run_usage {
	uint64_t user_ns, system_ns;
	uint64_t max_rss_bytes;       /* the largest process, never a sum */
	uint64_t max_rss_floor_bytes; /* what any command would show when launched from here */
	bool max_rss_floored;         /* max_rss is within 5 % of the floor: "at most" */
	uint64_t minor_faults, major_faults;
	uint64_t block_inputs, block_outputs; /* in units of 512 bytes */
	uint64_t voluntary_switches, involuntary_switches;
	/* Always 0 on Linux; GNU time prints them. */
	uint64_t swaps, messages_sent, messages_received, signals;
};

/* What some memory is made of, at one instant; shared: with other processes, without files, tmpfs
 * among it. Shared pages count once. */
struct run_parts {
	bool known;
	uint64_t anon_bytes, shared_bytes, file_bytes, swap_bytes;
	uint64_t hugetlb_bytes; /* beside the others; known where those of the run are */
};

/* Reserved huge pages of the tree, the most that a look saw: no part of its peak, which is of
 * RSS. */
struct run_hugetlb {
	bool known;
	uint64_t bytes;
	bool shared; /* several processes had some, and what they share counts for each: at most
			that */
};

/* Memory of the job that none of its processes holds: files in tmpfs, shared memory that nobody
 * maps. */
struct run_tmpfs {
	uint64_t bytes;  /* the most of it; 0: none was seen */
	bool counted;    /* by the job's own control group; else by what the file systems gained */
	char folder[64]; /* where most of it lies; empty: in no file */
	uint64_t in_peak_bytes; /* of it, what the tree's peak has as well: it was mapped then, and
				   by nobody later */
};

/* One process of the tree at the instant of the tree's peak, or the largest process of all. */
struct run_member {
	pid_t pid;
	uint64_t bytes;
	char name[48]; /* what it runs, shortened */
	/* Of its own peak, and of what it held when it was killed: as the kernel told it at its
	 * end. */
	bool exact;
};

#define RUN_MEMBERS_MAX 32
#define RUN_VICTIMS_MAX 8
#define RUN_LEFT_MAX 8

struct run_single_peak {
	struct run_member member; /* pid 0 and no name: it was never seen alive */
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
	size_t process_count;                       /* alive at that instant */
	struct run_member members[RUN_MEMBERS_MAX]; /* the largest of them, largest first */
	size_t member_count;
};

/* The private memory cgroup of the job; another quantity than resident memory: with page cache and
 * kernel memory, without file pages that were charged elsewhere. */
struct run_cgroup {
	bool made;
	uint64_t peak_bytes, limit_bytes; /* limit 0: none of its own */
	uint64_t oom_kills;               /* moved during the run */
};

struct run {
	uint64_t number;          /* in the history; 0: none */
	char *const *argv;        /* borrowed, NULL-terminated */
	const char *label, *note; /* NULL: none */
	char cwd[1024], host[128], user[64];
	char boot_id[40]; /* of the machine's start: a pid means something only together with it */
	char commit[64];  /* of the git work tree that cwd lies in; empty: none, or not to be had */
	uint64_t started_wall_ns, wall_ns; /* when it began (since 1970), and how long it took */

	enum run_reason reason;
	int status; /* exit status; meaningful where signal is 0 */
	int signal; /* that ended it; 0: none */
	bool core_dumped;
	/* Kills by the out-of-memory killer, of the command or of any process of its tree: by the
	 * counters of its control groups. The limit is that of the group that was full; 0: none is
	 * known. The victims are the first of them, largest first at one instant; pid 0: it was
	 * never seen. */
	uint64_t oom_kills, oom_limit_bytes;
	bool oom_likely; /* oom_kills is 0: only the system's counter moved, as somebody went
			  * away */
	struct run_member victims[RUN_VICTIMS_MAX];
	size_t victim_count;
	int start_error;       /* errno of a command that was not started */
	uint64_t budget_bytes; /* 0: none */
	bool enforced;         /* ended by --enforce */

	struct run_usage usage;
	struct run_single_peak single;
	struct run_tree_peak tree;
	struct run_cgroup cgroup;
	bool cgroup_to_be_had; /* not made, but required it could have been; never stored */
	struct run_tmpfs tmpfs;
	struct run_hugetlb hugetlb;
	/* The processes with the largest peaks of their own, largest first, each at its own
	 * time. */
	struct run_member largest[RUN_MEMBERS_MAX];
	size_t largest_count;
	uint64_t swap_peak_bytes;
	uint64_t processes_seen; /* 0: unknown, as where they were not watched (run_is_watched) */
	bool all_seen;     /* there were no more: nobody can have been missed between two looks */
	size_t left_alive; /* descendants that live on */
	struct run_member left[RUN_LEFT_MAX]; /* the largest of them, largest first, by their RSS */
	size_t left_count;
	uint64_t limit_bytes; /* the smallest of the cgroups it was in; 0: none, or unknown */
	uint64_t address_limit_bytes; /* RLIMIT_AS, of address space of each process; 0: none */
	uint64_t machine_total_bytes, machine_available_bytes; /* available at the start */

	uint64_t interval_ns, samples, pss_reads, observer_cpu_ns;
	bool exits_told;     /* the kernel told the ends of processes (source/proc/exits) */
	uint64_t exits_lost; /* how often some of them were lost */
};

/* Exit status of peaktop for it: the command's own, 128 + N for signal N, 126, 127, 124. */
int run_exit_status(const struct run *);

/* Kills for memory that are certain; also of a run that an older peaktop recorded. */
uint64_t run_oom_kills(const struct run *);

/* Whether its end was seen: status, signal and usage are known then; otherwise what stands in them
 * is nothing. */
bool run_end_known(const struct run *);

/* Whether its processes could be watched (/proc may be another pid namespace's, or not mounted).
 * Where not, all that only they tell is unknown: how many they were, when they held most, their
 * swap, who of them lives on; and the tree's peak is that of the largest process, which is a lower
 * bound. */
bool run_is_watched(const struct run *);

/* Whether it is known how many they were at least: not of another tool's file without a word of
 * children. And which they were (largest, the members of tree). */
bool run_processes_known(const struct run *);
bool run_members_known(const struct run *);

/* Whether it is known who lives on (left_alive, left): not before its end. */
bool run_left_known(const struct run *);

/* Whether it is known that there were no more kills for memory than are told: one that is lost may
 * have been lost by one. */
bool run_kills_known(const struct run *);

/* Whether swap_peak_bytes says something: not without a look, and what another tool recorded has
 * none. */
bool run_swap_known(const struct run *);

/* Whether tree.at_ns does. */
bool run_tree_time_known(const struct run *);

/* Of the names of its processes only what stands before the first blank stays. */
void run_drop_arguments(struct run *);
void run_member_drop_arguments(struct run_member *);

/* What the command runs, as the `command` column would name it (model/naming/command.h). */
void run_put_name(const struct run *, struct buffer *);

/* The name of a reason in JSON and in the store: "exited", "signaled", "oom_killed", "over_budget",
 * "not_started", "running", "lost", "imported"; and back: false for no such name. */
const char *run_reason_name(enum run_reason);
bool run_reason_by_name(const char *name, enum run_reason *);

/* The name of an origin in JSON: "rusage", "kernel", "exact", "pss", "rss", "rss_sum", "sampled";
 * and back: PEAK_NONE for no such name. */
const char *peak_origin_name(enum peak_origin);
enum peak_origin peak_origin_by_name(const char *name);

#endif
