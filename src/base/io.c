/* SPDX-License-Identifier: MIT */
/* io.c: writes everything. */
#include "base/io.h"

#include <errno.h>
#include <unistd.h>

bool
io_write(int fd, const struct bytes *b, struct failure *why)
{
	size_t sent = 0;

	while (sent < b->length) {
		ssize_t n = write(fd, b->data + sent, b->length - sent);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failure_set(why, errno, "writing the output");
		sent += (size_t)n;
	}
	return true;
}
