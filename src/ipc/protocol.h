/* SPDX-License-Identifier: MIT */
/* protocol.h: the messages between a keeper and its screens, as bytes. Pure. A frame is its
 * length (4 bytes, of what follows), its kind (1 byte), its body; numbers are little-endian. The
 * first frame of each side contains the version. The same frames, written to a file at the end,
 * preserve the last state of a job. Any bytes are safe to parse; what is not a frame of this
 * version is refused, never guessed. */
#ifndef PEAKTOP_IPC_PROTOCOL_H
#define PEAKTOP_IPC_PROTOCOL_H

#include "base/bytes.h"
#include "base/failure.h"
#include "model/run/series.h"
#include "model/terminal/watched.h"

#define PROTOCOL_VERSION 6
/* The largest screen fits, whatever its content: 24 MB. */
#define PROTOCOL_FRAME_MAX (32u * 1024 * 1024)
#define PROTOCOL_ASK_MAX 2000 /* lines requested at a time */

enum frame_kind {
	/* from a keeper */
	FRAME_IDENTITY = 1, /* version, struct watched_identity */
	FRAME_FIGURES,      /* struct watched_figures; also a point of the chart */
	FRAME_POINTS,       /* the whole series of the chart so far; replaces the known one */
	FRAME_SCREEN,       /* head of struct vt_screen and the rows that changed */
	FRAME_LINES,        /* a reply: number of the first, then lines of the scrollback */
	FRAME_END,          /* struct watched_end, the summary */
	FRAME_MARKS,        /* where phases began: all; replaces the known ones */
	/* from a screen */
	FRAME_HELLO, /* version, rows, cols, whether COLOURS follow; 0x0: only views, keeps the
		      * size */
	FRAME_SIZE,
	FRAME_KEY,     /* struct protocol_key */
	FRAME_ASK,     /* requests lines: first, count */
	FRAME_SIGNAL,  /* for the command's process group or tree */
	FRAME_COLOURS, /* struct vt_colours of its terminal; of several screens, the last one
			* counts */
	FRAME_MARK,    /* a phase of the job begins: its name */
	FRAME_KINDS,
};

/* A key or a mouse event (screen/state/input.h explains the numbers). */
struct protocol_key {
	int32_t code;
	uint32_t modifiers;
	int32_t row, col;
};

/* A message from a screen. */
struct protocol_request {
	enum frame_kind kind;
	int rows, cols;            /* HELLO, SIZE */
	struct protocol_key key;   /* KEY */
	uint64_t first, count;     /* ASK; at most PROTOCOL_ASK_MAX */
	int signal;                /* SIGNAL */
	uint8_t sends_colours;     /* HELLO: COLOURS will follow, and are not known yet */
	struct vt_colours colours; /* COLOURS: each known or not */
	char mark[64];             /* MARK; clean */
};

/* --- writing: each function appends one frame --- */

void protocol_put_identity(struct bytes *, const struct watched_identity *);
void protocol_put_figures(struct bytes *, const struct watched_figures *);
void protocol_put_points(struct bytes *, const struct series *);
void protocol_put_marks(struct bytes *, const struct run_phases *);
void protocol_put_end(
	struct bytes *, const struct watched_end *, const char *summary, size_t length);

/* Appends the head; then protocol_put_row each row that changed; then the end of the frame. The
 * screen changes only when the frame is complete. */
size_t protocol_begin_screen(struct bytes *, const struct vt_screen *);
void protocol_put_row(struct bytes *, const struct vt_screen *, int row);
void protocol_end_screen(struct bytes *, size_t start);

/* The same for lines of the scrollback. */
size_t protocol_begin_lines(struct bytes *, uint64_t first);
void protocol_put_line(struct bytes *, const char *line, size_t length);
void protocol_end_lines(struct bytes *, size_t start);

void protocol_put_request(struct bytes *, const struct protocol_request *);

/* --- reading --- */

struct frame {
	enum frame_kind kind;
	const char *body; /* borrowed from the reader */
	size_t length;
};

/* Received bytes and the read position. Start with a zeroed struct. */
struct protocol_reader {
	struct bytes data;
	size_t at;
	bool greeted; /* the first frame, with the version, has been seen */
};

void protocol_reader_clear(struct protocol_reader *);
void protocol_reader_add(struct protocol_reader *, const char *data, size_t count);

enum frame_result { FRAME_NONE, FRAME_READY, FRAME_BAD };

/* The next complete frame; its body is valid until the next call. BAD: the input is not our
 * protocol, or is of another version ("this job's keeper speaks version 2, this program 1");
 * nothing more can be read. */
enum frame_result protocol_next(struct protocol_reader *, struct frame *, struct failure *why);

/* Applies a keeper's frame to the job. Fails if the body is not valid for its kind; the job may
 * be partly changed, but is safe to show. */
bool protocol_take(const struct frame *, struct watched_job *, struct failure *why);

/* Parses a screen's message. */
bool protocol_take_request(const struct frame *, struct protocol_request *, struct failure *why);

#endif
