/* SPDX-License-Identifier: MIT */
/* protocol_private.h: shared by both sides of the protocol: how a struct becomes bytes, and the
 * valid range of each of its members. Pure. */
#ifndef PEAKTOP_IPC_PROTOCOL_PRIVATE_H
#define PEAKTOP_IPC_PROTOCOL_PRIVATE_H

#include <stddef.h>

#include "ipc/protocol.h"

/* A frame begins with its length and its kind. */
#define FRAME_HEAD_BYTES 5

#define SUMMARY_MAX (1024u * 1024)
#define POINT_ABSENT UINT64_MAX

/* --- bytes --- */

/* The rest of a frame's body. */
struct rest {
	const char *data;
	size_t length;
};

/* Numbers of 1 to 8 bytes. */
void wire_put(struct bytes *, uint64_t value, size_t size);
/* Like wire_put, but overwrites existing bytes. */
void wire_set(char *at, uint64_t value, size_t size);
uint64_t wire_get(const char *at, size_t size);

/* The next number or piece (its length in 4 bytes, then its bytes); false: not enough bytes
 * left. */
bool rest_number(struct rest *, uint64_t *value, size_t size);
bool rest_piece(struct rest *, struct rest *piece);
void wire_put_piece(struct bytes *, const char *data, size_t length);

/* The beginning of each side's first frame. Taking it fails if it is missing or of another
 * version. */
void greeting_put(struct bytes *);
bool greeting_take(const struct frame *, struct rest *, struct failure *why);

/* --- members of a struct --- */

struct wire_member {
	size_t offset, size;
	bool text;         /* a NUL-terminated array of char; otherwise an integer */
	uint64_t min, max; /* for an integer, read as unsigned */
};

struct wire_members {
	const struct wire_member *items;
	size_t count;
};

/* The members of `colours` in a struct of this type; an invalid colour becomes unknown. */
#define COLOUR_MEMBER(type, name)                                                          \
	{                                                                                  \
		offsetof(struct type, colours.name), sizeof(int32_t), false, 0, UINT32_MAX \
	}
#define COLOUR_MEMBERS_4(type, n)                                               \
	COLOUR_MEMBER(type, palette[n]), COLOUR_MEMBER(type, palette[(n) + 1]), \
		COLOUR_MEMBER(type, palette[(n) + 2]), COLOUR_MEMBER(type, palette[(n) + 3])
#define COLOUR_MEMBERS(type)                                                              \
	COLOUR_MEMBER(type, front), COLOUR_MEMBER(type, back), COLOUR_MEMBERS_4(type, 0), \
		COLOUR_MEMBERS_4(type, 4), COLOUR_MEMBERS_4(type, 8), COLOUR_MEMBERS_4(type, 12)

extern const struct wire_members identity_members, figures_members, end_members, screen_members;

/* The contents of a screen's frame of this kind, as members of struct protocol_request; count 0:
 * none. */
const struct wire_members *request_members(enum frame_kind);

void wire_put_members(struct bytes *, const struct wire_members *, const void *from);

/* False: not enough bytes, or a number out of range; `to` may be partly filled. */
bool wire_take_members(struct rest *, const struct wire_members *, void *to);

/* --- kinds --- */

/* "figures". */
const char *frame_name(enum frame_kind);

size_t frame_begin(struct bytes *, enum frame_kind);
void frame_end(struct bytes *, size_t start);

#endif
