/* SPDX-License-Identifier: MIT */
/* fuzz_phases.c: names of phases and output of a job, of arbitrary bytes: names fit, their keys are
 * no longer, what matches is a part of a line, and the lists stay within bounds. */
/* parts: model/run/{phases,phase_name,phase_match,confidence,run} model/process/peak */
/* parts: model/naming/ */
#include <assert.h>
#include <string.h>

#include "model/run/phase_match.h"
#include "model/run/phase_name.h"
#include "model/run/phases.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct phases phases;
static struct run run;

static void
take_name(const char *bytes, size_t count, uint64_t at_ns)
{
	static const struct phase_before nothing;
	char name[sizeof run.phases.items[0].name], key[64];
	struct buffer n = buffer_over(name, sizeof name), k = buffer_over(key, sizeof key);

	if (!phase_name_take(bytes, count, &n))
		return;
	phase_name_put_key(name, &k);
	assert(k.length > 0 && k.length <= n.length);
	assert(phase_name_same(name, name));
	phases_mark(&phases, &run.phases, &nothing, name, at_ns);
	assert(run.phases.count >= 1 && run.phases.count <= RUN_PHASES_MAX);
	assert(run.phases.mark_count >= 1 && run.phases.mark_count <= RUN_MARKS_MAX);
}

static void
match(const char *bytes, size_t count)
{
	static struct phase_match m;
	const char *name;
	struct failure why;
	size_t length;

	if (!m.open)
		assert(phase_match_open(&m, "^(ep(och)?|[a-z]+) *[0-9]*", &why));
	phase_match_skip(&m);
	while (phase_match_take(&m, &bytes, &count, &name, &length)) {
		assert(name >= m.line && length > 0 && name + length <= m.line + PHASE_LINE_MAX);
		take_name(name, length, 0);
	}
	assert(count == 0);
}

/* A line is a mark, in the order of time. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	uint64_t at_ns = 0;

	phases_clear(&phases);
	phases = (struct phases){ .to = NULL };
	run = (struct run){ .number = 0 };
	match(bytes, size);
	for (size_t at = 0, end; at < size; at = end + 1) {
		for (end = at; end < size && bytes[end] != '\n'; end++)
			continue;
		at_ns += 1 + (uint64_t)(uint8_t)bytes[at];
		take_name(bytes + at, end - at, at_ns);
	}
	phases_finish(&phases, &run, at_ns);
	return 0;
}
