/* SPDX-License-Identifier: MIT */
/* phase_match.c: finds the lines of a job's output that begin a phase. */
#include "model/run/phase_match.h"

bool
phase_match_open(struct phase_match *m, const char *regex, struct failure *why)
{
	*m = (struct phase_match){ .open = false };
	m->open = regex_compile(&m->regex, regex, why);
	return m->open;
}

void
phase_match_close(struct phase_match *m)
{
	if (m->open)
		regfree(&m->regex);
	m->open = false;
}

/* A line that matches, and the part that is the name. */
static bool
matches(struct phase_match *m, const char **name, size_t *length)
{
	regmatch_t groups[2];
	const regmatch_t *g = groups;

	m->line[m->length] = '\0';
	if (m->length == 0 || regexec(&m->regex, m->line, 2, groups, 0) != 0)
		return false;
	if (m->regex.re_nsub > 0 && groups[1].rm_so >= 0)
		g = &groups[1];
	*name = m->line + g->rm_so;
	*length = (size_t)(g->rm_eo - g->rm_so);
	return *length > 0;
}

/* A character of the text itself; NUL and other controls are not. */
static void
add(struct phase_match *m, char c)
{
	if ((unsigned char)c >= ' ' || c == '\t') {
		if (m->length < PHASE_LINE_MAX)
			m->line[m->length++] = c == '\t' ? ' ' : c;
	}
}

/* ECMA-48: ESC and a letter; ESC [ up to a letter; ESC ] and the like up to BEL or ESC \. */
static void
step(struct phase_match *m, char c)
{
	switch (m->state) {
	case PHASE_TEXT:
		if (c == '\033')
			m->state = PHASE_ESCAPE;
		else
			add(m, c);
		break;
	case PHASE_ESCAPE:
		m->state = c == '[' ? PHASE_CONTROL
			   : c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X' ? PHASE_STRING
			   : c >= ' ' && c <= '/'                                     ? PHASE_ESCAPE
										      : PHASE_TEXT;
		break;
	case PHASE_CONTROL:
		if (c >= '@' && c <= '~')
			m->state = PHASE_TEXT;
		break;
	case PHASE_STRING:
		m->state = c == '\a' ? PHASE_TEXT : c == '\033' ? PHASE_STRING_END : PHASE_STRING;
		break;
	case PHASE_STRING_END:
		m->state = PHASE_TEXT;
		break;
	}
}

bool
phase_match_take(
	struct phase_match *m, const char **bytes, size_t *count, const char **name, size_t *length)
{
	while (*count > 0) {
		char c = *(*bytes)++;
		bool found;

		(*count)--;
		if (c != '\n' && c != '\r') {
			step(m, c);
			continue;
		}
		m->state = PHASE_TEXT;
		found = matches(m, name, length);
		m->length = 0;
		if (found)
			return true;
	}
	return false;
}

bool
phase_match_has_time(struct phase_match *m, uint64_t now_ns)
{
	if (now_ns >= m->second_ns + NS_PER_SECOND) {
		m->second_ns = now_ns;
		m->spent_ns = 0;
		m->skipped = false;
	}
	return m->spent_ns < PHASE_MATCH_NS;
}

void
phase_match_spent(struct phase_match *m, uint64_t ns)
{
	m->spent_ns += ns;
}

/* The line that was begun is not whole any more. */
bool
phase_match_skip(struct phase_match *m)
{
	bool first = !m->skipped;

	m->skipped = true;
	m->length = 0;
	m->state = PHASE_TEXT;
	return first;
}
