/* SPDX-License-Identifier: MIT */
/* lines_path.c: the files of Python code, as they are shown. */
#include "model/run/lines_private.h"

#include <string.h>

#include "base/length.h"
#include "base/utf8.h"

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* Below .../lib/python3.11/; NULL: it is elsewhere. */
static const char *
below_library(const char *file)
{
	static const char *const folders[] = { "/lib/python3", "/lib64/python3" };

	for (size_t i = 0; i < LENGTH(folders); i++) {
		const char *at = strstr(file, folders[i]);

		if (at == NULL)
			continue;
		at = strchr(at + strlen(folders[i]), '/');
		if (at != NULL && at[1] != '\0')
			return at + 1;
	}
	return NULL;
}

/* Below site-packages or dist-packages; NULL: it is elsewhere. */
static const char *
below_packages(const char *file)
{
	static const char *const folders[] = { "/site-packages/", "/dist-packages/" };

	for (size_t i = 0; i < LENGTH(folders); i++) {
		const char *at = strstr(file, folders[i]);

		if (at != NULL && at[strlen(folders[i])] != '\0')
			return at + strlen(folders[i]);
	}
	return NULL;
}

static const char *
below_folder(const char *folder, const char *file)
{
	size_t length = strlen(folder);

	while (file[0] == '.' && file[1] == '/')
		file += 2;
	while (length > 0 && folder[length - 1] == '/')
		length--;
	if (length == 0 || strncmp(file, folder, length) != 0 || file[length] != '/' ||
		file[length + 1] == '\0')
		return file;
	return file + length + 1;
}

/* The end of a text that is too long says more. */
static void
put_end(const char *text, struct buffer *out)
{
	static const char cut[] = "...";
	size_t length = strlen(text), space = out->size - out->length - 1;

	if (length > space && space > sizeof cut) {
		text += length - (space - (sizeof cut - 1));
		while ((*text & 0xc0) == 0x80)
			text++;
		buffer_text(out, cut);
	}
	buffer_text(out, text);
}

void
lines_put_path(const char *folder, const char *file, struct buffer *out)
{
	const char *shown = below_packages(file);

	if (shown == NULL)
		shown = below_library(file);
	put_end(shown != NULL ? shown : below_folder(folder, file), out);
}

void
lines_put_package(const char *file, struct buffer *out)
{
	const char *at = below_packages(file);
	size_t length;

	if (at == NULL)
		at = below_library(file);
	if (at == NULL)
		at = last_part(file);
	length = strcspn(at, "/");
	if (at[length] == '\0' && strncmp(at, "<frozen ", 8) == 0) {
		at += 8;
		length = strcspn(at, ".>");
	} else if (at[length] == '\0' && strchr(at + 1, '.') != NULL) {
		length = strcspn(at + 1, ".") + 1;
	}
	buffer_put(out, at, length);
}

bool
lines_is_importlib(const char *file)
{
	return strncmp(file, "<frozen importlib", 17) == 0 ||
	       strstr(file, "/importlib/_bootstrap") != NULL ||
	       strstr(file, "/importlib/__init__.py") != NULL;
}

bool
lines_is_start(const char *file)
{
	const char *name = last_part(file);

	return lines_is_importlib(file) || strcmp(file, "<frozen site>") == 0 ||
	       strcmp(file, "<frozen zipimport>") == 0 ||
	       (strcmp(name, "site.py") == 0 && below_library(file) != NULL) ||
	       strcmp(name, "sitecustomize.py") == 0;
}
