/* SPDX-License-Identifier: MIT */
/* suggest.c: what was probably meant by an argument that is not understood. */
#include "app/cli/suggest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli/message.h"
#include "base/grow.h"
#include "text/argv.h"

/* Names of commands are shorter. */
#define WORD_MAX 16
#define SHORT_WORD 4
#define SHOWN_COLUMNS 90

#define PYTHON "python3"
#define PYTHON_ENDING ".py"
#define PATH_UNSET "/bin:/usr/bin" /* where execvp(3) looks if PATH is not set */

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Typing errors that lead from one word to the other (Damerau and Levenshtein, optimal string
 * alignment). Both have at most WORD_MAX bytes. */
static size_t
errors_between(const char *a, const char *b)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1] = { { 0 } }, rows = strlen(a), cols = strlen(b);

	for (size_t i = 0; i <= rows; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= cols; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= rows; i++) {
		for (size_t k = 1; k <= cols; k++) {
			d[i][k] = least(d[i - 1][k - 1] + (a[i - 1] != b[k - 1]),
				least(d[i - 1][k], d[i][k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
		}
	}
	return d[rows][cols];
}

const char *
suggest_name(const char *word, const char *const *names)
{
	size_t best = strlen(word) <= SHORT_WORD ? 1 : 2;
	const char *found = NULL;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (; *names != NULL; names++) {
		size_t errors =
			strlen(*names) <= WORD_MAX ? errors_between(word, *names) : WORD_MAX;

		if (errors < best || (errors == best && found == NULL)) {
			best = errors;
			found = *names;
		}
	}
	return found;
}

/* --- how a file is run --- */

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
is_runnable(const char *path)
{
	return is_file(path) && access(path, X_OK) == 0;
}

static bool
is_script(const char *path)
{
	size_t length = strlen(path), ending = strlen(PYTHON_ENDING);

	return length > ending && strcmp(path + length - ending, PYTHON_ENDING) == 0 &&
	       is_file(path);
}

/* Whether execvp(3) finds it. */
static bool
is_in_path(const char *name)
{
	const char *path = getenv("PATH");
	bool found = false;

	for (path = path != NULL ? path : PATH_UNSET; !found; path++) {
		size_t length = strcspn(path, ":");
		struct bytes file = { .data = NULL };

		bytes_put(&file, path, length);
		bytes_text(&file, length > 0 ? "/" : "./");
		bytes_text(&file, name);
		found = is_runnable(file.data);
		bytes_free(&file);
		path += length;
		if (*path == '\0')
			break;
	}
	return found;
}

char **
suggest_launch(char *name)
{
	char *words[] = { NULL, NULL, NULL };
	struct bytes here = { .data = NULL };
	char **copy = NULL;

	if (strchr(name, '/') != NULL ? is_runnable(name) : is_in_path(name))
		return NULL;
	bytes_print(&here, "./%s", name);
	if (is_runnable(here.data)) {
		words[0] = here.data;
	} else if (is_script(name)) {
		words[0] = PYTHON;
		words[1] = name;
	}
	if (words[0] != NULL)
		copy = grow_copy_argv(words);
	bytes_free(&here);
	return copy;
}

void
suggest_after_failure(char *name, int error)
{
	struct bytes hint = { .data = NULL };
	char **launch = error == ENOENT || error == EACCES ? suggest_launch(name) : NULL;

	bytes_text(&hint, "");
	if (launch != NULL) {
		bytes_text(&hint, " (did you mean: ");
		argv_put_short(launch, SHOWN_COLUMNS, &hint);
		bytes_text(&hint, ")");
	}
	message("cannot run '%s': %s%s", name, strerror(error), hint.data);
	bytes_free(&hint);
	free(launch);
}

/* --- what was meant --- */

static size_t
put_words(char **to, char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] = words[i];
	return count;
}

static size_t
count_of(char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	return count;
}

/* "peaktop -d 1 -- python3 train.py --epochs 3" */
static void
put_launch(char *const *options, size_t option_count, char *const *operands, struct bytes *line)
{
	size_t count = 0, operand_count = count_of(operands);
	char **launch = suggest_launch(operands[0]);
	char **words = grow_new((option_count + operand_count + 5) * sizeof *words);

	words[count++] = "peaktop";
	count += put_words(words + count, options, option_count);
	words[count++] = "--";
	if (launch != NULL)
		count += put_words(words + count, launch, count_of(launch));
	else
		words[count++] = operands[0];
	put_words(words + count, operands + 1, operand_count - 1);
	argv_put_short(words, SHOWN_COLUMNS, line);
	free(words);
	free(launch);
}

/* "peaktop -d 1 --pid 4711" */
static void
put_pid(char *const *options, size_t option_count, char *pid, struct bytes *line)
{
	size_t count = 0;
	char **words = grow_new((option_count + 4) * sizeof *words);

	words[count++] = "peaktop";
	count += put_words(words + count, options, option_count);
	words[count++] = "--pid";
	words[count++] = pid;
	argv_put_short(words, SHOWN_COLUMNS, line);
	free(words);
}

bool
suggest_instead(char *const *options, size_t option_count, char *const *operands,
	const char *const *commands, struct failure *why)
{
	const char *first = operands[0], *command = suggest_name(first, commands);
	struct bytes line = { .data = NULL };
	bool is_pid = first[0] != '\0' && strspn(first, "0123456789") == strlen(first);

	if (command != NULL && strcmp(first, command) == 0)
		return failure_set(why, 0,
			"a command comes before all options: did you mean: peaktop %s", command);
	if (command != NULL)
		return failure_set(why, 0, "unknown command '%.100s': did you mean: peaktop %s",
			first, command);
	if (is_pid && operands[1] == NULL)
		put_pid(options, option_count, operands[0], &line);
	else
		put_launch(options, option_count, operands, &line);
	failure_set(why, 0, "unexpected argument '%.100s': did you mean: %s", first, line.data);
	bytes_free(&line);
	return false;
}
