/* SPDX-License-Identifier: MIT */
/* lines_private.h: shared by the files of model/run/lines. */
#ifndef PEAKTOP_MODEL_RUN_LINES_PRIVATE_H
#define PEAKTOP_MODEL_RUN_LINES_PRIVATE_H

#include "model/run/line_times.h"
#include "model/run/lines.h"

#define FUNCTION_SLOTS (2 * LINES_FUNCTIONS_MAX)

/* What a place is in. Those of the kinds without a line come first. */
struct line_function {
	enum code_line_kind kind;
	uint32_t code; /* of LINE_CODE */
	/* An import whose package is not known yet: of which function and line it is, and the
	 * import that it turned out to be; 0: not known. */
	uint32_t importer, alias;
	int line;
	char *file, *name;
};

/* A function with those that called it: each once, so a recursion does not make it longer. */
struct line_chain {
	uint32_t parent, function, first_child, next;
	uint32_t first_place;
};

struct line_place_entry {
	uint32_t chain, function, next; /* next: of the same chain */
	int line;
	uint64_t now, at_peak;
};

struct line_credit {
	line_place place;
	uint64_t bytes;
};

struct line_process {
	bool used;
	uint64_t base, held;
	struct line_credit *credits; /* the newest is taken back first */
	size_t count, capacity;
};

/* The credits at a moment of the tree. */
struct line_state {
	bool used;
	bool open; /* it is that of now still */
	struct lines_moment moment;
	uint64_t total;
	uint64_t held[LINES_PLACES_MAX]; /* by place */
	line_place place;                /* where the last part of it rose; LINE_REST: unknown */
};

struct lines {
	char *folder;
	struct line_function *functions;
	struct line_chain *chains; /* the first is the root */
	struct line_place_entry *places;
	size_t function_count, function_capacity, chain_count, chain_capacity, place_count,
		place_capacity;
	uint16_t slots[FUNCTION_SLOTS]; /* by code: function + 1; 0: free */
	struct line_process *processes;
	size_t process_count, process_capacity;
	uint64_t total, peak;
	bool at_peak; /* the state is that of the peak, and not copied yet */
	line_place peak_place;
	int peak_process;
	uint64_t peak_at_ns;
	struct line_state *moments[LINES_MOMENTS_MAX];
	int rose_process; /* what rose last, and when */
	uint64_t rose_ns;
	struct line_times times;
};

/* What a process was credited with last, as far back as makes a difference. `whole`: what is held
 * in all; `none`: the answer if there is nothing. */
line_place lines_place_of_last(const struct lines *, int process, uint64_t whole, line_place none);

/* --- lines_moment.c --- */

/* Before what is held changes: a moment that is still that of now is kept. `risen`: what will be
 * held in all; 0: it falls. */
void lines_close_moments(struct lines *, uint64_t risen);
void lines_free_moments(struct lines *);
/* The state of this moment, or NULL. */
const struct line_state *lines_state_at(struct lines *, uint64_t at_ns);

/* --- lines_place.c --- */

/* Adds the functions and places of the kinds without a line. */
void lines_begin_places(struct lines *);

/* The function that one stands for: an import whose package became known. */
uint32_t lines_function_of(const struct lines *, uint32_t function);

/* --- lines_path.c --- */

/* A file as it is shown: relative to the folder, from the package on, or from the standard
 * library's folder on; cut at the front if it does not fit. */
void lines_put_path(const char *folder, const char *file, struct buffer *);

/* What of a path names the package: its first part below site-packages, or below the standard
 * library; otherwise the file without its ending. */
void lines_put_package(const char *file, struct buffer *);

/* Whether a frame is of the import system itself; or of what runs before the program. */
bool lines_is_importlib(const char *file);
bool lines_is_start(const char *file);

#endif
