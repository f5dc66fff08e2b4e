/* SPDX-License-Identifier: MIT */
/* python_run.c: how a script, a module or code is shown, or an interpreter without any. */
#include "model/naming/python_private.h"

#include <string.h>

#include "base/length.h"
#include "base/utf8.h"

#define CODE_COLUMNS 60 /* columns shown of -c's first line */
#define CODE_BYTES 256  /* bytes read of it, clean: room for 60 columns of 4 bytes */

/* Code of the standard library's helpers, by prefix (get_command_line in its
 * multiprocessing/spawn.py, ensure_running in the others; semaphore_tracker: up to 3.7), and of
 * joblib's. A process forked by the forkserver keeps the forkserver's command line. */
static const struct helper {
	const char *code, *shown;
} helpers[] = {
	{ "from multiprocessing.spawn import spawn_main", "multiprocessing spawn worker" },
	{ "from multiprocessing.forkserver import main", "multiprocessing forkserver" },
	{ "from multiprocessing.resource_tracker import main", "multiprocessing resource_tracker" },
	{ "from multiprocessing.semaphore_tracker import main",
		"multiprocessing semaphore_tracker" },
	{ "from joblib.externals.loky.backend.resource_tracker import main",
		"joblib resource_tracker" },
	{ "from loky.backend.resource_tracker import main", "loky resource_tracker" },
};

/* File names that say nothing without their folder. */
static const char *const vague_scripts[] = { "__main__.py", "adapter", "launcher", NULL };

/* Programs that are shown neither as `-m MODULE` nor by their file name. */
enum arguments { ARGUMENTS_ALL, ARGUMENTS_KERNEL, ARGUMENTS_LOKY };
static const struct known_tool {
	const char *module, *shown;
	enum arguments arguments;
} known[] = {
	{ "ipykernel_launcher", "ipykernel", ARGUMENTS_KERNEL },
	{ "ipykernel", "ipykernel", ARGUMENTS_KERNEL },
	{ "xpython_launcher", "xpython", ARGUMENTS_KERNEL },
	{ "spyder_kernels.console", "spyder kernel", ARGUMENTS_KERNEL },
	{ "joblib.externals.loky.backend.popen_loky_posix", "joblib worker", ARGUMENTS_LOKY },
	{ "loky.backend.popen_loky_posix", "loky worker", ARGUMENTS_LOKY },
	{ "torch.distributed.run", "torchrun", ARGUMENTS_ALL },
	{ "accelerate.commands.launch", "accelerate launch", ARGUMENTS_ALL },
};

static const struct known_tool *
known_module(struct span module)
{
	for (size_t i = 0; i < LENGTH(known); i++)
		if (span_is(module, known[i].module))
			return &known[i];
	return NULL;
}

static void
put_after_space(struct buffer *out, struct span arg)
{
	if (arg.count == 0)
		return;
	buffer_char(out, ' ');
	span_put(out, arg);
}

/* A notebook kernel: `-f FILE` or `--f=FILE` identifies it. */
static void
put_kernel(struct buffer *out, struct cmdline_args arguments)
{
	struct span arg;

	while (cmdline_next(&arguments, &arg)) {
		if (!span_ends(arg, ".json"))
			continue;
		put_after_space(out, span_base(arg));
		return;
	}
}

/* A loky worker: `--process-name LokyProcess-1 --pipe 13`. */
static void
put_loky(struct buffer *out, struct cmdline_args arguments)
{
	struct span arg;

	while (cmdline_next(&arguments, &arg)) {
		if (!span_is(arg, "--process-name"))
			continue;
		if (cmdline_next(&arguments, &arg))
			put_after_space(out, arg);
		return;
	}
}

static void
put_known(struct buffer *out, const struct known_tool *program, struct cmdline_args arguments)
{
	static void (*const put[])(struct buffer *, struct cmdline_args) = {
		[ARGUMENTS_ALL] = cmdline_put,
		[ARGUMENTS_KERNEL] = put_kernel,
		[ARGUMENTS_LOKY] = put_loky,
	};

	buffer_text(out, program->shown);
	put[program->arguments](out, arguments);
}

/* An interactive prompt and `python < FILE` have the same command line. */
static void
put_nothing(struct buffer *out, struct span what, struct cmdline_args arguments)
{
	(void)what;
	(void)arguments;
	buffer_text(out, "python (prompt or stdin)");
}

/* The file name, with its folder if it says nothing alone. */
static struct span
script_name(struct span path)
{
	struct span name = span_base(path);
	struct span folder = { path.bytes, (size_t)(name.bytes - path.bytes) };

	if (folder.count < 2 || !python_is_listed(name, vague_scripts))
		return name;
	return span_from(path, (size_t)(span_base(folder).bytes - path.bytes));
}

/* The module of a script with a known name, or NULL. */
static const struct known_tool *
known_script(struct span name)
{
	static const char suffix[] = ".py";

	if (!span_ends(name, suffix))
		return NULL;
	name.count -= sizeof suffix - 1;
	return known_module(name);
}

static void
put_script(struct buffer *out, struct span what, struct cmdline_args arguments)
{
	struct span name = script_name(what);
	const struct known_tool *program = known_script(name);

	if (span_trim(name).count == 0)
		put_nothing(out, what, arguments);
	else if (span_is(what, "-"))
		buffer_text(out, "python (stdin)");
	else if (program != NULL)
		put_known(out, program, arguments);
	else {
		span_put(out, name);
		cmdline_put(out, arguments);
	}
}

static void
put_module(struct buffer *out, struct span what, struct cmdline_args arguments)
{
	const struct known_tool *program = known_module(what);

	if (program != NULL) {
		put_known(out, program, arguments);
		return;
	}
	buffer_text(out, "-m");
	put_after_space(out, what);
	cmdline_put(out, arguments);
}

/* The number of bytes of clean text that fit into this many columns. */
static size_t
bytes_within(const struct buffer *text, int columns)
{
	size_t at = 0;

	while (at < text->length) {
		uint32_t code = 0;
		size_t length = utf8_decode(text->bytes + at, text->length - at, &code);

		columns -= utf8_width(code);
		if (length == 0 || columns < 0)
			break;
		at += length;
	}
	return at;
}

static struct span
first_line(struct span code)
{
	size_t at = 0;

	code = span_trim(code);
	while (at < code.count && code.bytes[at] != '\n' && code.bytes[at] != '\r')
		at++;
	return span_trim((struct span){ code.bytes, at });
}

static const char *
helper_of(struct span line)
{
	for (size_t i = 0; i < LENGTH(helpers); i++)
		if (span_begins(line, helpers[i].code))
			return helpers[i].shown;
	return NULL;
}

static void
put_code(struct buffer *out, struct span what, struct cmdline_args arguments, struct span program)
{
	char storage[CODE_BYTES];
	struct buffer text = buffer_over(storage, sizeof storage);
	struct span line;
	const char *helper;
	size_t fits;

	if (arguments.separator == ' ') /* a title: where the code ends is unknown */
		what.count = (size_t)(arguments.left.bytes - what.bytes) + arguments.left.count;
	line = first_line(what);
	helper = helper_of(line);
	if (helper != NULL) {
		buffer_text(out, helper);
		return;
	}
	span_put(&text, line);
	fits = bytes_within(&text, CODE_COLUMNS);
	/* "-c import time" alone would not say what runs it. */
	span_put(out, program);
	buffer_text(out, program.count > 0 ? " -c" : "-c");
	put_after_space(out, (struct span){ text.bytes, fits });
	if ((fits < text.length || text.cut) && !out->cut)
		buffer_text(out, "...");
}

void
python_put_run(struct buffer *out, enum python_run run, struct span what,
	struct cmdline_args arguments, struct span program)
{
	static void (*const put[])(
		struct buffer *, struct span what, struct cmdline_args arguments) = {
		[RUN_NOTHING] = put_nothing,
		[RUN_SCRIPT] = put_script,
		[RUN_MODULE] = put_module,
	};

	if (run == RUN_CODE)
		put_code(out, what, arguments, program);
	else
		put[run](out, what, arguments);
}
