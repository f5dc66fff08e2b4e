/* SPDX-License-Identifier: MIT */
/* fuzz_filter.c: filters of arbitrary bytes, as long as a prompt takes: a reason why not, or a
 * filter whose finds are parts of the text, one behind the other. */
/* parts: model/process/ */
#include <assert.h>
#include <string.h>

#include "model/process/filter.h"

#define TEXT_MAX 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
find_all(const struct filter *filter, const char *text)
{
	size_t before = 0, begin, end = 0;

	while (filter_find(filter, text, end, &begin, &end)) {
		assert(begin >= before && begin < end && end <= strlen(text));
		before = end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char name[] = "python3", command[] = "train.py --Epochs 3 \u00e9\u65e5 a|b \"q\" !x";
	struct process p = { .now = { .key = { 71, 1 }, .known = KNOWN_RSS, .rss_bytes = 5 << 20 },
		.peak = { .bytes = 9 << 20, .origin = PEAK_KERNEL },
		.name = name,
		.command = command };
	char text[TEXT_MAX] = "";
	struct filter *filter;
	struct failure why = { .error = 0 };

	if (size >= sizeof text)
		size = sizeof text - 1;
	if (size > 0)
		memcpy(text, data, size);
	if (!filter_parse(text, &filter, &why)) {
		assert(why.error == 0 && why.doing[0] != '\0');
		return 0;
	}
	if (filter == NULL)
		return 0;
	assert(strcmp(filter_text(filter), text) == 0);
	filter_passes(filter, filter_match(filter, &p, &p));
	find_all(filter, command);
	filter_free(filter);
	return 0;
}
