/* SPDX-License-Identifier: MIT */
/* mprof_file.c: which words mean a data file of mprof, and its bytes. */
#include "source/mprof.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"

#define FILE_BYTES_MAX (256ull << 20)

bool
mprof_is_path(const char *word)
{
	size_t length = strlen(word);
	bool dat = length > 4 && strcmp(word + length - 4, ".dat") == 0;

	if (word[0] == '/' || strncmp(word, "./", 2) == 0 || strncmp(word, "../", 3) == 0)
		return true;
	return (dat || strchr(word, '/') != NULL) && access(word, F_OK) == 0;
}

static bool
read_file(int fd, struct bytes *out, const char **what)
{
	struct stat info;
	char piece[65536];
	ssize_t n = 1;

	if (fstat(fd, &info) < 0)
		return false;
	if (!S_ISREG(info.st_mode) || (uint64_t)info.st_size > FILE_BYTES_MAX) {
		*what = S_ISREG(info.st_mode) ? "it is too large" : "it is no regular file";
		return false;
	}
	while (n > 0 && out->length <= FILE_BYTES_MAX && (n = read(fd, piece, sizeof piece)) > 0)
		bytes_put(out, piece, (size_t)n);
	return n >= 0;
}

bool
mprof_open(struct mprof *m, const char *path, struct failure *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct bytes bytes = { .data = NULL };
	struct failure cause = { .error = 0 };
	const char *what = NULL;
	bool good = fd >= 0 && read_file(fd, &bytes, &what);

	cause.error = errno;
	memset(m, 0, sizeof *m);
	if (fd >= 0)
		close(fd);
	if (!good)
		fail(why, what != NULL ? 0 : cause.error, "reading %s%s%s", path,
			what != NULL ? ": " : "", what != NULL ? what : "");
	else if (!mprof_parse(m, bytes.length > 0 ? bytes.data : "", bytes.length, &cause))
		good = fail(why, 0, "reading %s: %s", path, cause.doing);
	bytes_free(&bytes);
	return good;
}
