/* SPDX-License-Identifier: MIT */
/* grid_svg.h: the screen as a picture: SVG with text, which stays sharp, on a dark ground. */
#ifndef PEAKTOP_SCREEN_FRAME_GRID_SVG_H
#define PEAKTOP_SCREEN_FRAME_GRID_SVG_H

#include "screen/frame/grid.h"

/* Self-contained, with a title for those who do not see it. The same grid gives the same picture.
 */
void grid_put_svg(const struct grid *, const struct theme *, const char *title, struct bytes *out);

#endif
