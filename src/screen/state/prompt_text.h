/* SPDX-License-Identifier: MIT */
/* prompt_text.h: edits the text of a prompt, typed or pasted. */
#ifndef PEAKTOP_SCREEN_STATE_PROMPT_TEXT_H
#define PEAKTOP_SCREEN_STATE_PROMPT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* True: the text changed; a key that is not a character types nothing. */
bool prompt_text_type(char *text, size_t size, int code);
bool prompt_text_erase(char *text);

/* Appends a pasted character; `takes`: the characters that are accepted; NULL: all. */
void prompt_text_paste(char *text, size_t size, const char *takes, int code);
void prompt_text_end_paste(char *text);

#endif
