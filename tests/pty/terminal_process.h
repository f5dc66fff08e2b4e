/* SPDX-License-Identifier: MIT */
/* terminal_process.h: finds and kills the process with the state of a keeper's terminal; include it
 * after pty/keeper.h. */
#ifndef PEAKTOP_TESTS_PTY_TERMINAL_PROCESS_H
#define PEAKTOP_TESTS_PTY_TERMINAL_PROCESS_H

#include <dirent.h>

#include "support/proc_text.h"

/* A random signal that kills it, or stops it. */
static inline int
another_of(int trial)
{
	static const int signals[] = { SIGSEGV, SIGKILL, SIGSTOP, SIGABRT };

	return signals[trial % 4];
}

/* Its state ('R', 'S', ...) if it is a child of this parent and is called peaktop; otherwise 0. */
static inline char
state_as_child(pid_t pid, pid_t parent)
{
	char text[200], state;
	int got_parent;

	proc_text(pid, "stat", text, sizeof text);
	if (strstr(text, "(peaktop) ") == NULL ||
		sscanf(strstr(text, ") "), ") %c %d", &state, &got_parent) != 2 ||
		got_parent != parent)
		return 0;
	return state;
}

/* The living one; 0: none now. */
static inline pid_t
terminal_of(const struct world *w)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	assert_non_null(proc);
	while (found == 0 && (entry = readdir(proc)) != NULL) {
		pid_t pid = (pid_t)atoi(entry->d_name);
		char state = pid > 0 ? state_as_child(pid, w->keeper) : 0;

		if (state != 0 && state != 'Z' && state != 'X' &&
			pid != w->panes.jobs[0]->identity.root.pid)
			found = pid;
	}
	closedir(proc);
	return found;
}

/* Begins a job that prints "here"; returns the process with its terminal. */
static inline pid_t
begin_with_terminal(struct world *w, const char *script)
{
	pid_t pid;

	begin(w, script);
	await(w, shows, "here");
	pid = terminal_of(w);
	assert_true(pid > 0);
	return pid;
}

static inline bool
has_terminal(struct world *w, const void *but)
{
	pid_t pid = terminal_of(w);

	return pid > 0 && (but == NULL || pid != *(const pid_t *)but);
}

/* Kills the living one, waits for the next, and returns that. */
static inline pid_t
end_terminal(struct world *w, int signal)
{
	pid_t pid;

	await(w, has_terminal, NULL);
	pid = terminal_of(w);
	if (pid > 0)
		kill(pid, signal);
	await(w, has_terminal, &pid);
	return terminal_of(w);
}

/* Erases the cells that the first screen knows: what it shows afterwards came from the terminal. */
static inline void
wipe(struct world *w)
{
	struct vt_screen *s = &w->panes.jobs[0]->screen;

	for (int i = 0; i < s->rows * s->cols; i++)
		s->cells[i] = vt_blank;
	s->alternate = s->bracketed_paste = false;
	s->mouse = VT_MOUSE_NONE;
	s->cursor_row = s->cursor_col = 0;
}

static inline bool
same_screen(const struct vt_screen *a, const struct vt_screen *b)
{
	bool same = a->rows == b->rows && a->cols == b->cols && a->alternate == b->alternate &&
		    a->mouse == b->mouse && a->bracketed_paste == b->bracketed_paste &&
		    a->cursor_row == b->cursor_row && a->cursor_col == b->cursor_col;

	for (int i = 0; same && i < a->rows * a->cols; i++)
		same = vt_cell_same(&a->cells[i], &b->cells[i]);
	return same;
}

static inline bool
shows_screen(struct world *w, const void *screen)
{
	return same_screen(&w->panes.jobs[0]->screen, screen);
}

#endif
