/* SPDX-License-Identifier: MIT */
/* remote.c: reads the memory of another process, without stopping it. */
#include "source/python/remote.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

/* Smaller than any page: a piece that does not cross a multiple of it crosses no page. */
#define STRING_PIECE 64

static enum remote_result
result_of(int error)
{
	if (error == EPERM || error == EACCES || error == ENOSYS)
		return REMOTE_DENIED;
	return error == ESRCH ? REMOTE_GONE : REMOTE_UNMAPPED;
}

static size_t
read_process(
	void *context, const struct remote_part *parts, size_t count, enum remote_result *result)
{
	struct iovec ours[REMOTE_PARTS_MAX], theirs[REMOTE_PARTS_MAX];
	const pid_t *pid = context;
	size_t whole = 0, bytes;
	ssize_t got;

	if (count == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		ours[i] = (struct iovec){ parts[i].to, parts[i].length };
		theirs[i] = (struct iovec){ (void *)(uintptr_t)parts[i].address, parts[i].length };
	}
	got = process_vm_readv(*pid, ours, count, theirs, count, 0);
	*result = got < 0 ? result_of(errno) : REMOTE_UNMAPPED;
	for (bytes = got < 0 ? 0 : (size_t)got; whole < count && bytes >= parts[whole].length;)
		bytes -= parts[whole++].length;
	return got < 0 ? 0 : whole;
}

void
remote_of_process(struct remote *r, const pid_t *pid)
{
	*r = (struct remote){ .read = read_process, .context = (void *)(uintptr_t)pid };
}

size_t
remote_parts(struct remote *r, const struct remote_part *parts, size_t count)
{
	enum remote_result result = REMOTE_READ;
	size_t whole;

	if (r->last == REMOTE_DENIED || r->last == REMOTE_GONE)
		return 0;
	if (r->calls_left == 0 || count > REMOTE_PARTS_MAX) {
		r->last = REMOTE_UNMAPPED;
		return 0;
	}
	r->calls_left--;
	whole = r->read(r->context, parts, count, &result);
	if (whole < count)
		r->last = result;
	return whole;
}

bool
remote_bytes(struct remote *r, uint64_t address, void *to, size_t length)
{
	const struct remote_part part = { address, to, length };

	return remote_parts(r, &part, 1) == 1;
}

bool
remote_word(struct remote *r, uint64_t address, uint64_t *word)
{
	return remote_bytes(r, address, word, sizeof *word);
}

bool
remote_string(struct remote *r, uint64_t address, char *to, size_t size)
{
	for (size_t at = 0; at + 1 < size;) {
		size_t piece = STRING_PIECE - (address + at) % STRING_PIECE;

		if (piece > size - 1 - at)
			piece = size - 1 - at;
		if (!remote_bytes(r, address + at, to + at, piece))
			return false;
		if (memchr(to + at, '\0', piece) != NULL)
			return true;
		at += piece;
	}
	to[size - 1] = '\0';
	return true;
}
