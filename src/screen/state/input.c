/* SPDX-License-Identifier: MIT */
/* input.c: names of keys, for the config file, the help screen and the footer. */
#include "screen/state/input.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/length.h"
#include "base/utf8.h"

static const struct {
	const char *name;
	int code;
} named[] = {
	{ "Space", ' ' },
	{ "Tab", KEY_CODE_TAB },
	{ "Enter", KEY_CODE_ENTER },
	{ "Esc", KEY_CODE_ESCAPE },
	{ "Backspace", KEY_CODE_BACKSPACE },
	{ "Up", KEY_CODE_UP },
	{ "Down", KEY_CODE_DOWN },
	{ "Left", KEY_CODE_LEFT },
	{ "Right", KEY_CODE_RIGHT },
	{ "Home", KEY_CODE_HOME },
	{ "End", KEY_CODE_END },
	{ "PageUp", KEY_CODE_PAGE_UP },
	{ "PageDown", KEY_CODE_PAGE_DOWN },
	{ "Delete", KEY_CODE_DELETE },
};

static int
control_key(const char *name)
{
	char letter;

	if (strncasecmp(name, "Ctrl-", 5) != 0 || name[5] == '\0' || name[6] != '\0')
		return 0;
	letter = name[5];
	return letter >= '@' && letter <= '~' ? letter & 0x1f : 0;
}

static int
function_key(const char *name)
{
	char *end;
	long number;

	if ((name[0] != 'F' && name[0] != 'f') || name[1] < '1' || name[1] > '9')
		return 0;
	number = strtol(name + 1, &end, 10);
	return *end == '\0' && number <= 12 ? KEY_CODE_F1 + (int)number - 1 : 0;
}

int
input_key_by_name(const char *name)
{
	size_t length = strlen(name);
	uint32_t code;

	for (size_t i = 0; i < LENGTH(named); i++)
		if (strcasecmp(name, named[i].name) == 0)
			return named[i].code;
	if (length > 0 && utf8_decode(name, length, &code) == length && code > ' ' && code != 127)
		return (int)code;
	return control_key(name) != 0 ? control_key(name) : function_key(name);
}

void
input_put_key_name(struct buffer *b, int code)
{
	char bytes[4];

	for (size_t i = 0; i < LENGTH(named); i++) {
		if (named[i].code == code) {
			buffer_text(b, named[i].name);
			return;
		}
	}
	if (code >= KEY_CODE_F1 && code <= KEY_CODE_F12)
		buffer_print(b, "F%d", code - KEY_CODE_F1 + 1);
	else if (code < ' ')
		buffer_print(b, "Ctrl-%c", code + '@');
	else
		buffer_put(b, bytes, utf8_put_code((uint32_t)code, bytes));
}

/* Neither C0 nor C1 controls. */
size_t
input_put_character(int code, char *bytes)
{
	if (code < ' ' || (code >= KEY_CODE_BACKSPACE && code < 0xa0) || code >= KEY_CODE_UP)
		return 0;
	return utf8_put_code((uint32_t)code, bytes);
}
