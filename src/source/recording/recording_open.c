/* SPDX-License-Identifier: MIT */
/* recording_open.c: opens a recording and reads its head. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/grow.h"
#include "base/length.h"
#include "source/recording/recording_private.h"

bool
recording_is_ours(const char *bytes, size_t count)
{
	static const char schema[] = "peaktop.recording/";

	return count >= sizeof schema - 1 && memcmp(bytes, schema, sizeof schema - 1) == 0;
}

/* --- the head: one "NAME VALUE" per line, up to an empty line --- */

static const struct head_text {
	const char *name;
	size_t offset, size;
} head_texts[] = {
#define TEXT(member)                                                   \
	{                                                              \
#member, offsetof(struct recording_about, member),     \
			sizeof((struct recording_about *)NULL)->member \
	}
	TEXT(version),
	TEXT(host),
	TEXT(boot),
};

/* Unknown names, which a later version may have added, are ignored. */
static void
take_head(struct recording_about *about, const char *name, const char *value)
{
	for (size_t i = 0; i < LENGTH(head_texts); i++) {
		const struct head_text *text = &head_texts[i];
		struct buffer b;

		if (strcmp(name, text->name) != 0)
			continue;
		b = buffer_over((char *)about + text->offset, text->size);
		clean_text(&b, value, strlen(value));
	}
	if (strcmp(name, "page") == 0)
		about->page_bytes = strtoull(value, NULL, 10);
	if (strcmp(name, "wants") == 0)
		about->wants = strtoull(value, NULL, 10);
}

static bool
fail_head(enum line_kind kind, const char *path, struct failure *why)
{
	if (kind == LINE_UNREADABLE)
		return failure_set(why, errno, "reading %s", path);
	return failure_set(why, 0, "the recording %s is truncated before its first sample", path);
}

/* Without a newline after the first line, it is another kind of file. */
static bool
take_schema(struct recording_reader *r, const char *path, struct failure *why)
{
	char *line;
	enum line_kind kind = recording_line(&r->lines, &line);

	if (kind == LINE_UNREADABLE)
		return failure_set(why, errno, "reading %s", path);
	if (kind == LINE_NONE)
		return failure_set(why, 0, "%s is empty", path);
	if (kind != LINE_GOOD || !recording_is_ours(line, strlen(line)))
		return failure_set(why, 0, "%s is not a recording of 'peaktop record'", path);
	if (strcmp(line, RECORDING_SCHEMA) != 0)
		return failure_set(why, 0,
			"%s is a recording of another version, '%.40s'; this peaktop reads "
			"'" RECORDING_SCHEMA "'",
			path, line);
	return true;
}

static bool
read_head(struct recording_reader *r, const char *path, struct failure *why)
{
	enum line_kind kind;
	char *line;

	if (!take_schema(r, path, why))
		return false;
	while ((kind = recording_line(&r->lines, &line)) == LINE_GOOD) {
		char *value = strchr(line, ' ');

		if (line[0] == '\0')
			return true;
		if (value == NULL)
			return failure_set(
				why, 0, "%s is not a recording: its header is damaged", path);
		*value = '\0';
		take_head(&r->about, line, value + 1);
	}
	return fail_head(kind, path, why);
}

/* --- open and close --- */

/* A pipe would block, and cannot seek. */
static bool
open_file(struct recording_reader *r, const char *path, struct failure *why)
{
	struct stat st;

	r->lines.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (r->lines.fd < 0 || fstat(r->lines.fd, &st) != 0)
		return failure_set(why, errno, "opening the recording %s", path);
	if (!S_ISREG(st.st_mode))
		return failure_set(why, 0, "%s is not a regular file", path);
	return true;
}

struct recording_reader *
recording_open(const char *path, struct failure *why)
{
	struct recording_reader *r = grow_new(sizeof *r);

	r->last = RECORDING_SAMPLE;
	if (open_file(r, path, why) && read_head(r, path, why))
		return r;
	recording_close(r);
	return NULL;
}

void
recording_close(struct recording_reader *r)
{
	recording_seek(r, 0);
	if (r->lines.fd >= 0)
		close(r->lines.fd);
	free(r);
}

const struct recording_about *
recording_about(const struct recording_reader *r)
{
	return &r->about;
}

const struct recording_state *
recording_state(const struct recording_reader *r)
{
	return &r->state;
}

uint64_t
recording_offset(const struct recording_reader *r)
{
	return r->offset;
}

bool
recording_is_key(const struct recording_reader *r)
{
	return r->key;
}
