# SPDX-License-Identifier: MIT
"""time_differential.py: random command lines: `peaktop run` must report them like GNU time 1.9."""
import os
import random
import re
import resource
import shutil
import subprocess

from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, check, environment, equal, home, main)

TIME = "/usr/bin/time"
LINES = 150
SEED = int(os.environ.get("PEAKTOP_SEED", "19"))

# Figures are not compared. Text between angle brackets is a figure.
FIGURE = re.compile(r"<[0-9:.%?]+>")
VERBOSE = re.compile(r"^\t(?!Command being timed|Exit status)([A-Z][^:]*(?:\([^)]*\))?(?: got)?): [0-9:.%?]+$")
POSIX = re.compile(r"^(real|user|sys) [0-9]+\.[0-9]{2}$")

# Labels of GNU time's -v; peaktop prints more after them.
LABELS = 23


def need_time():
    if not os.access(TIME, os.X_OK):
        raise Skip("no /usr/bin/time here")
    said = subprocess.run([TIME, "--version"], stdout=subprocess.PIPE, check=False).stdout
    if b"GNU Time" not in said or b"2018" not in said:
        raise Skip("another time than GNU time 1.9")


# --- command lines ---

def commands(chance):
    number = chance.choice([0, 1, 2, 3, 7, 77, 124, 125, 126, 127, 128, 129, 137, 254, 255])
    name = chance.choice(["HUP", "INT", "QUIT", "ILL", "ABRT", "FPE", "KILL", "SEGV", "PIPE", "ALRM",
                          "TERM", "USR1", "USR2", "XCPU"])
    return chance.choice([
        ["true"], ["false"], ["sh", "-c", f"exit {number}"], ["sh", "-c", f"exit {number}"],
        ["sh", "-c", f"kill -{name} $$"], ["sh", "-c", f"kill -{name} $$"],
        ["sh", "-c", f"echo out; echo err >&2; exit {number}"],
        ["no-such-command"], ["/no/such/command", "word"], ["./plain-file"], ["."], ["./no-interpreter"],
        ["./no-head", "a b"], ["echo", "-n", "", "two words", "quote'd"], [""]])


def formats(chance):
    piece = ["x=%x", "C=%C", "e=<%e>", "U=<%U>", "S=<%S>", "E=<%E>", "P=<%P>", "M=<%M>", "F=<%F>",
             "R=<%R>", "I=<%I>", "O=<%O>", "W=%W", "c=<%c>", "w=<%w>", "k=%k", "r=%r", "s=%s",
             "D=%D", "K=%K", "X=%X", "p=%p", "t=%t", "Z=%Z", "%%", "%q", "\\n", "\\t", "\\\\", "\\x",
             "text", " ", "", "%%x"]
    return "".join(chance.choice(piece) for _ in range(chance.randrange(5))) + chance.choice(
        ["", "", "%x", "!"])


def options(chance):
    line = []
    for _ in range(chance.randrange(5)):
        form = formats(chance)
        line += chance.choice([
            ["-p"], ["-p"], ["-v"], ["-q"], ["-a"], ["-f", form], ["-f" + form] if form else ["-p"],
            ["--format=" + form], ["--format", form], ["--form", form], ["--portability"], ["--po"],
            ["--verbose"], ["--quiet"], ["--qu"], ["--append"], ["--ap"], ["-o", "F"], ["-oF"],
            ["--output=F"], ["--o", "F"], ["-o", "G"], ["-ao", "F"], ["-pq"], ["-qp"], ["-vq"]])
    # Rarely, an invalid one.
    if chance.random() < 0.08:
        line.insert(0, chance.choice(["-z", "--nothing", "--ver", "-o/no/such/folder/F", "-o.",
                                      "--quiet=yes"]))
    if chance.random() < 0.3:
        line.append("--")
    return line


def made_up(chance):
    env = chance.choice([{}, {}, {}, {"TIME": "T=%x C=%C"}, {"TIME": ""}])
    before = chance.random() < 0.3
    command = [] if chance.random() < 0.02 else commands(chance)
    return options(chance), command, env, before


# --- results ---

def fresh_folder(before):
    folder = home() / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "plain-file").write_text("no program")
    (folder / "no-interpreter").write_text("#!/no/such/interpreter\n")
    (folder / "no-head").write_text("echo as a script: $1; exit 4\n")
    for name in ("no-interpreter", "no-head"):
        (folder / name).chmod(0o755)
    if before:
        (folder / "F").write_text("before\n")
    return folder


def run(program, line, before, env):
    folder = fresh_folder(before)
    done = subprocess.run([*program, *line], cwd=folder, stdin=subprocess.DEVNULL,
                          env=environment(**env), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, timeout=PATIENCE_SECONDS,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
    files = {name: (folder / name).read_bytes().decode() for name in ("F", "G")
             if (folder / name).is_file()}
    return done.returncode, done.stdout.decode(), done.stderr.decode(), files


def normal(text):
    """Normalised output: figures are N, and program names are removed."""
    text = FIGURE.sub("<N>", text)
    lines, labels = [], 0
    for line in text.split("\n"):
        line = re.sub(r"^(/usr/bin/time|peaktop): cannot run '?(.*?)'?: ", r"cannot run \2: ", line)
        line = POSIX.sub(r"\1 N", line)
        if line.startswith("\tCommand being timed"):
            labels = LABELS
        if line.startswith("\t") and labels == 0 and ": " in line and \
                re.match(r"\t(Verdict|Maximum resident set size is|Largest process|Tree peak|Cgroup|Huge pages|"
                         r"Swap peak|Processes|Samples)", line):
            continue
        if labels > 0:
            labels -= 1
            line = VERBOSE.sub(r"\t\1: N", line)
        lines.append(line)
    return "\n".join(lines)


def tells_as_time(line, env):
    """Otherwise each has an account of its own."""
    return "TIME" in env or any(
        re.match(r"-[aq]*[pvf]|--(p|v|f)", word) for word in line)


def compare(what, line, command, env, before):
    theirs = run([TIME], line + command, before, env)
    ours = run([PEAKTOP, "run"], line + command, before, env)
    said = f"{what}: {line + command} {env} before={before}"
    equal(ours[0], theirs[0], f"status of {said}: {ours[2]!r} {theirs[2]!r}")
    equal(ours[1], theirs[1], f"stdout of {said}")
    if theirs[0] == 125 and re.match(re.escape(TIME) + ": ", theirs[2]) and \
            "Command exited" not in theirs[2] + "".join(theirs[3].values()) and ours[2].startswith("peaktop: "):
        equal(len(ours[2].splitlines()), 1, f"one line of {said}: {ours[2]!r}")
        return "usage"
    equal(set(ours[3]), set(theirs[3]), f"files of {said}")
    if not tells_as_time(line, env):
        return "own"
    equal(normal(ours[2]), normal(theirs[2]), f"stderr of {said}")
    for name in theirs[3]:
        equal(normal(ours[3][name]), normal(theirs[3][name]), f"file {name} of {said}")
    return "same"


FIXED = [
    (["-p"], ["false"]), (["-p", "-f", "X"], ["false"]), (["-f", "X", "-p"], ["false"]),
    (["-f", "X", "-p", "-f", "Y %x"], ["false"]), (["-a"], ["true"]), (["-a", "-f", "A"], ["true"]),
    (["-o", "F", "-f", "%x"], ["no-such-command"]), (["-p", "-o", "F"], ["false"]),
    (["-p", "-o", "F"], ["no-such-command"]), (["-v", "-o", "F"], ["no-such-command"]),
    (["-q", "-f", "%x"], ["no-such-command"]), (["-f", "%x"], ["./plain-file"]),
    (["-f", "%x"], ["."]), (["-f", "X"], ["sh", "-c", "kill -KILL $$"]),
    (["-p"], ["sh", "-c", "kill -KILL $$"]), (["-q", "-f", "X"], ["sh", "-c", "kill -KILL $$"]),
    (["-p", "-v"], ["false"]), (["-v", "-p", "-q"], ["false"]), (["-f", ""], ["false"]),
    ([], []), (["-f"], []), (["-o"], []), (["--output"], []), (["-o", "F"], []),
]


def test_command_lines_that_once_failed():
    need_time()
    for line, command in FIXED:
        for before in (False, True):
            compare("fixed", line, command, {}, before)
        if line:
            compare("fixed", line, command, {"TIME": "from TIME: %x"}, False)


def test_random_command_lines():
    need_time()
    chance = random.Random(SEED)
    kinds = {}
    for number in range(LINES):
        line, command, env, before = made_up(chance)
        kind = compare(f"line {number} of seed {SEED}", line, command, env, before)
        kinds[kind] = kinds.get(kind, 0) + 1
    print("#", kinds)
    check(kinds.get("same", 0) > LINES // 3 and kinds.get("usage", 0) > 2, "what was compared", kinds)


def test_version_is_printed():
    for word in ("--version", "-V"):
        done = subprocess.run([PEAKTOP, "run", word], stdout=subprocess.PIPE, env=environment(),
                              stderr=subprocess.PIPE, check=False, timeout=PATIENCE_SECONDS)
        equal((done.returncode, done.stderr), (0, b""))
        check(re.fullmatch(rb"peaktop [0-9.]+\n", done.stdout), done.stdout)
        equal(done.stdout, subprocess.run([PEAKTOP, "--version"], stdout=subprocess.PIPE,
                                          env=environment(), check=True).stdout)


if __name__ == "__main__":
    main(cases_of(globals()))
