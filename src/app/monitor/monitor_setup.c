/* SPDX-License-Identifier: MIT */
/* monitor_setup.c: the settings in force: what the set-up shows, changes, restores and writes. */
#include "app/monitor/monitor_private.h"

#include "app/monitor/setup_settings.h"
#include "app/state/config_file.h"
#include "base/plural.h"

void
monitor_setup_open(struct monitor *m)
{
	m->chosen = *m->options;
	setup_settings_apply(&m->chosen, &m->state);
	setup_settings_fill(&m->setup, &m->chosen);
}

void
monitor_setup_note(struct monitor *m)
{
	if (m->state.menu.kind != MENU_SETUP && !m->state.menu.of_setup)
		return;
	setup_settings_take(&m->chosen, &m->state);
	setup_settings_fill(&m->setup, &m->chosen);
}

/* --- commands --- */

void
monitor_setup_begin(struct monitor *m)
{
	setup_settings_take(&m->chosen, &m->state);
	setup_settings_fill(&m->setup, &m->chosen);
	m->before_setup = m->chosen;
}

/* Other styles make the terminal draw everything anew. */
void
monitor_restyle(struct monitor *m, bool light)
{
	unsigned scheme = m->theme.scheme;
	bool color = m->color;

	m->theme = m->chosen.theme;
	theme_set_ground(&m->theme, light);
	m->color = options_want_color(&m->chosen);
	if (m->term != NULL && (m->theme.scheme != scheme || m->color != color))
		term_set_theme(m->term, &m->theme, m->color);
}

static void
show(struct monitor *m)
{
	setup_settings_apply(&m->chosen, &m->state);
	setup_settings_fill(&m->setup, &m->chosen);
	monitor_restyle(m, m->theme.light);
}

void
monitor_setup_undo(struct monitor *m)
{
	m->chosen = m->before_setup;
	show(m);
}

void
monitor_setup_change(struct monitor *m, const struct setting_command *c)
{
	struct failure why;

	setup_settings_take(&m->chosen, &m->state);
	if (setup_settings_change(&m->chosen, c, &why))
		show(m);
	else
		state_message_failure(&m->state, &why);
}

/* The set-up closes unless the file could not be written. */
void
monitor_setup_write(struct monitor *m)
{
	char path[1024];
	struct buffer b = buffer_over(path, sizeof path);
	struct failure why;
	size_t count;

	setup_settings_take(&m->chosen, &m->state);
	if (!config_file_write(&m->chosen, &b, &count, &why)) {
		state_message_failure(&m->state, &why);
		return;
	}
	m->state.menu.kind = MENU_NONE;
	if (count > 0)
		state_message(&m->state, false, "wrote %zu %s to %s", count,
			plural(count, "setting", "settings"), path);
	else
		state_message(&m->state, false, "nothing to write: %s says the same", path);
}
