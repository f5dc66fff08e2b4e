/* SPDX-License-Identifier: MIT */
/* prompt_text.c: edits the text of a prompt, typed or pasted. */
#include "screen/state/prompt_text.h"

#include <string.h>

#include "base/utf8.h"
#include "screen/state/input.h"

bool
prompt_text_erase(char *text)
{
	size_t length = strlen(text);

	if (length == 0)
		return false;
	do
		length--;
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80);
	text[length] = '\0';
	return true;
}

bool
prompt_text_type(char *text, size_t size, int code)
{
	char bytes[4];
	size_t length = strlen(text), count;

	/* Neither C0 nor C1 controls. */
	if (code < ' ' || (code >= KEY_CODE_BACKSPACE && code < 0xa0) || code >= KEY_CODE_UP)
		return false;
	count = utf8_put_code((uint32_t)code, bytes);
	if (length + count >= size)
		return false;
	memcpy(text + length, bytes, count);
	text[length + count] = '\0';
	return true;
}

/* Line ends and tabs become one space, but not at the start; other controls are dropped. */
void
prompt_text_paste(char *text, size_t size, const char *takes, int code)
{
	size_t length = strlen(text);

	if (code == KEY_CODE_ENTER || code == KEY_CODE_TAB) {
		if (length == 0 || text[length - 1] == ' ')
			return;
		code = ' ';
	}
	if (takes == NULL || (code > 0 && code < KEY_CODE_BACKSPACE && strchr(takes, code) != NULL))
		prompt_text_type(text, size, code);
}

/* A pasted line usually ends with an Enter, which has become a space. */
void
prompt_text_end_paste(char *text)
{
	size_t length = strlen(text);

	if (length > 0 && text[length - 1] == ' ')
		text[length - 1] = '\0';
}
