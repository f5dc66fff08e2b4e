# SPDX-License-Identifier: MIT
"""options.py: valid and invalid options and config files."""
import os

from tap import (Skip, cases_of, check, environment, equal, good, holds_text, home, main, peaktop)

LIST_HINT = "--columns help"
TIME_HINT = "500ms"
# For each command, options that contradict each other: they are refused.
CLASHES = (([], ("--once", "--batch"), ("--json", "--csv"), ("--groups", "--json"), ("--groups", "--csv"),
            ("--groups", "--tree")),
           (["show", "last"], ("--json", "--csv"), ("--svg=file", "--json"), ("--csv", "--output"), ("--svg=-", "--csv"),
            ("--html=-", "--svg=x")),
           (["compare", "1", "2"], ("--json", "--chart"), ("--json", "--svg=-"), ("--chart", "--svg=-"), ("--html=x", "--svg=x")),
           (["history"], ("--json", "--csv"), ("--json", "--rank"), ("--delete=1", "--rank")),
           (["history", "--keep", "1"], ("--prune", "--rank"), ("--prune", "--label=x"), ("--prune", "--since=1d"),
            ("--prune", "--command=x"), ("--prune", "--failed"), ("--prune", "--rows=1"), ("--prune", "--csv")),
           (["history"], ("--delete=1", "--label=x"), ("--delete=1", "--failed"), ("--delete=1", "--json")))
COMMANDS = ("run", "attach", "mark", "stop", "history", "show", "compare", "record")


def refuses(arguments, *words, env=None, cwd=None):
    """One line on stderr that contains each word, status 2, nothing on stdout."""
    done = peaktop(*arguments, env=env, cwd=cwd)
    what = f"{arguments!r}"
    equal(done.returncode, 2, f"{what}: status ({done.stderr!r})")
    equal(done.stdout, b"", f"{what}: stdout")
    check(done.stderr.startswith(b"peaktop: "), what, done.stderr)
    check(done.stderr.endswith(b"\n") and done.stderr.count(b"\n") == 1, what, done.stderr)
    said = done.stderr.decode("utf-8")
    for word in words:
        holds_text(said, word, what)
    return said


def config_file(text, name="settings"):
    path = home() / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def settings(*arguments, env=None, cwd=None):
    """The settings in force, as a dict; checks that stderr is empty."""
    text = good(*arguments, "--print-config", env=env, cwd=cwd)
    pairs, last = {}, None
    for line in text.splitlines():
        if line.startswith(" ") and last:
            pairs[last] += line.strip()
        elif line and not line.startswith("#"):
            last, _, value = line.partition(" = ")
            pairs[last] = value
    return pairs


# --- the command line ---

def test_unknown_options_are_named():
    refuses(["--nonsense"], "--nonsense", "--help")
    refuses(["--nonsense=3"], "--nonsense", "--help")
    refuses(["-j"], "'-j'", "--help")
    refuses(["-tj"], "'-j'", "--help")
    refuses(["--once", "--nonsense", "--json"], "--nonsense")


def test_an_option_without_its_value_and_a_flag_with_one():
    for name in ("--interval", "--sort", "--columns", "--pid", "--user", "--filter", "--config"):
        refuses([name], name, "requires a value")
    refuses(["-d"], "--interval")
    refuses(["--ascii", "--python=yes", "--no-mouse=yes"], "--no-mouse", "no value")


def test_the_name_of_a_file_is_not_empty():
    for command in (["--replay="], ["--proc="], ["--config="], ["record", "-n", "1", "--output="], ["show", "last", "--svg="],
                    ["show", "last", "--html="],
                    ["compare", "1", "2", "--svg="]):
        refuses(command, command[-1].rstrip("=") + ": ", "cannot be empty")
    for option in ("--output=", "--json=", "--on-exit=", "--on-peak="):
        done = peaktop("run", option, "true")
        equal((done.returncode, done.stdout), (125, b""), option)
        holds_text(done.stderr.decode(), option.rstrip("=") + ": ")
        holds_text(done.stderr.decode(), " cannot be empty")


def test_an_abbreviation_of_several_options_is_ambiguous():
    refuses(["--co"], "ambiguous option '--co'", "--help")
    refuses(["--co=x"], "ambiguous option '--co=x'")
    refuses(["--cx"], "unknown option '--cx'")
    refuses(["attach", "--list", "--once"], "unknown option '--once'", "'peaktop attach --list --help'")


def test_a_limit_that_no_command_fits_into_is_refused():
    for size in ("1", "4K", "127K"):
        done = peaktop("run", "--no-history", "--memory-max", size, "true")
        equal((done.returncode, done.stdout), (125, b""))
        holds_text(done.stderr.decode(), f"--memory-max: no command fits into '{size}' (128K or more)")


def test_an_empty_note_is_none():
    done = peaktop("run", "--no-history", "--note", "", "true")
    equal((done.returncode, done.stdout), (0, b""))
    check("note" not in done.stderr.decode(), done.stderr)


def test_several_operands_of_attach_are_processes():
    for operands in (("one", "two"), ("1", "two"), ("1", "0"), ("1", "99999999999999999999"), ("1", "-2x"), ("1", "")):
        refuses(["attach", "--", *operands], "invalid process id", "give one run")
    refuses(["attach", *(["1"] * 300)], "too many process ids (at most 256)")
    done = peaktop("attach", "-p", ",".join(["1"] * 256), str(os.getpid()))
    equal((done.returncode, done.stderr), (1, b"peaktop: too many process ids (at most 256)\n"))


def test_a_dash_means_stdout_and_a_file_is_refused_with_what_would_be_right():
    for command in ([], ["history"], ["show", "last"], ["compare", "1", "2"], ["attach", "--list"]):
        for option in ("--json", "--csv") if len(command) < 2 or "last" in command else ("--json",):
            for value in ("file", "yes", "./-", ""):
                refuses([*command, f"{option}={value}"], f"{option}: ", "stdout", f"{option} > FILE")
    equal(good("attach", "--list", "--json=-"), "")
    for option in ("--json", "--csv"):
        head = good("--once", f"{option}=-", "-p", str(os.getpid()))[:20]
        equal(head, good("--once", option, "-p", str(os.getpid()))[:20])
        refuses(["--json=-", "--csv=-"], "--json and --csv cannot be used together")


def test_unknown_columns_are_named():
    refuses(["-c", "pid,nonsense"], "nonsense", LIST_HINT)
    refuses(["-c", ""], "--columns", LIST_HINT)
    refuses(["-c", "pid,,rss"], "--columns")
    refuses(["-c", "pid,rss,pid"], "'pid'", "twice")
    refuses(["--sort", "nonsense"], "--sort", "nonsense", LIST_HINT)
    refuses(["--sort", "-nonsense"], "nonsense", LIST_HINT)
    refuses(["--sort", ""], "--sort", LIST_HINT)


def test_unknown_values_are_answered_with_the_valid_ones():
    refuses(["--units", "feet"], "feet", "kib", "bytes", "si")
    refuses(["--color", "red"], "red", "auto", "always", "never")
    refuses(["--scheme", "red"], "red", "default", "mono")
    refuses(["--ended", "gone"], "gone", "folded", "open", "hidden")


def test_intervals_out_of_range():
    for value in ("0", "9ms", "0.0099", "2h", "61m", "3601", "1000000", "9" * 40 + "s"):
        refuses(["-d", value], value, "10ms", "1h")


def test_invalid_intervals():
    for value in ("nan", "inf", "-1", "1e400", "1e3", "", "5 parsecs", "1s1s", "0x10", " 1", "s",
                  "1.2.3", "+1", "--"):
        refuses(["--interval=" + value], "--interval", TIME_HINT)


def test_intervals_at_the_ends_of_the_range():
    for value, shown in (("10ms", "10ms"), ("0.01", "10ms"), ("1h", "3600s"),
                         ("3600", "3600s"), ("60m", "3600s"), ("0.5", "500ms"), ("2s", "2s"), (".25", "250ms")):
        equal(settings("-d", value)["interval"], shown, value)


def test_unknown_users():
    for value in ("no-such-user-here", "", "-1", "0x0", " 0", "+0", "4294967295", "99999999999"):
        refuses(["--once", "--user=" + value], "--user", f"'{value}'", "number")


def test_invalid_lists_of_pids():
    for value in ("0", "-1", "abc", "1,", ",1", "1,,1", " 1", "1 2", "2147483648", "9" * 30, ",", "", "1;2", "1,x"):
        refuses(["--once", "--pid=" + value], "--pid", value, "try")
    refuses(["--once", "-p", ",".join(["1"] * 257)], "--pid", "256")


def test_a_pid_that_does_not_exist():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    for form in ([], ["--json"], ["--csv"], ["--batch", "-n", "3", "-d", "10ms"]):
        refuses([*form, "-p", f"{os.getpid()},{child}"], "--pid", str(child))


def test_numbers_of_samples():
    for value in ("0", "-1", "1.5", "abc", "", " 1", "0x2"):
        refuses(["--batch", "--iterations=" + value], "--iterations", "1 or more")
    refuses(["--batch", "--iterations=" + "9" * 30], "--iterations", "1 to 18446744073709551615")


def test_conflicting_options():
    refuses(["--once", "-n", "3"], "--once", "--batch")
    refuses(["--csv", "-n", "3"], "--csv prints one sample", "--batch")
    for command, *pairs in CLASHES:
        for one, other in pairs:
            for words in ([one, other], [other, one]):
                said = refuses([*command, *words], one.split("=")[0], other.split("=")[0])
                check("cannot be used together" in said, said)


def test_a_command_gets_a_screen_and_nothing_is_printed_instead():
    for words, word in ((["--batch"], "--batch"), (["--once"], "--once"), (["--json"], "--json"),
                        (["--csv"], "--csv"), (["-n", "2"], "--iterations"), (["--batch", "--json"], "--batch")):
        refuses([*words, "--", "echo", "launched"], f"with {word} ", "peaktop run")
    for words in (["--at", "1K=true"], ["--on-peak", "true"]):
        refuses([*words, "--", "echo", "launched"], "--at", "--on-peak", "peaktop run")


def test_a_repeated_option_is_no_conflict():
    for words in (["--json", "--json"], ["--once", "--once", "--csv"]):
        good(*words)


def test_conflicting_options_of_run():
    for one, other in (("--json", "--verbose"), ("--json", "--format=%M"), ("--json", "--portability"),
                       ("--json", "--summary=line"), ("--no-summary", "--summary=line"),
                       ("--no-summary", "-v"), ("--summary=line", "--verbose"), ("--summary=line", "--format=%M"),
                       ("--summary=markdown", "--portability"), ("--no-summary", "--output=never"),
                       ("--output=never", "--json=never")):
        for words in ([one, other], [other, one]):
            done = peaktop("run", *words, "echo", "launched")
            equal((done.returncode, done.stdout), (125, b""), done.stderr)
            for word in words:
                holds_text(done.stderr.decode(), {"-v": "--verbose"}.get(word, word.split("=")[0]))
            check(not os.path.exists("never"), words)
    done = peaktop("run", "--no-history", f"--json={home() / 'beside'}", "-f", "%x", "true")
    equal((done.returncode, done.stderr), (0, b"0\n"))


def test_stray_arguments():
    refuses(["stray"], "'stray'", "did you mean: peaktop -- stray")
    refuses(["train.py", "--epochs", "3"], "did you mean: peaktop -- train.py --epochs 3")
    refuses(["4711"], "did you mean: peaktop --pid 4711")
    refuses(["recrod"], "unknown command 'recrod': did you mean: peaktop record")
    refuses(["--tree", "history"], "did you mean: peaktop history")
    refuses(["keepr"], "did you mean: peaktop -- keepr")  # not one that users run
    refuses(["word" * 100], "did you mean: peaktop -- word")
    refuses(["--once", "stray", "--json"], "'stray'")
    refuses(["--help", "stray"], "'stray'")
    refuses([""], "''")
    refuses(["-d", "1", "--filter", "a b", "stray"], "did you mean: peaktop -d 1 --filter 'a b' -- stray")
    refuses(["-d", "1", "4711"], "did you mean: peaktop -d 1 --pid 4711")
    refuses(["--once", "stray"], "did you mean: peaktop -- stray")  # --once takes no command


def test_a_suggested_command_can_be_run():
    (home() / "plain.py").write_text("print('launched')\n")
    (home() / "tool").write_text("#!/bin/sh\necho launched\n")
    (home() / "tool").chmod(0o755)
    names = {"plain.py": "python3 plain.py", "./plain.py": "python3 ./plain.py", "tool": "./tool"}
    for name, works in names.items():
        refuses(["-d", "1", name, "-x"], f"did you mean: peaktop -d 1 -- {works} -x", cwd=home())
        done = peaktop("run", "--no-history", name, cwd=home())
        check(done.returncode in (126, 127), done)
        holds_text(done.stderr.decode(), f"cannot run '{name}': ", f" (did you mean: {works})\n")
        done = peaktop("run", "--no-history", *works.split(), cwd=home())
        equal((done.returncode, done.stdout), (0, b"launched\n"), done.stderr)
    done = peaktop("run", "--no-history", "no-such-command")
    equal(done.returncode, 127)
    check(b"did you mean" not in done.stderr, done.stderr)


def test_the_help_shows_the_commands_first():
    lines = good("--help").splitlines()
    commands, options = (next(i for i, line in enumerate(lines) if line.startswith(word)) for word in ("Commands", "Options"))
    check(commands < options, lines)
    equal([line.split()[0] for line in lines[commands + 1:options - 1]], list(COMMANDS), "the commands")


def test_a_dash_that_is_a_value_begins_no_command():
    word = f"launched by {os.getpid()}"  # others may be seen that run this test too
    for words in (["-F", "--"], ["--filter", "--"], ["-F--"], ["-tF", "--"], ["-u", "root", "-F", "--"]):
        refuses([*words, "echo", word], "unexpected argument 'echo'")
        done = good("--once", "--csv", *words)  # it is what is looked for
        check(word not in done, done)
    for words in (["-F", "--", "--"], ["-F--", "--"], ["-F", "", "--"], ["-t", "--"], ["--"]):
        done = peaktop(*words, "echo", word)
        equal((done.returncode, done.stdout), (0, f"{word}\n".encode()), words)
        refuses(words, "requires a command")
    done = peaktop("--", "--")
    equal(done.returncode, 127, done.stderr)


def test_a_filter_too_long_is_refused_and_not_cut():
    refuses(["--once", "-F", "x" * 128], "--filter", "127")
    pid = str(os.getpid())
    equal(good("--once", "--csv", "-p", pid, "-F", "x" * 127).count("\n"), 1)


def test_a_filter_that_is_not_valid_is_refused():
    for text, word in (("/usr", '"/usr"'), ("/(/", "regex"), ("/(a)\\1/", "back-references"), ("!", "! requires"),
                       ("a|!b", "!a|b"), ('"x', 'ends with "'), ("user:", "a name or a number"), ("pid:x", "'x'"),
                       (">", "a size"), ("peak>1X", "'1X'"), ("/a{99}{99}{99}/", "repetitions")):
        refuses(["--once", "-F", text], "--filter", word)
        refuses(["--batch", "--filter=" + text], "--filter", word)


def test_a_missing_proc():
    for path in (str(home() / "nowhere"), "/etc/passwd", ""):
        done = peaktop("--once", "--proc", path)
        check(done.returncode != 0 and done.stdout == b"", path, done)
        check(done.stderr.startswith(b"peaktop: ") and done.stderr.count(b"\n") == 1, done.stderr)
        holds_text(done.stderr.decode(), path)


def test_control_characters_never_come_back_raw():
    evil = b"a\x1b]0;owned\x07\x1b[31m\nb\r\xc2\x9b31m\xe2\x80\xae\xff\x7f\xef\xbb\xbf"
    for arguments in ([b"--" + evil], [b"-c", evil], [b"-d", evil], [b"-u", evil], [b"-p", evil],
                      [b"-s", evil], [evil], [b"--config", evil], [b"--units", evil],
                      [b"-" + bytes([0x1b])], [b"-" + bytes([0x9b])], [b"-n", evil]):
        said = refuses(arguments)
        bad = [c for c in said[:-1] if ord(c) < 32 or 127 <= ord(c) < 160 or
               c in "\u202e\ufeff\u200f\u2066"]
        equal(bad, [], f"{arguments!r}")


def test_a_very_long_argument_still_makes_one_line():
    said = refuses(["--" + "x" * 100000])
    check(len(said) < 2000, len(said))


# --- help and lists ---

def test_help_names_every_command_and_option():
    text = good("--help")
    equal(good("-h"), text)
    for line in text.splitlines():
        check(len(line) <= 90, line)
    for name in COMMANDS:
        check(any(line.split()[:1] == [name] for line in text.splitlines()), name, text)
    for name in ("interval", "sort", "columns", "pid", "user", "filter", "python", "tree",
                 "iterations", "batch", "once", "json", "csv", "units", "color", "ascii",
                 "no-mouse", "readonly", "proc", "config", "help", "version", "kernel-threads"):
        holds_text(text, "--" + name)


def test_each_command_has_a_help_of_its_own():
    for name in COMMANDS:
        text = good(name, "--help")
        check(text.startswith(f"Usage: peaktop {name} "), name, text)
        for line in text.splitlines():
            check(len(line) <= 100, line)
        holds_text(text, "--help")
    check(good("attach", "--list", "--help").startswith("Usage: peaktop attach --list"))


def test_version():
    text = good("--version")
    check(text.startswith("peaktop ") and text.count("\n") == 1 and text[8].isdigit(), text)
    equal(good("-V"), text)


def test_columns_help_lists_what_columns_takes():
    text = good("--columns", "help")
    names = [line.split()[0] for line in text.splitlines()]
    for name in ("pid", "user", "rss", "peak", "peak_age", "trend", "command"):
        check(name in names, name, names)
    for name in names:
        good("--once", "-p", str(os.getpid()), "-c", name, "-s", name)


def test_help_is_not_stopped_by_a_bad_config():
    path = config_file("interval = never\n")
    for option in ("--help", "--version"):
        good("--config", path, option)


# --- the config file ---

def test_print_config_can_be_read_back():
    first = good("--print-config")
    equal(good("--config", config_file(first), "--print-config"), first)
    changed = ["-d", "250ms", "-s", "-peak", "-c", "pid,rss,peak", "--tree", "--units", "si",
               "--color", "never", "--ascii", "--readonly", "--python", "--scheme", "mono",
               "--kernel-threads", "--ended", "open"]
    second = good(*changed, "--print-config")
    check(second != first)
    equal(good("--config", config_file(second), "--print-config"), second)


def test_all_columns_can_be_read_back():
    names = [line.split()[0] for line in good("--columns", "help").splitlines()]
    text = good("-c", ",".join(names), "--print-config")
    path = config_file(text)
    equal(settings("--config", path)["columns"], ",".join(names))
    check(max(len(line) for line in text.splitlines()) < 200)


def test_roles_and_keys_can_be_read_back():
    path = config_file("role.rising = bold 200 on blue\nkey.tree = D Ctrl-T F5\nkey.quit = Q\n")
    text = good("--config", path, "--print-config")
    holds_text(text, "\nrole.rising = bold 200 on blue\n")
    holds_text(text, "\nkey.tree = D Ctrl-T F5\n")
    holds_text(text, "\nkey.quit = Q\n")
    equal(good("--config", config_file(text), "--print-config"), text)


def test_the_command_line_overrides_the_file():
    folder = home() / "precedence" / "peaktop"
    folder.mkdir(parents=True)
    (folder / "config").write_text("interval = 5s\nsort = peak\n")
    env = environment(XDG_CONFIG_HOME=str(folder.parent))
    equal(settings(env=env)["interval"], "5s")
    both = settings("-d", "2s", env=env)
    equal((both["interval"], both["sort"]), ("2s", "peak"))
    other = settings("--config", config_file("units = si\n"), env=env)
    equal((other["interval"], other["units"]), ("1s", "si"), "--config replaces the user's own")
    tree = config_file("tree = yes\n")
    equal(settings("--config", tree, "--tree=no")["tree"], "no", "a flag of the file, turned off")


def test_config_of_the_home_folder():
    other = home() / "home"
    folder = other / ".config" / "peaktop"
    folder.mkdir(parents=True)
    (folder / "config").write_text("# a remark\n\ninterval=7s\n ; another\nunits = kib\n")
    found = settings(env=environment(HOME=str(other), XDG_CONFIG_HOME=None))
    equal((found["interval"], found["units"]), ("7s", "kib"))


def test_never_a_config_of_the_current_folder():
    here = home() / "here"
    for folder in (here, here / "peaktop", here / ".config" / "peaktop"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config").write_text("interval = 9s\n")
    for env in (environment(XDG_CONFIG_HOME="."), environment(XDG_CONFIG_HOME=""),
                environment(XDG_CONFIG_HOME="peaktop/.."), environment(HOME="."),
                environment(HOME=None, XDG_CONFIG_HOME=None)):
        equal(settings(env=env, cwd=here)["interval"], "1s", env)


def test_configs_that_cannot_be_read():
    missing = str(home() / "missing")
    refuses(["--config", missing], missing, "No such file")
    refuses(["--config", str(home())], str(home()), "directory")
    refuses(["--config", ""], "config")
    loop = home() / "loop"
    loop.symlink_to(loop)
    refuses(["--config", str(loop)], str(loop))


def test_a_config_that_may_not_be_read():
    if os.geteuid() == 0:
        raise Skip("root may read everything")
    path = config_file("interval = 1s\n", "forbidden")
    os.chmod(path, 0)
    refuses(["--config", path], path, "Permission denied")


def test_invalid_values_are_reported_with_file_and_line():
    for line, *words in (("interval = never", "interval", "never", TIME_HINT),
                         ("interval = 2h", "2h", "10ms", "1h"),
                         ("sort = nonsense", "nonsense", LIST_HINT),
                         ("columns = pid,nonsense", "nonsense", LIST_HINT),
                         ("columns = help", "columns", "command line"),
                         ("units = feet", "feet", "kib"),
                         ("tree = perhaps", "perhaps", "yes"),
                         ("color = red", "red", "auto"),
                         ("ended = gone", "gone", "folded"),
                         ("role.rising = pink", "pink", "bold"),
                         ("key.tree = NoSuchKey", "NoSuchKey"),
                         ("just words", "key = value")):
        path = config_file(f"# one\n\n{line}\nunits = si\n")
        refuses(["--config", path], f"{path}:3", *words)


def test_unknown_settings_warn_and_the_rest_is_used():
    path = config_file("# one\nnonsense = 3\nrole.none = red\nkey.none = z\ninterval = 3s\n")
    done = peaktop("--config", path, "--print-config")
    equal(done.returncode, 0)
    lines = done.stderr.decode().splitlines()
    equal(len(lines), 3, lines)
    for number, name in ((2, "nonsense"), (3, "role.none"), (4, "key.none")):
        line = lines[number - 2]
        check(line.startswith(f"peaktop: {path}:{number}: ") and name in line, line)
    holds_text(done.stdout.decode(), "\ninterval = 3s\n")


def test_quit_without_a_key_is_reported():
    for value in ("", "   ", " ; mine"):
        path = config_file(f"units = si\nkey.quit ={value}\nkey.signal =\n")
        done = peaktop("--config", path, "--print-config")
        equal((done.returncode, done.stderr.decode()),
              (0, f"peaktop: {path}:2: 'key.quit' names no key: Ctrl-C ends peaktop\n"))
        for name in ("quit", "signal"):
            holds_text(done.stdout.decode(), f"\nkey.{name} = \n")


def padded(begin, end, length):
    """With blanks in the middle, so many that their line has this length."""
    line = begin.rpartition("\n")[2] + end.partition("\n")[0]
    return begin + " " * (length - len(line.encode())) + end


def test_long_lines_of_a_config():
    names = [line.split()[0] for line in good("--columns", "help").splitlines()]
    equal(settings("--config", config_file("columns = " + ",\n    ".join(names) + "\n"))["columns"],
          ",".join(names), "folded")
    printed = good("--columns", ",".join(names), "--print-config")
    equal(good("--config", config_file(printed), "--print-config"), printed, "printed and read")
    for length in (197, 198, 199, 200, 201, 202, 5000, 8192):
        for end in ("\n", ""):
            for begin, rest in (("columns = pid,", "rss"), ("columns=pid,rss ;", "x = tree"),
                                ("columns :", " pid,rss ; x"), ("columns = pid,\n ", "rss"),
                                ("sort = pid\ncolumns", "= pid,rss"),
                                ("# pid,rss", "x\ncolumns = pid,rss"),
                                ("columns = pid,rss\n  ; ", "x"), ("\ufeffcolumns =", "pid,rss")):
                text = padded(begin, rest, length) + end
                equal(settings("--config", config_file(text))["columns"], "pid,rss",
                      f"{length} {text!r}")
            refuses(["--config", config_file(padded("units = si\ninterval = 1", "x", length) + end)],
                    ":2: ")
            refuses(["--config", config_file("units = si\n" + "x" * length + end)],
                    ":2: expected 'key = value'")
    refuses(["--config", config_file("units = si\n# " + "x" * 8191 + "\n")],
            ":2: line longer than 8192 bytes")


def test_a_section_is_reported_once_and_its_settings_hold():
    path = config_file("[a]\nunits = si\nascii = yes\n[b]\ntree = yes\n")
    done = peaktop("--config", path, "--print-config")
    equal((done.returncode, done.stderr.decode()),
          (0, f"peaktop: {path}:2: below '[a]': a section means nothing; its settings apply\n"))
    for line in ("units = si", "ascii = yes", "tree = yes"):
        holds_text(done.stdout.decode(), line)


def test_a_config_file_without_an_end_is_no_text():
    for path in ("/dev/zero", config_file(b"\0" * 30000)):
        refuses(["--config", path], f"{path}:1: not a text")


def test_hostile_config_files():
    for text in (b"", b"\n\n\n", b"\xef\xbb\xbfunits = si\n", b"units = si", b"units = si\r\n"):
        equal(settings("--config", config_file(text))["units"],
              "si" if b"si" in text else "short", text)
    for text in (b"\0\0\0", b"units\0 = si\n", b"= = =\n", b"\xff\xfe\n", b"interval = \x1b[31m\n",
                 os.urandom(4096)):
        done = peaktop("--config", config_file(text), "--print-config")
        check(done.returncode in (0, 2), text, done)
        check(b"\x1b" not in done.stderr and b"\0" not in done.stderr, done.stderr)


if __name__ == "__main__":
    main(cases_of(globals()))
