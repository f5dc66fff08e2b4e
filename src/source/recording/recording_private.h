/* SPDX-License-Identifier: MIT */
/* recording_private.h: shared by the writer and the reader of recordings. */
#ifndef PEAKTOP_SOURCE_RECORDING_RECORDING_PRIVATE_H
#define PEAKTOP_SOURCE_RECORDING_RECORDING_PRIVATE_H

#include "model/process/field.h"
#include "source/recording/recording.h"
#include "source/recording/recording_lines.h"

extern const struct fields recording_system_fields; /* of struct recorded_system */
extern const struct fields recording_ending_fields; /* of struct ending */

/* " r4K c10m": each field that changed, as its difference. Returns how many. */
size_t recording_put_changes(
	const struct fields *, const void *before, const void *now, struct bytes *out);

/* Applies such a text to `now`. False: it violates the format; `now` may be partly changed. */
bool recording_take_changes(const struct fields *, const char *text, void *now);

/* The texts of a description, in the order of the file. */
#define RECORDING_TEXTS 5
extern const char recording_text_letters[RECORDING_TEXTS];
char **recording_text(struct recorded *, size_t index);

struct recorded *recorded_new(void);
void recorded_free(struct recorded *);

/* Adds a process to the coming sample. */
void recording_keep(struct recording_state *, struct recorded *);

/* A new, zeroed end in the sample. */
struct ending *recording_add_ending(struct recording_state *);

/* The coming sample becomes the present one. */
void recording_swap(struct recording_state *);

/* A longer name or command line is cut. */
#define RECORDING_TEXT_MAX 8192

struct recording_reader {
	struct recording_lines lines;
	struct recording_about about;
	struct recording_state state;
	enum recording_step last;
	uint64_t offset; /* of the sample */
	bool key, based; /* based: there is a sample to which changes can apply */
	/* Of the sample being read: */
	size_t taken; /* number of state.items moved into state.spare, which then owns them */
	struct recorded *newest;
	char kept_text[RECORDING_TEXT_MAX];
};

#endif
