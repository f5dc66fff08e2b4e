/* SPDX-License-Identifier: MIT */
/* filter.h: the filter that a user types, compiled once.
 *
 * Conditions are separated by blanks, and all of them must hold. A condition has alternatives,
 * separated by `|`, of which one must hold; after a `!` in front of the first, none may. An
 * alternative is one of:
 *
 *   text          the name or the command contains it; the case of ASCII letters is ignored
 *   "text"        the same for a text with blanks, or one that begins like those below
 *   /regex/       the name or the command matches this extended regular expression, ignoring case
 *   user:NAME     belongs to this user, given as a name or a number
 *   pid:N         is this process
 *   >SIZE <SIZE   holds more, or less (also rss>SIZE, rss<SIZE); unknown is neither
 *   >=SIZE <=SIZE          holds at least, or at most (also with rss)
 *   peak>SIZE peak<SIZE    the same for the most it ever held, also with = (peak>=SIZE)
 *
 * A quoted text and a regex end at the first quote or slash that a blank, a `|` or the end
 * follows. Empty alternatives are skipped, and so are blanks beside a `|`. */
#ifndef PEAKTOP_MODEL_PROCESS_FILTER_H
#define PEAKTOP_MODEL_PROCESS_FILTER_H

#include "base/failure.h"
#include "model/process/process.h"

struct filter;

/* Compiles a text; *filter is NULL if it has no conditions, otherwise the caller frees it with
 * filter_free, which accepts NULL. False and `why`, one short line: invalid, or not complete. */
bool filter_parse(const char *text, struct filter **filter, struct failure *why);
void filter_free(struct filter *);

/* The text that it was compiled from; "" for NULL. */
const char *filter_text(const struct filter *);

/* Bit n: one of the alternatives of condition n holds for the names, user and pid of `named`, or
 * for the memory of `sized`. They are the same process; or, for processes that are shown
 * together, NULL and their sum, and each of them and NULL: their bits are combined by OR. */
uint64_t filter_match(
	const struct filter *, const struct process *named, const struct process *sized);

/* Whether the conditions with these bits make a process pass. */
bool filter_passes(const struct filter *, uint64_t matched);

/* The next part of a text, from an offset on, that is a reason to show it: what a text or a regex
 * that is not negated found there. False: there is none. */
bool filter_find(const struct filter *, const char *text, size_t from, size_t *begin, size_t *end);

#endif
