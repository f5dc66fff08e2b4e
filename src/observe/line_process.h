/* SPDX-License-Identifier: MIT */
/* line_process.h: one Python process of a job that is followed by line: what it holds, and to which
 * place each rise is credited. Used by the sampler's thread only, except for the credits, which
 * its lock guards. */
#ifndef PEAKTOP_OBSERVE_LINE_PROCESS_H
#define PEAKTOP_OBSERVE_LINE_PROCESS_H

#include <pthread.h>

#include "model/run/code_stacks.h"
#include "model/run/lines.h"
#include "source/proc/thread_faults.h"
#include "source/python/python.h"

/* How stacks are read: source/python, or a test's own. */
struct line_reader {
	struct python_process *(*attach)(
		pid_t, struct python_names *, enum python_status *, uint32_t *version);
	struct python_process *(*inherit)(const struct python_process *parent, pid_t child);
	enum python_status (*read)(struct python_process *, pid_t tid, struct python_stack *,
		size_t max, size_t *count);
	void (*detach)(struct python_process *);
};

#define LINE_THREADS_MAX 256

/* What all followed processes share. */
struct line_follow {
	const struct line_reader *reader;
	int root;           /* a descriptor of /proc */
	const char *folder; /* paths below it are shown relative to it */
	bool since;         /* what a process holds at first is nobody's growth */
	uint64_t page_bytes;
	/* The largest file part that one of the other processes has: pages that they share count
	 * once, in the one that had them first. */
	uint64_t elsewhere_bytes;
	struct python_names *names;
	struct python_stack *stack;   /* the one being read */
	struct line_frame *frames;    /* the same for the model */
	struct thread_faults *faults; /* the ones being read */
	pthread_mutex_t lock;         /* of the members below */
	struct lines *lines;
	enum run_lines_status status; /* why a process is not followed, or LINES_KNOWN */
	int version;                  /* of a refused one */
};

struct line_process {
	pid_t pid;
	pid_t parent; /* it was forked by this one and did not call exec; 0: attach it */
	int statm_fd, task_fd;
	int credited;                  /* its number in the credits */
	struct python_process *python; /* NULL: not attached yet */
	bool late;     /* was not followed from its start: what it holds then is nobody's */
	bool based;    /* what it held at first is its base */
	bool seen;     /* a frame of it was */
	bool closed;   /* it may not be read any more: what it grows by is nobody's */
	bool other;    /* it runs something else now */
	unsigned torn; /* consecutive readings in vain */
	enum python_status last;       /* of the last reading */
	uint32_t version;              /* of its Python (PY_VERSION_HEX); 0: unknown */
	pid_t grew;                    /* the thread that was credited last; 0: none */
	uint64_t rss_bytes, max_bytes; /* now, and the most seen */
	uint64_t file_bytes;           /* of files, and shared memory: a part of rss_bytes */
	uint64_t own_file_bytes;       /* of it, what no other one had before */
	pid_t last_child;              /* the last of its children that was looked at */
	uint64_t rose_ns;              /* when it last rose by what is worth a stack */
	uint64_t tried_ns;             /* when it was last tried to attach */
	uint64_t threads;              /* at the last sample that looked */
	unsigned since_faults;         /* samples since they were last read */
	struct thread_faults *before;  /* then */
	size_t before_count, before_capacity;
};

/* Whether its program is called python-something, or the process where the program may not be asked
 * for: a cheap test, which never waits for it. */
bool line_process_is_named(int root, pid_t);

/* Begins to follow one. `forked`: it was forked by `parent` and did not call exec; what it has from
 * that one is no growth: if that one is not followed (NULL), all. False: it is gone, or there are
 * too many, or descriptors too few. */
bool line_process_begin(struct line_follow *, struct line_process *, pid_t pid, pid_t forked,
	const struct line_process *parent, bool late);
void line_process_end(struct line_follow *, struct line_process *);

/* A sample. `parent`: the followed process that forked it, or NULL. False: to be ended: it is gone,
 * or cannot be read. */
bool line_process_sample(struct line_follow *, struct line_process *,
	const struct line_process *parent, uint64_t at_ns);

/* Reads the stacks of all its threads. False: as above. */
bool line_process_stacks(struct line_follow *, struct line_process *, struct code_stacks *);

/* Whether it was followed as long as it was there. */
bool line_process_was_followed(const struct line_process *);

/* What the last reading was good for. */
enum code_stacks_status line_process_status(const struct line_process *);

#endif
