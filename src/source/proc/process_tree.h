/* SPDX-License-Identifier: MIT */
/* process_tree.h: the processes of a launched job: all descendants of the observer, at any
 * depth. The observer is a child subreaper, so a process whose parent ends becomes its child and
 * stays in the tree. Found through /proc/PID/task/TID/children if the kernel has it, otherwise
 * by the parents of all processes; not searched again while nothing on the system forks
 * (/proc/loadavg). */
#ifndef PEAKTOP_SOURCE_PROC_PROCESS_TREE_H
#define PEAKTOP_SOURCE_PROC_PROCESS_TREE_H

#include "base/failure.h"
#include "model/process/process.h"
#include "model/run/tree_member.h"
#include "source/proc/page_sample.h"

struct process_tree;

/* `observer`: whose descendants they are; it is not one of them. Fails if /proc cannot be read,
 * or belongs to another pid namespace. */
struct process_tree *process_tree_open(pid_t observer, struct failure *why);
void process_tree_close(struct process_tree *);

/* Excludes a child of the observer that is not the job's, with its descendants: a hook, or a
 * child from before. Forgotten automatically when it is gone. */
void process_tree_exclude(struct process_tree *, pid_t child);

/* Reads all of them; sorted by pid, including zombies. A process that has its parent's memory holds
 * nothing (borrowed.h). Fails only by an error of ours. */
bool process_tree_scan(struct process_tree *, struct sample *, struct failure *why);

/* What one process shares with others (smaps_rollup). The kernel holds the target's mmap lock
 * while it adds up, so this is never read at fixed intervals. False: gone, or not permitted. */
bool process_tree_smaps(struct process_tree *, pid_t pid, struct smaps_shares *);

/* The same for the anonymous memory of several, estimated from some of its pages: cheap, and
 * without delaying the processes. See page_sample_read. */
bool process_tree_sample_pages(
	struct process_tree *, struct page_share *, size_t count, struct page_survey *out);
/* Keeps its survey of pages as the one before the next. */
void process_tree_keep_pages(struct process_tree *);

/* Sends a signal to exactly this process. Returns 0 or an errno. */
int process_tree_signal(struct process_tree *, struct proc_key, int signal);

/* Out-of-memory kills since boot (oom_kill of /proc/vmstat); 0 if not available. */
uint64_t process_tree_system_oom_kills(struct process_tree *);

/* Memory of the machine now. */
void process_tree_machine(struct process_tree *, struct system_memory *);

/* What a process runs; valid until the next call. False: it is gone. */
bool process_tree_describe(struct process_tree *, pid_t pid, struct description *);

#endif
