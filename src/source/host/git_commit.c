/* SPDX-License-Identifier: MIT */
/* git_commit.c: finds the current commit of a folder's git work tree. */
#include "source/host/git_commit.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "source/proc_file.h"

#define HASH_MIN 40 /* SHA-1; SHA-256 has 64 */
#define HASH_MAX 64
#define PACKED_MAX ((size_t)8 << 20) /* about 100,000 refs */

struct repository {
	char folder[PATH_MAX]; /* .git of this work tree: contains HEAD */
	char common[PATH_MAX]; /* contains the refs: belongs to the main work tree */
};

static bool
read_line(const char *folder, const char *name, char *text, size_t size)
{
	char path[PATH_MAX + 256];
	struct buffer b = buffer_over(path, sizeof path);
	size_t length;

	buffer_print(&b, "%s/%s", folder, name);
	if (b.cut || proc_file_read(AT_FDCWD, path, text, size, &length) != PROC_READ)
		return false;
	text[strcspn(text, "\n")] = '\0';
	return true;
}

/* `path` as it is, or below `folder` if it is relative. */
static void
resolve(struct buffer *out, const char *folder, const char *path)
{
	if (path[0] != '/')
		buffer_print(out, "%s/", folder);
	buffer_text(out, path);
}

static bool
take_repository(const char *folder, struct repository *r)
{
	struct buffer git = buffer_over(r->folder, sizeof r->folder);
	struct buffer common = buffer_over(r->common, sizeof r->common);
	char text[PATH_MAX], head[PATH_MAX];

	/* In a linked work tree or a submodule, .git is a file with the folder's path. */
	if (read_line(folder, ".git", text, sizeof text) && strncmp(text, "gitdir: ", 8) == 0)
		resolve(&git, folder, text + 8);
	else
		resolve(&git, folder, ".git");
	if (!read_line(r->folder, "HEAD", head, sizeof head))
		return false;
	if (read_line(r->folder, "commondir", text, sizeof text))
		resolve(&common, r->folder, text);
	else
		buffer_text(&common, r->folder);
	return !git.cut && !common.cut;
}

static bool
find_repository(const char *folder, struct repository *r)
{
	char here[PATH_MAX];
	struct buffer b = buffer_over(here, sizeof here);
	char *slash;

	buffer_text(&b, folder);
	if (b.cut || here[0] != '/')
		return false;
	do {
		if (take_repository(here, r))
			return true;
		slash = strrchr(here, '/');
		*slash = '\0';
	} while (slash != here);
	return false;
}

static bool
put_hash(const char *text, struct buffer *out)
{
	size_t length = strspn(text, "0123456789abcdef");

	if (length < HASH_MIN || length > HASH_MAX)
		return false;
	buffer_put(out, text, length);
	return true;
}

/* Searches complete lines of "HASH REF". */
static bool
find_line(const char *text, const char *ref, struct buffer *out)
{
	size_t length = strlen(ref);

	for (const char *at = text; (at = strstr(at, ref)) != NULL; at += length) {
		const char *line = at;

		while (line > text && line[-1] != '\n')
			line--;
		if (line < at && at[-1] == ' ' && at[length] == '\n')
			return put_hash(line, out);
	}
	return false;
}

static bool
find_packed(const struct repository *r, const char *ref, struct buffer *out)
{
	char path[PATH_MAX + 16];
	struct buffer b = buffer_over(path, sizeof path);
	struct proc_text text = { .bytes = NULL };
	bool found;

	buffer_print(&b, "%s/packed-refs", r->common);
	found = proc_text_read_on(&text, AT_FDCWD, path, PACKED_MAX) == PROC_READ &&
		find_line(text.bytes, ref, out);
	proc_text_clear(&text);
	return found;
}

bool
git_commit_of(const char *folder, struct buffer *out)
{
	struct repository r;
	char head[PATH_MAX], text[256];

	if (!find_repository(folder, &r) || !read_line(r.folder, "HEAD", head, sizeof head))
		return false;
	if (strncmp(head, "ref: ", 5) != 0)
		return put_hash(head, out);
	return (read_line(r.common, head + 5, text, sizeof text) && put_hash(text, out)) ||
	       find_packed(&r, head + 5, out);
}
