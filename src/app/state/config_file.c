/* SPDX-License-Identifier: MIT */
/* config_file.c: writes settings into the config file. */
#include "app/state/config_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/cli/option_table.h"
#include "app/cli/output_file.h"
#include "app/cli/print.h"
#include "app/cli/settings.h"
#include "app/cli/settings_edit.h"
#include "app/state/folder.h"
#include "base/bytes.h"

#define FILE_BYTES_MAX (1u << 20)
#define FIRST_LINE "# peaktop's settings; 'peaktop --print-config' prints all there are\n"

/* A new file has a comment on its first line. */
static bool
read_text(const char *path, struct bytes *text, struct failure *why)
{
	FILE *file = fopen(path, "re");
	char part[4096];
	size_t count;
	bool good;

	if (file == NULL && errno == ENOENT) {
		bytes_text(text, FIRST_LINE);
		return true;
	}
	if (file == NULL)
		return failure_set(why, errno, "reading the config file %s", path);
	while (text->length < FILE_BYTES_MAX && (count = fread(part, 1, sizeof part, file)) > 0)
		bytes_put(text, part, count);
	good = !ferror(file) || failure_set(why, errno, "reading the config file %s", path);
	if (good && text->length >= FILE_BYTES_MAX)
		good = failure_set(why, 0, "%s is too long to be changed here", path);
	fclose(file);
	return good;
}

/* Returns how many settings differ. */
static size_t
edit(struct bytes *text, const struct options *o, const struct options *saved)
{
	const struct option_row *row;
	size_t count = 0;

	for (size_t i = 0; (row = options_setting(i)) != NULL; i++) {
		char now[1024], before[1024];
		struct buffer a = buffer_over(now, sizeof now);
		struct buffer b = buffer_over(before, sizeof before);

		option_row_put(row, o, &a);
		option_row_put(row, saved, &b);
		if (strcmp(now, before) == 0)
			continue;
		settings_edit(text, row->name, row->former, now);
		count++;
	}
	return count;
}

static bool
make_folder_of(const char *path, struct failure *why)
{
	char folder[1024];
	struct buffer b = buffer_over(folder, sizeof folder);
	const char *slash = strrchr(path, '/');

	if (slash == NULL || slash == path)
		return true;
	buffer_put(&b, path, (size_t)(slash - path));
	return folder_make(folder, why);
}

static bool
write_text(const char *path, const struct bytes *text, struct failure *why)
{
	mode_t mask = umask(077);
	bool good = make_folder_of(path, why) && output_file_write(path, text, why);

	umask(mask);
	return good;
}

bool
config_file_write(const struct options *o, struct buffer *path, size_t *count, struct failure *why)
{
	struct bytes text = { .data = NULL };
	struct options saved;
	bool good;

	*count = 0;
	good = settings_path(o, path, why) && settings_read_saved(o, &saved, why) &&
	       read_text(path->bytes, &text, why);
	/* Where the locale demands ASCII, it was not chosen. */
	if (good && !print_is_utf8())
		saved.ascii = o->ascii;
	if (good)
		*count = edit(&text, o, &saved);
	if (*count > 0)
		good = write_text(path->bytes, &text, why);
	bytes_free(&text);
	return good;
}
