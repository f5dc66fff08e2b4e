/* SPDX-License-Identifier: MIT */
/* page_frame.c: what is around the content of a page, and text in it. */
#include "text/page/page_private.h"

#include <stdint.h>
#include <string.h>

#include "text/chart/svg.h"

/* What is between tags or in an attribute is written as in SVG. */
void
page_text(struct bytes *out, const char *before, const char *text, const char *after)
{
	bytes_text(out, before);
	svg_text(out, text, SIZE_MAX);
	bytes_text(out, after);
}

void
page_begin(struct bytes *out, const char *heading, const char *below)
{
	bytes_text(out,
		"<!DOCTYPE html>\n"
		"<html lang=\"en\">\n"
		"<head>\n"
		"<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; script-src 'sha256-");
	bytes_text(out, page_script_hash);
	bytes_text(out,
		"'; base-uri 'none'; form-action 'none'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n");
	page_text(out, "<title>", heading, " - peaktop</title>\n<style>\n");
	bytes_text(out, page_style);
	bytes_text(out, "</style>\n</head>\n<body>\n<main>\n");
	page_text(out, "<h1>", heading, "</h1>\n");
	if (below != NULL)
		page_text(out, "<p class=\"origin\">", below, "</p>\n");
}

void
page_end(struct bytes *out)
{
	bytes_text(out, "</main>\n<script>");
	bytes_text(out, page_script);
	bytes_text(out, "</script>\n</body>\n</html>\n");
}

void
page_lines(struct bytes *out, const char *class, const struct bytes *lines)
{
	const char *at = lines->data != NULL ? lines->data : "";

	while (*at != '\0') {
		size_t length = strcspn(at, "\n");
		struct bytes line = { .data = NULL };

		bytes_text(&line, "");
		bytes_put(&line, at, length);
		bytes_print(out, "<p class=\"%s\">", class);
		page_text(out, "", line.data + strspn(line.data, " "), "</p>\n");
		bytes_free(&line);
		at += length + (at[length] == '\n');
	}
}
