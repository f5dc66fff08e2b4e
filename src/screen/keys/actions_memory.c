/* SPDX-License-Identifier: MIT */
/* actions_memory.c: what keys do about peaks and about shared memory. */
#include "screen/keys/actions.h"

struct command
do_bar_scale(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	s->list.by_limit = !s->list.by_limit;
	state_message(s, false,
		s->list.by_limit ? "bars on the scale of each row's own limit"
				 : "bars on the scale of the largest peak");
	return command_refresh(REFRESH_SCREEN | REFRESH_WANTS);
}

struct command
do_reset_peaks(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	if (s->readonly) {
		state_message(s, true, "read-only: peaks cannot be reset");
		return command_refresh(REFRESH_SCREEN);
	}
	state_message(s, false, "peaks reset: counting from now; kernel peaks stay");
	return command_of(COMMAND_RESET_PEAKS, REFRESH_ROWS);
}

struct command
do_restore_peaks(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)scene, (void)event;
	state_message(s, false, "peaks since the start");
	return command_of(COMMAND_RESTORE_PEAKS, REFRESH_ROWS);
}

/* The reading takes 7 to 17 us per MiB, during which the process cannot change its address
 * space. */
#define SMAPS_SLOW_BYTES (16ull << 30)

struct command
do_smaps(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct process *p = table_find(scene->table, s->process.opened);

	(void)event;
	if (p == NULL || process_ended(p))
		return command_none();
	if (p->now.rss_bytes > SMAPS_SLOW_BYTES &&
		proc_key_compare(s->process.warned, s->process.opened) != 0) {
		s->process.warned = s->process.opened;
		state_message_to_stay(s,
			"reading may take about %.1f s; press again to do it anyway",
			(double)(p->now.rss_bytes >> 20) * 15e-6);
		return command_refresh(REFRESH_SCREEN);
	}
	return (struct command){
		.kind = COMMAND_SMAPS, .refresh = REFRESH_SCREEN, .process = s->process.opened
	};
}
