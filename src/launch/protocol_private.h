/* SPDX-License-Identifier: MIT */
/* protocol_private.h: what the two sides of the protocol share: how a struct becomes bytes, and what
 * each of its members may be. Pure. */
#ifndef PEAKTOP_LAUNCH_PROTOCOL_PRIVATE_H
#define PEAKTOP_LAUNCH_PROTOCOL_PRIVATE_H

#include "launch/protocol.h"

/* A frame begins with its length and its kind. */
#define FRAME_HEAD_BYTES 5

#define SUMMARY_MAX (1024u * 1024)
#define POINT_ABSENT UINT64_MAX

/* --- bytes --- */

/* What is left of a frame's body. */
struct rest {
	const char *data;
	size_t length;
};

/* Figures of 1 to 8 bytes. */
void wire_put(struct bytes *, uint64_t value, size_t size);
/* As wire_put, over bytes that are there. */
void wire_set(char *at, uint64_t value, size_t size);
uint64_t wire_get(const char *at, size_t size);

/* The next figure or piece (its length in 4 bytes, then it); false: there is not so much. */
bool rest_number(struct rest *, uint64_t *value, size_t size);
bool rest_piece(struct rest *, struct rest *piece);
void wire_put_piece(struct bytes *, const char *data, size_t length);

/* What the first frame of each side begins with. False and `why`: no such thing, or another version. */
void greeting_put(struct bytes *);
bool greeting_take(const struct frame *, struct rest *, struct failure *why);

/* --- members of a struct --- */

struct member {
	size_t offset, size;
	bool text;            /* an array of char, NUL-terminated; otherwise an integer */
	uint64_t least, most; /* of an integer, as it is without a sign */
};

struct members {
	const struct member *items;
	size_t count;
};

extern const struct members identity_members, figures_members, end_members, screen_members;

/* What a screen's frame of this kind holds, of struct protocol_request; count 0: nothing. */
const struct members *request_members(enum frame_kind);

void members_put(struct bytes *, const struct members *, const void *from);

/* False: there is not so much, or a figure is none that it may be; `to` is filled in part then. */
bool members_take(struct rest *, const struct members *, void *to);

/* --- kinds --- */

/* "figures". */
const char *frame_name(enum frame_kind);

size_t frame_begin(struct bytes *, enum frame_kind);
void frame_end(struct bytes *, size_t begun);

#endif
