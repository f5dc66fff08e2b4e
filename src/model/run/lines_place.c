/* SPDX-License-Identifier: MIT */
/* lines_place.c: from a stack to the place that is credited. */
#include "model/run/lines_private.h"

#include <string.h>

#include "base/grow.h"

/* --- functions --- */

static uint32_t
add_function(struct lines *l, const struct line_function *f, const char *file, const char *name)
{
	if (l->function_count == LINES_FUNCTIONS_MAX)
		return LINE_OTHER;
	l->functions = grow_array(
		l->functions, &l->function_capacity, l->function_count + 1, sizeof *l->functions);
	l->functions[l->function_count] = *f;
	l->functions[l->function_count].file = grow_copy(file);
	l->functions[l->function_count].name = grow_copy(name);
	return (uint32_t)l->function_count++;
}

static uint16_t *
slot_of(struct lines *l, uint32_t code)
{
	size_t at = code * 2654435761u % FUNCTION_SLOTS;

	while (l->slots[at] != 0 && l->functions[l->slots[at] - 1].code != code)
		at = (at + 1) % FUNCTION_SLOTS;
	return &l->slots[at];
}

/* "load.<locals>.row" is shown as "load.row". */
static void
put_name(const char *name, struct buffer *out)
{
	static const char locals[] = "<locals>.";
	const char *at;

	while ((at = strstr(name, locals)) != NULL) {
		buffer_put(out, name, (size_t)(at - name));
		name = at + sizeof locals - 1;
	}
	buffer_text(out, name);
}

void
lines_put_frame(const char *folder, const struct line_frame *frame, struct code_line *out)
{
	struct buffer file, name;

	memset(out, 0, sizeof *out);
	out->kind = LINE_CODE;
	out->line = frame->line > 0 ? (unsigned)frame->line : 0;
	file = buffer_over(out->file, sizeof out->file);
	name = buffer_over(out->function, sizeof out->function);
	lines_put_path(folder, frame->file, &file);
	put_name(frame->function, &name);
}

/* Slots for twice as many as there may be: one is always free. */
static uint32_t
function_of(struct lines *l, const struct line_frame *frame)
{
	uint16_t *slot = slot_of(l, frame->code);
	struct code_line shown;
	uint32_t made;

	if (*slot != 0)
		return *slot - 1u;
	lines_put_frame(l->folder, frame, &shown);
	made = add_function(l, &(struct line_function){ .kind = LINE_CODE, .code = frame->code },
		shown.file, shown.function);
	if (made != LINE_OTHER)
		*slot = (uint16_t)(made + 1);
	return made;
}

uint32_t
lines_function_of(const struct lines *l, uint32_t function)
{
	uint32_t alias = l->functions[function].alias;

	return alias != 0 ? alias : function;
}

/* --- imports --- */

static uint32_t
find_import(const struct lines *l, const char *package)
{
	for (uint32_t i = LINE_KINDS; i < l->function_count; i++)
		if (l->functions[i].kind == LINE_IMPORT && l->functions[i].importer == 0 &&
			strcmp(l->functions[i].file, package) == 0)
			return i;
	return 0;
}

static uint32_t
import_of_package(struct lines *l, const char *package)
{
	uint32_t known = find_import(l, package);

	return known != 0 ? known
			  : add_function(
				    l, &(struct line_function){ .kind = LINE_IMPORT }, package, "");
}

/* The import of which so far only the line is known that makes it. */
static uint32_t
import_by(struct lines *l, const struct line_frame *importer)
{
	uint32_t function = function_of(l, importer);
	char text[sizeof((struct code_line *)NULL)->file];
	struct buffer b = buffer_over(text, sizeof text);

	for (uint32_t i = LINE_KINDS; i < l->function_count; i++)
		if (l->functions[i].kind == LINE_IMPORT && l->functions[i].importer == function &&
			l->functions[i].line == importer->line)
			return i;
	if (function < LINE_KINDS)
		return LINE_OTHER;
	buffer_print(
		&b, "%.*s:%d", (int)sizeof text - 16, l->functions[function].file, importer->line);
	return add_function(l,
		&(struct line_function){
			.kind = LINE_IMPORT, .importer = function, .line = importer->line },
		text, "");
}

/* The outermost frame of the import system among the `inner` innermost; `inner`: there is none. */
static size_t
import_among(const struct line_frame *frames, size_t inner)
{
	for (size_t i = inner; i-- > 0;)
		if (lines_is_importlib(frames[i].file))
			return i;
	return inner;
}

/* What frames[user] imports, if `import` is the frame of the import system. */
static uint32_t
import_function(struct lines *l, const struct line_frame *frames, size_t import, size_t user)
{
	char package[sizeof((struct code_line *)NULL)->file];
	struct buffer b = buffer_over(package, sizeof package);
	uint32_t by = import_by(l, &frames[user]), known;
	size_t i = import;

	while (i > 0 && lines_is_importlib(frames[i - 1].file))
		i--;
	if (i == 0)
		return by;
	lines_put_package(frames[i - 1].file, &b);
	known = import_of_package(l, package);
	if (by != LINE_OTHER && l->functions[by].alias == 0 && known != LINE_OTHER)
		l->functions[by].alias = known;
	return known;
}

/* --- chains --- */

static uint32_t
add_chain(struct lines *l, uint32_t parent, uint32_t function)
{
	struct line_chain made = { .parent = parent, .function = function };

	if (l->chain_count == LINES_CHAINS_MAX)
		return 0;
	l->chains =
		grow_array(l->chains, &l->chain_capacity, l->chain_count + 1, sizeof *l->chains);
	made.next = l->chains[parent].first_child;
	l->chains[l->chain_count] = made;
	l->chains[parent].first_child = (uint32_t)l->chain_count;
	return (uint32_t)l->chain_count++;
}

/* The chain that calls `function`. One that it already holds is not entered twice. When there are
 * too many, the chain begins anew: the function still counts, only not for its callers. */
static uint32_t
call(struct lines *l, uint32_t chain, uint32_t function)
{
	uint32_t made;

	for (uint32_t c = chain; c != 0; c = l->chains[c].parent)
		if (l->chains[c].function == function)
			return c;
	for (uint32_t c = l->chains[chain].first_child; c != 0; c = l->chains[c].next)
		if (l->chains[c].function == function)
			return c;
	made = add_chain(l, chain, function);
	return made != 0 || chain == 0 ? made : call(l, 0, function);
}

/* The chain of the user's own frames down to frames[inner]; without any, of that one. */
static uint32_t
chain_to(struct lines *l, const struct line_frame *frames, size_t count, size_t inner)
{
	uint32_t chain = 0;

	for (size_t i = count; i-- > inner;)
		if (frames[i].user || i == inner)
			chain = call(l, chain, function_of(l, &frames[i]));
	return chain;
}

/* --- places --- */

static line_place
place_in(struct lines *l, uint32_t chain, uint32_t function, int line)
{
	struct line_place_entry made = { .chain = chain, .function = function, .line = line };

	for (uint32_t p = l->chains[chain].first_place; p != 0; p = l->places[p].next)
		if (l->places[p].function == function && l->places[p].line == line)
			return p;
	if (l->place_count == LINES_PLACES_MAX || function == LINE_OTHER)
		return LINE_OTHER;
	l->places =
		grow_array(l->places, &l->place_capacity, l->place_count + 1, sizeof *l->places);
	made.next = l->chains[chain].first_place;
	l->places[l->place_count] = made;
	l->chains[chain].first_place = (uint32_t)l->place_count;
	return (line_place)l->place_count++;
}

/* The innermost frame of the user's own code; `count`: there is none. */
static size_t
user_frame(const struct line_frame *frames, size_t count)
{
	size_t i = 0;

	while (i < count && !frames[i].user)
		i++;
	return i;
}

/* What runs without code of the user: a module of the library (python -m), or the start. */
static size_t
library_frame(const struct line_frame *frames, size_t count)
{
	size_t i = 0;

	while (i < count && lines_is_importlib(frames[i].file))
		i++;
	return i;
}

line_place
lines_place(struct lines *l, const struct line_frame *frames, size_t count)
{
	size_t shown = user_frame(frames, count), import;

	if (shown == count) {
		shown = library_frame(frames, count);
		if (shown == count || lines_is_start(frames[count - 1].file))
			return LINE_START;
		return place_in(l, chain_to(l, frames, count, shown),
			function_of(l, &frames[shown]), frames[shown].line);
	}
	import = import_among(frames, shown);
	if (import < shown)
		return place_in(l, chain_to(l, frames, count, shown),
			import_function(l, frames, import, shown), 0);
	return place_in(l, chain_to(l, frames, count, shown), function_of(l, &frames[shown]),
		frames[shown].line);
}

line_place
lines_place_of_kind(enum code_line_kind kind)
{
	return (line_place)kind;
}

void
lines_begin_places(struct lines *l)
{
	l->chains = grow_array(l->chains, &l->chain_capacity, 1, sizeof *l->chains);
	l->chains[0] = (struct line_chain){ .parent = 0 };
	l->chain_count = 1;
	for (uint32_t kind = 0; kind < LINE_KINDS; kind++) {
		const struct line_function f = { .kind = (enum code_line_kind)kind,
			.code = UINT32_MAX };

		add_function(l, &f, "", "");
		l->places = grow_array(
			l->places, &l->place_capacity, l->place_count + 1, sizeof *l->places);
		l->places[l->place_count++] = (struct line_place_entry){ .function = kind };
	}
}
