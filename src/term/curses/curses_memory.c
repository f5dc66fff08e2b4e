/* SPDX-License-Identifier: MIT */
/* curses_memory.c: a memory file that ncurses uses as its terminal. */
#include "term/curses/curses_memory.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK 4096

bool
curses_memory_open(FILE **memory, struct failure *why)
{
	int fd = memfd_create("peaktop-frame", MFD_CLOEXEC);

	*memory = fd >= 0 ? fdopen(fd, "w+") : NULL;
	return *memory != NULL || failure_set(why, errno, "opening memory for the screen");
}

void
curses_memory_take(FILE *memory, struct bytes *out)
{
	int fd = fileno(memory);
	off_t at = 0, end = lseek(fd, 0, SEEK_CUR);
	char block[BLOCK];

	while (at < end) {
		size_t max = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
		ssize_t count = pread(fd, block, max, at);

		if (count <= 0)
			break;
		bytes_put(out, block, (size_t)count);
		at += count;
	}
	curses_memory_drop(memory);
}

void
curses_memory_drop(FILE *memory)
{
	lseek(fileno(memory), 0, SEEK_SET);
}
