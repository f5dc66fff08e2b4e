# SPDX-License-Identifier: MIT
"""pane_programs.py: real programs look in the pane as they look in tmux: vim, less, htop, a bar of
tqdm; and the screen that attach shows is the one before, cell for cell."""
import os
import re
import shutil
import subprocess
import sys
import time

from tap import PEAKTOP, Failure, Skip, cases_of, check, environment, equal, home, main, until

ROWS, COLS = 20, 80
# One for each case: a server that is exiting refuses new sessions for a moment.
SERVERS = [f"peaktop-{os.getpid()}-0"]
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


def tmux(*arguments):
    return subprocess.run(
        ["tmux", "-L", SERVERS[-1], "-f", "/dev/null", *arguments], check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        env=environment(TMUX_TMPDIR=str(home()), SHELL="/bin/sh"), timeout=30).stdout


def keepers():
    return [int(path.stem.split("-")[0]) for path in
            (home() / ".local/state/peaktop/sockets").glob("*.sock")]


def clean():
    """Ends the jobs, which outlive their screens."""
    tmux("kill-server")
    SERVERS.append(f"peaktop-{os.getpid()}-{len(SERVERS)}")
    for keeper in keepers():
        try:
            os.kill(keeper, 9)
        except ProcessLookupError:
            pass


def need(*programs):
    for program in ("tmux", *programs):
        if shutil.which(program) is None:
            raise Skip(f"no {program} here")


def quoted(words):
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)


def begin(name, rows, words):
    """A program in a window of its own, with the TERM of a pane."""
    tmux("new-session", "-d", "-s", name, "-x", str(COLS), "-y", str(rows),
         "TERM=xterm-256color exec " + quoted(words))


def type_into(name, *keys):
    tmux("send-keys", "-t", name, *keys)


def rows_of(name, rows, first=0, colours=True):
    text = tmux("capture-pane", "-p", *(["-e", "-N"] if colours else []), "-t", name)
    return text.split("\n")[first:first + rows]


# Of a blank only these are seen: its background, whether it is underlined, reversed, struck through.
SEEN_ON_BLANKS = {"back", "4", "7", "9", "21", "53"}


def seen(character, state):
    return tuple(sorted((k, v) for k, v in state.items() if character != " " or k in SEEN_ON_BLANKS or
                        ("7" in state and k == "front")))


# Normalises colours, which tmux prints in one of several forms.
def styled(lines):
    """The character of each cell, and what is seen of its attributes."""
    cells, state = [], {}
    for line in lines:
        row = []
        for part in re.split(r"(\033\[[0-9;:]*m|\033\([AB0]|\016|\017)", line):
            if part.startswith("\033["):
                take(state, part[2:-1])
            elif not part.startswith(("\033", "\016", "\017")):
                row += [(c, seen(c, state)) for c in part]
        while row and row[-1][0] == " " and "back" not in dict(row[-1][1]) and \
                "7" not in dict(row[-1][1]):
            row.pop()
        cells.append(row)
    return cells


def take(state, codes):
    words = [int(w or 0) for w in codes.replace(":", ";").split(";")]
    while words:
        code = words.pop(0)
        if code == 0:
            state.clear()
        elif code in (38, 48):
            name = "front" if code == 38 else "back"
            kind = words.pop(0)
            state[name] = str(words.pop(0)) if kind == 5 else tuple(words[:3])
            words = words if kind == 5 else words[3:]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            state["front"] = str(code - 30 if code < 40 else code - 82)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            state["back"] = str(code - 40 if code < 50 else code - 92)
        elif code in (39, 49):
            state.pop("front" if code == 39 else "back", None)
        elif code in (22, 23, 24, 25, 27, 29):
            for one in {22: "12", 23: "3", 24: "4", 25: "5", 27: "7", 29: "9"}[code]:
                state.pop(one, None)
        else:
            state[str(code)] = "on"


def in_pane(name, words):
    """The same in peaktop, with the pane zoomed to the same size between title and footer."""
    begin(name, ROWS + 2, [PEAKTOP, "-d", "1h", "--", *words])
    until(lambda: "Ctrl-]" in tmux("capture-pane", "-p", "-t", name), f"the pane of {name}")
    type_into(name, "C-]")
    until(lambda: "quit" in tmux("capture-pane", "-p", "-t", name), f"the table's keys ({name})")
    type_into(name, "z")
    type_into(name, "Tab")


def compare(words, settled, keys=(), mask=None):
    """Both ways, until both show the same."""
    mask = mask or (lambda lines: lines)
    begin("direct", ROWS, words)
    in_pane("pane", words)
    try:
        for name in ("direct", "pane"):
            until(lambda n=name: settled in tmux("capture-pane", "-p", "-t", n),
                  f"{settled}, {name}: " + tmux("capture-pane", "-p", "-t", name))
            for key in keys:
                type_into(name, key)
        deadline, direct, pane = time.monotonic() + 20, None, None
        while time.monotonic() < deadline:
            direct = styled(mask(rows_of("direct", ROWS)))
            pane = styled(mask(rows_of("pane", ROWS, first=1)))
            if direct == pane and direct:
                return
            time.sleep(0.05)
        raise Failure(difference(direct, pane))
    finally:
        clean()


def difference(direct, pane):
    words = []
    for row, (a, b) in enumerate(zip(direct, pane)):
        if a != b:
            col = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            words.append(f"row {row}, column {col}: tmux {a[col:col + 8]} pane {b[col:col + 8]}\n"
                         f"  tmux |{''.join(c for c, _ in a)}|\n"
                         f"  pane |{''.join(c for c, _ in b)}|")
    return "\n".join(words)


def sample_file():
    path = home() / "sample.py"
    path.write_text("".join(
        f"def function_{i}(value):  # a comment, naïve, 日本語, ━━━\n    return value + {i} if "
        f"value else 'text {i}'\n" for i in range(100)))
    return str(path)


def test_vim():
    need("vim")
    compare(["vim", "-n", "-u", "NONE", "-N", "-i", "NONE", "--cmd", "set nocp nomodeline",
             "-c", "syntax on", "-c", "set number ruler hlsearch bg=dark", sample_file()],
            "function_0", ["40G", "/value", "Enter", "V", "2j"])


def test_less():
    need("less")
    compare(["less", "-R", sample_file()], "function_0", ["Space", "Space", "/function_4", "Enter"])


def test_htop():
    """Its figures change: compares the lower half, with one idle process."""
    need("htop")
    with subprocess.Popen(["sleep", "1000"]) as rests:
        try:
            compare(["htop", "-d", "100", "--no-mouse", "-p", str(rests.pid)], "sleep 1000",
                    mask=lambda lines: lines[-14:])
        finally:
            rests.kill()


def test_a_bar_of_tqdm():
    if subprocess.run([PYTHON, "-c", "import tqdm"], check=False, stderr=subprocess.DEVNULL,
                      env=environment()).returncode != 0:
        raise Skip("no tqdm here")
    need()
    code = ("import time, tqdm\n"
            "for _ in tqdm.tqdm(range(57), total=100, ncols=70, desc='épochs',\n"
            "                   bar_format='{l_bar}{bar}| {n_fmt}/{total_fmt}'): time.sleep(0.005)\n"
            "print('\\033[1;32mdone\\033[0m'); input()")
    compare([PYTHON, "-c", code], "done")


def test_attach_shows_the_screen_as_it_was_cell_for_cell():
    """For a full-screen program that did not draw since."""
    need("vim")
    words = ["vim", "-n", "-u", "NONE", "-N", "-i", "NONE", "-c", "syntax on", "-c",
             "set number ruler bg=dark", sample_file()]
    in_pane("before", words)
    try:
        until(lambda: "function_0" in tmux("capture-pane", "-p", "-t", "before"), "the file")
        type_into("before", "30G")
        until(lambda: "30,5" in tmux("capture-pane", "-p", "-t", "before"), "line 30")
        kept = styled(rows_of("before", ROWS, first=1))
        pid = int(tmux("list-panes", "-t", "before", "-F", "#{pane_pid}"))
        os.kill(pid, 9)
        SERVERS.append(SERVERS[-1] + "-after")
        begin("after", ROWS + 2, [PEAKTOP, "attach", "-d", "1h"])
        until(lambda: "Ctrl-]" in tmux("capture-pane", "-p", "-t", "after"),
              "the pane again: " + tmux("capture-pane", "-p", "-t", "after"))
        type_into("after", "C-]", "z", "Tab")
        deadline, now = time.monotonic() + 20, None
        while time.monotonic() < deadline:
            now = styled(rows_of("after", ROWS, first=1))
            if now == kept:
                break
            time.sleep(0.05)
        check(now == kept, difference(kept, now))
        type_into("after", ":q!", "Enter")
        until(lambda: "exited 0" in tmux("capture-pane", "-p", "-t", "after"), "the end")
    finally:
        clean()


def test_many_resizes_end_with_the_last_size():
    need()
    script = "trap 'echo size $(stty size)' WINCH; while :; do read x; done"
    begin("storm", 30, [PEAKTOP, "-d", "1h", "--", "sh", "-c", script])
    try:
        until(lambda: "Ctrl-]" in tmux("capture-pane", "-p", "-t", "storm"), "the pane")
        for i in range(60):
            tmux("resize-window", "-t", "storm", "-x", str(40 + i * 7 % 261), "-y",
                 str(12 + i * 5 % 89))
        tmux("resize-window", "-t", "storm", "-x", "300", "-y", "100")

        def told():
            lines = rows_of("storm", 100, colours=False)
            sizes = [line.rstrip() for line in lines if line.startswith("size ")]
            return sizes and re.fullmatch(r"size \d+ 300", sizes[-1])
        until(told, "the last size")
        equal(len(rows_of("storm", 100, colours=False)), 100)
        type_into("storm", "C-c")
        until(lambda: "SIGINT" in tmux("capture-pane", "-p", "-t", "storm"), "the end")
    finally:
        clean()


if __name__ == "__main__":
    main(cases_of(globals()))
