/* SPDX-License-Identifier: MIT */
/* process_tree.h: the processes of a launched job: all descendants of the observer, at any depth.
 *
 * The observer is a child subreaper, so a process whose parent ends comes to it and stays in the
 * family. Found through /proc/PID/task/TID/children where the kernel has it, else by the parents of
 * all processes; not looked for again while nothing was forked anywhere (/proc/loadavg). */
#ifndef PEAKTOP_SOURCE_PROC_PROCESS_TREE_H
#define PEAKTOP_SOURCE_PROC_PROCESS_TREE_H

#include "base/failure.h"
#include "model/process/process.h"
#include "model/run/tree_member.h"
#include "source/proc/page_sample.h"

struct process_tree;

/* `observer`: whose descendants they are, itself not among them. NULL and `why`: /proc cannot be
 * read, or is that of another pid namespace. */
struct process_tree *process_tree_open(pid_t observer, struct failure *why);
void process_tree_close(struct process_tree *);

/* A child of the observer that is none of the job's, with all below it: a hook, or a child that the
 * observer had before. Forgotten by itself when it is gone. */
void process_tree_exclude(struct process_tree *, pid_t child);

/* Reads all of them; sorted by pid, zombies included. False: an error of ours. */
bool process_tree_scan(struct process_tree *, struct sample *, struct failure *why);

/* What one process shares with others (smaps_rollup). It holds the target's mmap lock while the
 * kernel adds up, so it is never read on a fixed beat. False: gone, or not permitted. */
bool process_tree_smaps(struct process_tree *, pid_t pid, struct smaps_shares *);

/* The same of the anonymous memory of several, estimated from some of its pages: cheap, and nobody
 * waits for it. See page_sample_read. */
bool process_tree_sample_pages(
	struct process_tree *, struct page_share *, size_t count, struct page_survey *told);
/* What it told of single pages is what the next is told by. */
void family_keep_pages(struct process_tree *);

/* Sends a signal to this very process. 0, or an errno. */
int process_tree_signal(struct process_tree *, struct proc_key, int signal);

/* Kills by the out-of-memory killer since the machine started (oom_kill of /proc/vmstat); 0 where
 * that is not told. */
uint64_t process_tree_system_oom_kills(struct process_tree *);

/* Memory of the machine now. */
void process_tree_machine(struct process_tree *, struct system_memory *);

/* What one runs; good until the next call. False: it is gone. */
bool process_tree_describe(struct process_tree *, pid_t pid, struct description *);

#endif
