/* SPDX-License-Identifier: MIT */
/* shell.c: what `sh -c TEXT` runs. */
#include "model/naming/shell.h"

#include <string.h>

#include "base/length.h"

#define BLANKS " \t\r\n"

/* --- the text among the arguments --- */

static bool
is_one_of(struct span s, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(s, names[i]))
			return true;
	return false;
}

static bool
is_shell(struct span program)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ksh", "zsh" };

	program = span_base(program);
	if (span_begins(program, "-")) /* a login shell */
		program = span_from(program, 1);
	return is_one_of(program, shells, LENGTH(shells));
}

/* Letters after one dash or plus; the value of a last `o` or `O` is the next argument. */
static void
read_letters(struct span option, struct cmdline_args *args, bool *code)
{
	char last = option.bytes[option.count - 1];
	struct span value;

	*code = *code || (option.bytes[0] == '-' && memchr(option.bytes, 'c', option.count));
	if (last == 'o' || last == 'O')
		cmdline_next(args, &value);
}

/* The first operand, if one of the options before it is -c. */
static bool
find_text(struct cmdline_args args, struct span *text)
{
	static const char *const valued[] = { "--rcfile", "--init-file" };
	struct span arg;
	bool code = false;

	if (!cmdline_next(&args, &arg) || !is_shell(arg))
		return false;
	while (cmdline_next(&args, &arg)) {
		if (span_is(arg, "--"))
			return code && cmdline_next(&args, text);
		if (arg.count < 2 || (arg.bytes[0] != '-' && arg.bytes[0] != '+')) {
			*text = arg;
			return code;
		}
		if (is_one_of(arg, valued, LENGTH(valued)))
			cmdline_next(&args, text);
		else if (!span_begins(arg, "--"))
			read_letters(arg, &args, &code);
	}
	return false;
}

/* --- its words --- */

/* The state of one splitting. */
struct split {
	struct span left;
	struct shell_code *code;
	bool quoted; /* the word has a quote in it: so it is neither keyword nor assignment */
};

static bool
put(struct split *s, char c)
{
	if (s->code->words_bytes > SHELL_TEXT_MAX)
		return false;
	s->code->words[s->code->words_bytes++] = c;
	return true;
}

static char
take(struct split *s)
{
	char c = s->left.bytes[0];

	s->left = span_from(s->left, 1);
	return c;
}

/* What is between quotes; the first has been taken. False: it is expanded, or does not end. */
static bool
split_quoted(struct split *s, char quote)
{
	s->quoted = true;
	while (s->left.count > 0) {
		char c = take(s);

		if (c == quote)
			return true;
		if (c == '\0' || (quote == '"' && strchr("$`\\!", c) != NULL) || !put(s, c))
			return false;
	}
	return false;
}

/* False: it is more than a word. */
static bool
split_word(struct split *s)
{
	bool begun = false;

	s->quoted = false;
	for (; s->left.count > 0 && strchr(BLANKS, s->left.bytes[0]) == NULL; begun = true) {
		char c = take(s);

		if (c == '\'' || c == '"') {
			if (!split_quoted(s, c))
				return false;
		} else if (strchr("|&;<>()$`\\", c) != NULL || (c == '#' && !begun) || !put(s, c)) {
			return false; /* strchr finds a NUL, too */
		}
	}
	return put(s, '\0');
}

static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.count; i++) {
		char c = s.bytes[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

		if (!letter && (i == 0 || c < '0' || c > '9'))
			return false;
	}
	return s.count > 0;
}

static bool
is_assignment(struct span word)
{
	const char *equals = memchr(word.bytes, '=', word.count);

	return equals != NULL &&
	       is_name((struct span){ word.bytes, (size_t)(equals - word.bytes) });
}

/* Words that begin what is not one simple command. */
static bool
is_keyword(struct span word)
{
	static const char *const keywords[] = { "!", "[[", "{", "}", "case", "coproc", "do", "done",
		"elif", "else", "esac", "fi", "for", "foreach", "function", "if", "repeat",
		"select", "then", "until", "while" };

	return is_one_of(word, keywords, LENGTH(keywords));
}

/* A line break ends a command. */
static bool
skip_blanks(struct split *s)
{
	while (s->left.count > 0 && strchr(BLANKS, s->left.bytes[0]) != NULL)
		if (take(s) == '\n')
			return false;
	return true;
}

static bool
split(struct split *s)
{
	struct shell_code *code = s->code;
	bool begun = false;

	if (memchr(s->left.bytes, '\0', s->left.count) != NULL || s->left.count > SHELL_TEXT_MAX)
		return false;
	while (s->left.count > 0) {
		size_t start = code->words_bytes;
		struct span word;

		if (!skip_blanks(s) || !split_word(s))
			return false;
		word = (struct span){ code->words + start, code->words_bytes - start - 1 };
		if (begun)
			continue;
		if (is_assignment(word) || (!s->quoted && span_is(word, "exec")))
			code->words_bytes = start;
		else if ((!s->quoted && is_keyword(word)) || word.count == 0 ||
			 span_begins(word, "-"))
			return false;
		else
			begun = true;
	}
	return begun;
}

enum shell_kind
shell_read(struct cmdline_args args, struct shell_code *code)
{
	struct split s = { .code = code };

	code->words_bytes = 0;
	if (!find_text(args, &code->text))
		return SHELL_NONE;
	code->text = span_trim(code->text);
	s.left = code->text;
	if (s.left.count == 0)
		return SHELL_NONE;
	return split(&s) ? SHELL_COMMAND : SHELL_TEXT;
}
