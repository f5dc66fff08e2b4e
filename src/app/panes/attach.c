/* SPDX-License-Identifier: MIT */
/* attach.c: `peaktop attach`: finds the job, or the processes, that its words mean. */
#include "app/panes/attach.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/panes/keepers.h"
#include "app/state/kept_output.h"
#include "app/panes/lookup.h"

/* --- what ended jobs showed last --- */

/* `number` 0: the newest. *number is what was looked for in the end. */
static bool
find_screen(struct panes *p, const char *word, uint64_t *number, struct failure *why)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	enum run_reason reason;

	if (*number == 0 && strcmp(word, "last") == 0)
		*number = kept_output_newest();
	else if (*number == 0)
		lookup_run(word, number, &reason);
	if (*number == 0)
		return failure_set(why, 0, "no job '%s' is running or has left a screen", word);
	return kept_output_path(&b, *number, KEPT_SCREEN, why) && panes_add_file(p, path, why);
}

/* --- words --- */

static bool
is_process(const struct options *o, uint64_t number)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);

	buffer_print(&b, "%s/%" PRIu64, o->proc, number);
	return access(path, F_OK) == 0;
}

static bool
take_pids(struct options *o, struct failure *why)
{
	for (size_t i = 0; i < o->word_count; i++) {
		uint64_t number;

		if (!lookup_number(o->words[i], &number) || number > INT32_MAX)
			return failure_set(why, 0,
				"invalid process id '%s' (give one run, or process ids)",
				o->words[i]);
		if (!is_process(o, number))
			return failure_set(why, 0, "no process %s", o->words[i]);
		if (o->pid_count == OPTION_PIDS_MAX)
			return failure_set(
				why, 0, "too many process ids (at most %d)", OPTION_PIDS_MAX);
		o->pids[o->pid_count++] = (pid_t)number;
	}
	return true;
}

static bool
find_word(struct options *o, struct panes *p, const char *word, struct failure *why)
{
	bool last = strcmp(word, "last") == 0, numeral = word[0] >= '0' && word[0] <= '9';
	uint64_t number = 0, known;
	enum run_reason reason;

	if (numeral && !lookup_number(word, &number))
		return failure_set(why, 0, "invalid run or process id '%s'", word);
	if (keepers_take(p, last ? NULL : word, number))
		return true;
	if (find_screen(p, word, &number, why))
		return true;
	if (!last && lookup_run(word, &known, &reason) &&
		(reason == RUN_LOST || reason == RUN_RUNNING))
		return lookup_explain(word, why), false;
	if (!numeral)
		return false;
	return is_process(o, number) ? take_pids(o, why)
				     : failure_set(why, 0,
					       "no screen of a run %s, and no process %s ('peaktop "
					       "history' lists the runs)",
					       word, word);
}

static bool
find_newest(struct panes *p, struct failure *why)
{
	if (keepers_take(p, NULL, 0))
		return true;
	return failure_set(why, 0,
		"no running job ('peaktop -- COMMAND' starts one, 'peaktop attach last' shows the "
		"last)");
}

bool
attach_find(struct options *o, struct panes *p, struct failure *why)
{
	if (o->word_count == 0)
		return find_newest(p, why);
	if (o->word_count == 1)
		return find_word(o, p, o->words[0], why);
	return take_pids(o, why);
}
