/* SPDX-License-Identifier: MIT */
/* xml_check.h: checks that a text is well-formed XML with only what charts use: elements,
 * attributes, character data and four entities. */
#ifndef PEAKTOP_TESTS_SUPPORT_XML_CHECK_H
#define PEAKTOP_TESTS_SUPPORT_XML_CHECK_H

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

#define XML_DEPTH 8
#define XML_NAME 32
#define XML_ENTITIES 4

static inline bool
xml_names(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == ':';
}

/* Text up to one of `ends`; NULL: invalid XML. */
static inline const char *
xml_after_text(const char *at, const char *ends)
{
	static const char *const entities[XML_ENTITIES] = { "&amp;", "&lt;", "&gt;", "&quot;" };
	size_t i;

	while (*at != '\0' && strchr(ends, *at) == NULL) {
		uint32_t code;
		size_t length = utf8_decode(at, strlen(at), &code);

		if (length == 0 || (code < 0x20 && code != '\n') || code == 0xfffe ||
			code == 0xffff || code == '<' || strncmp(at, "]]>", 3) == 0)
			return NULL;
		for (i = 0; code == '&' && i < XML_ENTITIES; i++) {
			if (strncmp(at, entities[i], strlen(entities[i])) == 0)
				break;
		}
		if (code == '&' && i == XML_ENTITIES)
			return NULL;
		at += length;
	}
	return at;
}

/* The attributes of one element, up to its end; each once. */
static inline const char *
xml_after_attributes(const char *at)
{
	char seen[512] = " ";

	while (*at == ' ') {
		char name[XML_NAME + 2] = "";
		size_t length = 0;

		for (at++; length < XML_NAME && xml_names(*at); at++)
			name[length++] = *at;
		name[length] = ' ';
		if (length == 0 || strstr(seen, name) != NULL ||
			strlen(seen) + length + 2 > sizeof seen || strncmp(at, "=\"", 2) != 0)
			return NULL;
		strcat(seen, name);
		at = xml_after_text(at + 2, "\"");
		if (at == NULL || *at++ != '"')
			return NULL;
	}
	return at;
}

/* One tag; the names of the open elements are in `open`. */
static inline const char *
xml_after_tag(const char *at, char open[XML_DEPTH][XML_NAME], int *depth)
{
	bool closes = at[1] == '/';
	char name[XML_NAME] = "";
	size_t length = 0;

	for (at += closes ? 2 : 1; length < XML_NAME - 1 && xml_names(*at); at++)
		name[length++] = *at;
	if (length == 0)
		return NULL;
	if (closes)
		return *at == '>' && *depth > 0 && strcmp(open[--*depth], name) == 0 ? at + 1
										     : NULL;
	at = xml_after_attributes(at);
	if (at == NULL)
		return NULL;
	if (strncmp(at, "/>", 2) == 0)
		return at + 2;
	if (*at != '>' || *depth == XML_DEPTH)
		return NULL;
	memcpy(open[(*depth)++], name, XML_NAME);
	return at + 1;
}

static inline bool
is_xml(const char *at)
{
	char open[XML_DEPTH][XML_NAME];
	int depth = 0;

	if (*at != '<')
		return false;
	while (at != NULL && *at == '<') {
		at = xml_after_tag(at, open, &depth);
		if (at != NULL && depth == 0)
			return strspn(at, "\n") == strlen(at);
		if (at != NULL)
			at = xml_after_text(at, "<");
	}
	return false;
}

#endif
