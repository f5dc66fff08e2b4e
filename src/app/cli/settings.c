/* SPDX-License-Identifier: MIT */
/* settings.c: the config file: key = value, read with inih. */
#include "app/cli/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli/message.h"
#include "base/bytes.h"
#include "base/clean.h"
#include "base/grow.h"

#define LINE_BYTES_MAX 8192
#define LINE_BYTES (LINE_BYTES_MAX + 2)
#define DOUBT_BYTES sizeof((struct options *)NULL)->doubt
#define BLANKS " \t\r\n\v\f"

struct reading_file {
	FILE *file;
	const char *path;
	/* Sets one setting; *unknown: no such setting. */
	bool (*set)(void *, const char *key, const char *value, bool *unknown, struct failure *);
	void *options;
	struct failure *why;
	unsigned line;
	char *doubt; /* the first of what means nothing, for the screen: DOUBT_BYTES; NULL: that is
		      * not said, `run` leaves it to the monitor */
	bool bad, sectioned;
	char key[64];
	struct bytes value;     /* of the previous setting, which an indented line continues */
	char *text;             /* the line, with its end: LINE_BYTES */
	const char *long_value; /* in `text`, of a line too long for inih; otherwise NULL */
};

static size_t
without_blanks(const char *text, size_t length)
{
	while (length > 0 && strchr(BLANKS, text[length - 1]) != NULL)
		length--;
	return length;
}

/* A comment may follow a value, after a blank and a ';'. */
static char *
cut_value(char *value)
{
	char *end = value;

	while (*end != '\0' && !(*end == ';' && end > value && strchr(BLANKS, end[-1]) != NULL))
		end++;
	value[without_blanks(value, (size_t)(end - value))] = '\0';
	return value + strspn(value, BLANKS);
}

/* inih has a buffer for lines of 200 bytes (INI_MAX_LINE of the installed library), and would take
 * the rest of a longer one for another line. Returns in `text` the same line with a placeholder as
 * value, which take_setting replaces by the real one. */
static void
shorten(struct reading_file *r, char *text, int size)
{
	char *name = r->text + strspn(r->text, BLANKS), *value = name + strcspn(name, "=:");
	size_t length = without_blanks(name, (size_t)(value - name));
	struct buffer b = buffer_over(text, (size_t)size);

	if (*name == '#' || *name == ';') {
		buffer_text(&b, "#\n");
	} else if (name > r->text && r->key[0] != '\0') {
		buffer_text(&b, " *\n");
		r->long_value = cut_value(name);
	} else if (*value != '\0' && length + sizeof "=*\n" <= (size_t)size) {
		buffer_put(&b, name, length);
		buffer_text(&b, "=*\n");
		r->long_value = cut_value(value + 1);
	} else {
		buffer_text(&b, "not a setting\n");
	}
}

static char *
read_line(char *text, int size, void *stream)
{
	struct reading_file *r = stream;
	size_t length;

	if (r->bad || fgets(r->text, LINE_BYTES, r->file) == NULL)
		return NULL;
	r->line++;
	r->long_value = NULL;
	length = strlen(r->text);
	if (length == 0) {
		r->bad = true;
		failure_set(r->why, 0, "%s:%u: not a text", r->path, r->line);
		return NULL;
	}
	if (length + 1 == LINE_BYTES && r->text[length - 1] != '\n') {
		r->bad = true;
		failure_set(r->why, 0,
			"%s:%u: line longer than %d bytes (an indented line continues the previous "
			"one)",
			r->path, r->line, LINE_BYTES_MAX);
		return NULL;
	}
	if (length < (size_t)size)
		memcpy(text, r->text, length + 1);
	else
		shorten(r, text, size);
	return text;
}

static bool
fail_here(struct reading_file *r)
{
	struct failure cause = *r->why;

	r->bad = true;
	return failure_set(r->why, 0, "%s:%u: %s: %s", r->path, r->line, r->key, cause.doing);
}

/* inih calls again with the same name for an indented line, which continues a list that ends with a
 * comma. */
static void
take_value(struct reading_file *r, const char *key, const char *value)
{
	size_t used = r->value.length;
	bool goes_on = strcmp(r->key, key) == 0 && used > 0 && r->value.data[used - 1] == ',';
	struct buffer b = buffer_over(r->key, sizeof r->key);

	buffer_text(&b, key);
	if (!goes_on)
		bytes_restart(&r->value);
	bytes_text(&r->value, value);
}

/* On stderr, and the first one also for the screen, which covers stderr; there the name of the
 * file is enough. */
static void doubt(struct reading_file *, const char *format, const char *name)
	__attribute__((format(printf, 2, 0)));

static void
doubt(struct reading_file *r, const char *format, const char *name)
{
	const char *slash = strrchr(r->path, '/');
	char text[512];
	struct buffer b;

	snprintf(text, sizeof text, format, name);
	message("%s:%u: %s", r->path, r->line, text);
	if (r->doubt[0] != '\0')
		return;
	b = buffer_over(r->doubt, DOUBT_BYTES);
	buffer_print(&b, "%s:%u: ", slash != NULL ? slash + 1 : r->path, r->line);
	clean_text(&b, text, strlen(text));
}

static int
take_setting(void *user, const char *section, const char *name, const char *value)
{
	struct reading_file *r = user;
	bool unknown;

	if (r->bad)
		return 0;
	if (section[0] != '\0' && r->doubt != NULL && !r->sectioned) {
		r->sectioned = true;
		doubt(r, "below '[%s]': a section means nothing; its settings apply", section);
	}
	take_value(r, name, r->long_value != NULL ? r->long_value : value);
	if (!r->set(r->options, name, r->value.data, &unknown, r->why))
		return fail_here(r);
	if (unknown && r->doubt != NULL)
		doubt(r, "unknown setting '%s' (see 'peaktop --print-config')", name);
	/* To take the keys of other actions away is a choice: the palette still has them. */
	if (r->doubt != NULL && strcmp(name, "key.quit") == 0 &&
		r->value.data[strspn(r->value.data, BLANKS)] == '\0')
		doubt(r, "'%s' names no key: Ctrl-C ends peaktop", name);
	return 1;
}

static bool
read_file(struct reading_file *r)
{
	int result = ini_parse_stream(read_line, r, take_setting, r);

	if (r->bad)
		return false;
	if (result > 0)
		return failure_set(r->why, 0, "%s:%d: expected 'key = value'", r->path, result);
	if (ferror(r->file))
		return failure_set(r->why, errno, "reading the config file %s", r->path);
	return true;
}

/* Ignores relative XDG paths (XDG base directory specification). */
static bool
own_path(char *path, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && config[0] == '/')
		return snprintf(path, size, "%s/peaktop/config", config) < (int)size;
	if (home != NULL && home[0] == '/')
		return snprintf(path, size, "%s/.config/peaktop/config", home) < (int)size;
	return false;
}

bool
settings_exist(void)
{
	char own[1024];

	return own_path(own, sizeof own) && access(own, F_OK) == 0;
}

/* The owner of the nearest visible folder above the path. */
static bool
find_owner(const char *path, uid_t *owner)
{
	char folder[1024], *slash;
	struct stat st;

	snprintf(folder, sizeof folder, "%s", path);
	while ((slash = strrchr(folder, '/')) != NULL && slash > folder) {
		*slash = '\0';
		if (stat(folder, &st) == 0) {
			*owner = st.st_uid;
			return true;
		}
	}
	return false;
}

/* su and sudo may keep HOME. */
static bool
is_of_somebody_else(const char *path)
{
	uid_t owner;

	return !find_owner(path, &owner) || owner != geteuid();
}

static bool
is_absent(const char *path, int error)
{
	return error == ENOENT || error == ENOTDIR ||
	       (error == EACCES && is_of_somebody_else(path));
}

/* `named`: a file that must exist; NULL: the user's own. */
static bool
read_settings(struct reading_file *r, const char *named)
{
	char own[1024];
	bool good;
	int fd;

	if (named == NULL && !own_path(own, sizeof own))
		return true;
	r->path = named != NULL ? named : own;
	fd = open(r->path, O_RDONLY | O_CLOEXEC);
	r->file = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (r->file == NULL)
		return (named == NULL && is_absent(r->path, errno)) ||
		       failure_set(r->why, errno, "reading the config file %s", r->path);
	r->text = grow_new(LINE_BYTES);
	good = read_file(r);
	fclose(r->file);
	free(r->text);
	bytes_free(&r->value);
	return good;
}

static bool
set_for_monitor(void *to, const char *key, const char *value, bool *unknown, struct failure *why)
{
	return options_set(to, key, value, unknown, why);
}

static bool
set_for_run(void *to, const char *key, const char *value, bool *unknown, struct failure *why)
{
	return run_options_set(to, key, value, unknown, why);
}

bool
settings_read(struct options *o, struct failure *why)
{
	struct reading_file r = {
		.set = set_for_monitor, .options = o, .why = why, .doubt = o->doubt
	};

	return read_settings(&r, o->config);
}

/* The names of keys, colours and settings of `run` have a dot. */
static bool
set_saved(void *to, const char *key, const char *value, bool *unknown, struct failure *why)
{
	*unknown = true;
	return strchr(key, '.') != NULL || options_set(to, key, value, unknown, why);
}

bool
settings_read_saved(const struct options *o, struct options *saved, struct failure *why)
{
	struct reading_file r = { .set = set_saved, .options = saved, .why = why };

	options_init(saved);
	return read_settings(&r, o->config);
}

bool
settings_path(const struct options *o, struct buffer *path, struct failure *why)
{
	char own[1024];
	uid_t owner;

	if (o->config == NULL && !own_path(own, sizeof own))
		return failure_set(why, 0, "neither XDG_CONFIG_HOME nor HOME is set to a folder");
	if (o->config == NULL && find_owner(own, &owner) && owner != geteuid())
		return failure_set(
			why, 0, "%s is not written: its folder belongs to another user", own);
	buffer_text(path, o->config != NULL ? o->config : own);
	return !path->cut || failure_set(why, ENAMETOOLONG, "looking for the config file");
}

bool
settings_read_run(struct run_options *o, struct failure *why)
{
	struct reading_file r = { .set = set_for_run, .options = o, .why = why };

	return read_settings(&r, NULL);
}
