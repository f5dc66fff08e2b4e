/* SPDX-License-Identifier: MIT */
/* remote.h: the memory of another process, behind one function, so that tests feed made-up
 * images. */
#ifndef PEAKTOP_SOURCE_PYTHON_REMOTE_H
#define PEAKTOP_SOURCE_PYTHON_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum remote_result {
	REMOTE_READ,
	REMOTE_UNMAPPED, /* there is no memory at that address */
	REMOTE_DENIED,   /* no permission */
	REMOTE_GONE,     /* the process has ended */
};

struct remote_part {
	uint64_t address;
	void *to;
	size_t length;
};

/* How many parts one call takes. */
#define REMOTE_PARTS_MAX 1024

struct remote {
	/* Copies the parts one after the other, in one call that is as short as possible. Returns
	 * how many are whole; if that is not all, *result says what is wrong with the next. */
	size_t (*read)(void *context, const struct remote_part *parts, size_t count,
		enum remote_result *result);
	void *context;
	enum remote_result last; /* why the last read failed; DENIED and GONE stay */
	unsigned calls_left;     /* bounds all work: without, nothing is read */
};

/* Copies the memory of *pid, which must outlive it. May wait for that process's mmap lock. */
void remote_of_process(struct remote *, const pid_t *pid);

size_t remote_parts(struct remote *, const struct remote_part *parts, size_t count);

bool remote_bytes(struct remote *, uint64_t address, void *to, size_t length);

/* A word of 8 bytes. */
bool remote_word(struct remote *, uint64_t address, uint64_t *word);

/* A string of less than `size` bytes, which is cut there; false if its end is not readable. */
bool remote_string(struct remote *, uint64_t address, char *to, size_t size);

#endif
