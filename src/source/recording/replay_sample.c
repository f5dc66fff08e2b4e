/* SPDX-License-Identifier: MIT */
/* replay_sample.c: converts a recorded sample into a struct sample. */
#include "source/recording/replay_sample.h"

#include "model/process/field.h"

void
replay_fill_memory(const struct recorded_system *s, struct system_memory *m)
{
	*m = (struct system_memory){ .known = s->known != 0,
		.pressure_known = s->pressure_known != 0,
		.total_bytes = s->total_bytes,
		.available_bytes = s->available_bytes,
		.swap_total_bytes = s->swap_total_bytes,
		.swap_free_bytes = s->swap_free_bytes,
		.free_bytes = s->free_bytes,
		.hugetlb_bytes = s->hugetlb_bytes,
		.arc_bytes = s->arc_bytes,
		.container = { .limit_bytes = s->container_limit_bytes,
			.usage_bytes = s->container_usage_bytes,
			.charge_bytes = s->container_charge_bytes,
			.of_group = s->container_of_group != 0 },
		.pressure_some_avg10 = (double)s->some_hundredths / 100,
		.pressure_full_avg10 = (double)s->full_hundredths / 100 };
}

static void
fill_events(const struct recorded_system *s, struct system_events *e)
{
	*e = (struct system_events){ .swap_known = s->swap_known != 0,
		.oom_known = s->oom_known != 0,
		.swapped_in_bytes = s->swapped_in_bytes,
		.swapped_out_bytes = s->swapped_out_bytes,
		.oom_kills = s->oom_kills };
}

void
replay_fill_sample(const struct recording_state *state, struct sample *sample)
{
	const struct recorded_system *s = &state->system;
	unsigned recorded_known = reading_recorded_known();

	sample_restart(sample);
	sample->taken_ns = s->taken_ns;
	sample->active_ns = recording_active_ns(s);
	sample->denied = s->denied;
	sample->vanished = s->vanished;
	replay_fill_memory(s, &sample->memory);
	fill_events(s, &sample->events);
	sample->endings_reported = s->endings_reported != 0;
	sample->endings_lost = s->endings_lost;
	for (size_t i = 0; i < state->ending_count; i++)
		*sample_add_ending(sample) = state->endings[i];
	for (size_t i = 0; i < state->count; i++) {
		struct reading *r = sample_add(sample);

		*r = state->items[i]->reading;
		r->known &= recorded_known; /* an older peaktop wrote all bits that it knew */
		r->renamed = state->items[i]->fresh;
	}
}
