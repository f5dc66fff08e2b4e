/* SPDX-License-Identifier: MIT */
/* python_environment.c: the name of an interpreter's environment (venv, conda). */
#include "model/naming/python.h"

#include <string.h>

#include "base/length.h"
#include "model/naming/python_private.h"

/* Where tools keep environments: the folder that holds them, and its parent; NULL: any. The name
 * is that of the environment's folder, without a hash that the tool appended, or else `shown`. */
static const struct prefix_rule {
	const char *holder, *above;
	size_t hash_bytes;
	const char *shown;
} prefix_rules[] = {
	{ "envs", NULL, 0, NULL },                /* conda; pyenv-virtualenv */
	{ "versions", ".pyenv", 0, NULL },        /* pyenv */
	{ "versions", "pyenv", 0, NULL },         /* the same, under PYENV_ROOT */
	{ "python", "installs", 0, NULL },        /* asdf, mise */
	{ ".virtualenvs", NULL, 0, NULL },        /* virtualenvwrapper */
	{ "virtualenvs", NULL, 8, NULL },         /* poetry, pipenv */
	{ "venvs", NULL, 0, NULL },               /* pipx */
	{ ".cache", "pipx", 0, "pipx run" },      /* pipx run up to 1.2 */
	{ "pipx", ".cache", 0, "pipx run" },      /* and later */
	{ ".tox", NULL, 0, NULL },                /* tox */
	{ ".nox", NULL, 0, NULL },                /* nox */
	{ "tools", "uv", 0, NULL },               /* uv tool install */
	{ "environments-v2", "uv", 16, NULL },    /* uv run of a script */
	{ "archive-v0", "uv", 0, "uv tool run" }, /* uvx */
	{ "builds-v0", "uv", 0, "uv temporary" },
};

/* Names of environments that say nothing: the project's name is used instead. */
static const char *const vague_names[] = { ".venv", "venv", ".env", "env", ".virtualenv",
	"virtualenv", "ve", ".conda", NULL };

/* Folders that are not a project. */
static const char *const vague_folders[] = { "", "home", "mnt", "opt", "root", "srv", "tmp", "usr",
	"var", NULL };

/* Where interpreters are installed, outside any environment. */
static const char *const bases[] = { "", "usr", "local", ".local", "opt", "root", "snap", "sw",
	".linuxbrew", "conda", "miniconda", "miniconda3", "anaconda", "anaconda3", "miniforge",
	"miniforge3", "mambaforge", "micromamba", NULL };

/* The folder of a path, without a trailing slash; empty for / and for a path without a folder. */
static struct span
folder_of(struct span path)
{
	struct span name = span_base(path);
	struct span folder = { path.bytes, (size_t)(name.bytes - path.bytes) };

	if (name.bytes == path.bytes)
		folder.count = 0;
	while (folder.count > 0 && folder.bytes[folder.count - 1] == '/')
		folder.count--;
	return folder;
}

/* The part before /bin/NAME; empty if there is none. */
static struct span
prefix_of(struct span program)
{
	struct span folder = folder_of(program);

	if (!span_is(span_base(folder), "bin"))
		return (struct span){ "", 0 };
	return folder_of(folder);
}

/* Whether these characters can be a hash: base64url, which is seldom all in one case, or hex. */
static bool
is_hash(struct span s)
{
	bool telling = false;

	for (size_t i = 0; i < s.count; i++) {
		char c = s.bytes[i];

		if (c >= 'a' && c <= 'z')
			continue;
		if (memchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", c, 38) == NULL)
			return false;
		telling = true;
	}
	return telling;
}

/* Without "-py3.11", which poetry appends. */
static struct span
without_version(struct span name)
{
	size_t at = name.count;

	while (at > 0 && memchr("0123456789.", name.bytes[at - 1], 11) != NULL)
		at--;
	if (at < name.count && at > 3 && span_ends((struct span){ name.bytes, at }, "-py"))
		name.count = at - 3;
	return name;
}

static struct span
without_hash(struct span name, size_t bytes)
{
	struct span stem = without_version(name);

	if (bytes == 0 || stem.count <= bytes + 1 || stem.bytes[stem.count - bytes - 1] != '-')
		return name;
	if (!is_hash(span_from(stem, stem.count - bytes)))
		return name;
	stem.count -= bytes + 1;
	return stem;
}

/* The name given by a known place; empty: not in a place of environments. */
static struct span
name_by_prefix(struct span prefix)
{
	struct span holder = folder_of(prefix), above = span_base(folder_of(holder));

	for (size_t i = 0; i < LENGTH(prefix_rules); i++) {
		const struct prefix_rule *p = &prefix_rules[i];

		if (!span_is(span_base(holder), p->holder))
			continue;
		if (p->above != NULL && !span_is(above, p->above))
			continue;
		return p->shown != NULL ? span_of(p->shown)
					: without_hash(span_base(prefix), p->hash_bytes);
	}
	return (struct span){ "", 0 };
}

/* `proj` for proj/.venv. */
static struct span
name_by_folder(struct span prefix)
{
	struct span name = span_base(prefix), project = span_base(folder_of(prefix));

	if (!python_is_listed(name, vague_names))
		return (struct span){ "", 0 };
	if (!python_is_listed(project, vague_folders))
		return project;
	return name.bytes[0] == '.' ? span_from(name, 1) : name;
}

static struct span
known_name(struct span prefix)
{
	struct span name = name_by_prefix(prefix);

	return name.count > 0 ? name : name_by_folder(prefix);
}

/* An environment in any other folder: its interpreter is a link to one elsewhere. */
static struct span
linked_name(struct span prefix, struct span exe)
{
	struct span real = prefix_of(exe), none = { "", 0 };

	if (exe.count == 0 || !span_begins(prefix, "/") || !python_is_interpreter(exe))
		return none;
	if (real.count == prefix.count && memcmp(real.bytes, prefix.bytes, real.count) == 0)
		return none;
	if (python_is_listed(span_base(prefix), bases) ||
		span_is(span_base(folder_of(prefix)), "home"))
		return none;
	return span_base(prefix);
}

/* The script that is run: a console script lies beside its interpreter. */
static struct span
script_of(const struct command_line *line)
{
	struct cmdline_args args;
	struct span what = { "", 0 };

	if (!python_find_options(line, &args) || python_read_options(&args, &what) != RUN_SCRIPT)
		return (struct span){ "", 0 };
	return what;
}

static struct span
find_name(const struct command_line *line)
{
	struct cmdline_args args = cmdline_args_of(line);
	struct span exe = python_exe(line), first = { "", 0 }, name = { "", 0 };

	if (cmdline_next(&args, &first) && python_is_interpreter(first)) {
		name = known_name(prefix_of(first));
		if (name.count == 0)
			name = linked_name(prefix_of(first), exe);
		if (name.count == 0)
			name = known_name(prefix_of(script_of(line)));
	}
	if (name.count == 0 && python_is_interpreter(exe))
		name = known_name(prefix_of(exe));
	return name;
}

bool
python_environment(const struct command_line *line, struct buffer *out)
{
	struct span name = span_trim(find_name(line));

	span_put(out, name);
	return name.count > 0;
}
