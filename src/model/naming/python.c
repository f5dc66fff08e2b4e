/* SPDX-License-Identifier: MIT */
/* python.c: whether a process runs Python, and what it runs. */
#include "model/naming/python.h"

#include "model/naming/python_private.h"

/* Other programs that embed Python, by their full names. */
static const char *const embedders[] = { "uwsgi", "uwsgi-core", "uwsgi_python3", "blender",
	"freecad", "freecadcmd", "FreeCAD", "FreeCADCmd", "freecad-python3", "freecadcmd-python3",
	"houdini-bin", "maya.bin", "paraview", "pvbatch", "pvserver", NULL };

/* Titles of programs that load Python as a module, by their prefixes. */
static const char *const embedded_titles[] = { "(wsgi:", NULL };

/* Titles that Python programs set, by their prefixes. */
static const char *const titles[] = { "gunicorn: ", "[celeryd: ", "[celery beat]", "celery ",
	"ray::", "airflow ", "dask ", "uWSGI ", "[pytest-xdist ", "VLLM::", NULL };

/* Python under another name: a title, a program that embeds it, or a process that has ended. */
static bool
is_other_python(const struct command_line *line)
{
	struct cmdline_args args = cmdline_args_of(line);
	struct span exe = python_exe(line), first = { "", 0 };
	bool named = cmdline_next(&args, &first);

	if (python_is_listed(span_base(first), embedders) ||
		python_beginning(first, embedded_titles) != NULL)
		return true;
	if (exe.count > 0)
		return python_is_interpreter(exe) || python_is_listed(span_base(exe), embedders);
	if (named)
		return python_beginning(first, titles) != NULL;
	return python_is_interpreter(span_trim(span_of(line->comm)));
}

/* The interpreter as it was called. */
static struct span
program_of(const struct command_line *line, char separator)
{
	struct cmdline_args args = cmdline_args_of(line);
	struct span first = { "", 0 };

	args.separator = separator;
	cmdline_next(&args, &first);
	return span_base(first);
}

bool
python_name(const struct command_line *line, struct buffer *out)
{
	struct cmdline_args args;
	struct span what = { "", 0 };
	size_t before = out->length;

	if (python_find_options(line, &args)) {
		enum python_run run = python_read_options(&args, &what);

		python_put_run(out, run, what, args, program_of(line, args.separator));
		return true;
	}
	if (!is_other_python(line))
		return false;
	command_join(line, out);
	if (out->length == before) /* no arguments and no comm */
		buffer_text(out, "python");
	return true;
}

bool
python_script(const struct command_line *line, struct buffer *out)
{
	const struct span nothing = { "", 0 };
	struct cmdline_args args, none = { .left = nothing };
	struct span what = nothing;
	enum python_run run;

	if (!python_find_options(line, &args))
		return false;
	run = python_read_options(&args, &what);
	python_put_run(
		out, run, run == RUN_CODE ? nothing : what, none, program_of(line, args.separator));
	return true;
}
