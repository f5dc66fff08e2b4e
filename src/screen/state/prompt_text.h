/* SPDX-License-Identifier: MIT */
/* prompt_text.h: the text that is typed into a prompt, or pasted. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_TEXT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text changed: a key that is no character types nothing. */
bool prompt_text_type(char *text, size_t size, int code);
bool prompt_text_erase(char *text);

/* A character that was pasted; `takes`: the only ones that are taken; NULL: all. */
void prompt_text_paste(char *text, size_t size, const char *takes, int code);
void prompt_text_end_paste(char *text);

#endif
