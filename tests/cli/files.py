# SPDX-License-Identifier: MIT
"""files.py: files named by the user are written as by the shell's `>`, and errors reported."""
import json
import os
import stat
import subprocess
import threading
from pathlib import Path

from tap import (PATIENCE_SECONDS, cases_of, check, equal, good, holds_text, home, main, peaktop,
                 start)


def stored():
    """A run in the history; writes its SVG to a path."""
    if not (home() / ".local/state/peaktop").exists():
        good("run", "--no-summary", "--label", "drawn", "sh", "-c", "sleep 0.3")


def draw(path):
    stored()
    return peaktop("show", "drawn", "--svg", str(path))


def compare(path):
    stored()
    return peaktop("compare", "drawn", "drawn", "--svg", str(path))


def is_svg(text):
    return text.lstrip().startswith(b"<") and text.rstrip().endswith(b"</svg>")


def drawn(path, how=draw):
    done = how(path)
    equal((done.returncode, done.stderr), (0, b""), path)
    check(is_svg(Path(path).read_bytes()), path)


def fresh(name):
    folder = home() / name
    folder.mkdir()
    return folder


def only(folder, *names):
    equal(sorted(os.listdir(folder)), sorted(names), "what is there")


def test_a_new_file_and_a_regular_one_are_replaced_whole():
    for how in (draw, compare):
        folder = fresh(f"plain-{how.__name__}")
        drawn(folder / "a.svg", how)
        umask = os.umask(0)
        os.umask(umask)
        equal(stat.S_IMODE((folder / "a.svg").stat().st_mode), 0o666 & ~umask, "mode")
        (folder / "a.svg").chmod(0o640)
        before = (folder / "a.svg").stat().st_ino
        drawn(folder / "a.svg", how)
        equal(stat.S_IMODE((folder / "a.svg").stat().st_mode), 0o640, "mode")
        check((folder / "a.svg").stat().st_ino != before, "it was written in place")
        only(folder, "a.svg")


def test_links_are_written_through():
    folder = fresh("links")
    (folder / "real.svg").write_text("old")
    (folder / "link.svg").symlink_to("real.svg")
    (folder / "twice.svg").symlink_to(folder / "link.svg")
    (folder / "dangling.svg").symlink_to("made.svg")
    for name, target in (("link", "real"), ("twice", "real"), ("dangling", "made")):
        (folder / "real.svg").write_text("old")
        drawn(folder / f"{name}.svg")
        check((folder / f"{name}.svg").is_symlink(), name)
        check(is_svg((folder / f"{target}.svg").read_bytes()), target)
    only(folder, "real.svg", "link.svg", "twice.svg", "dangling.svg", "made.svg")


def test_a_file_of_several_names_keeps_them():
    folder = fresh("names")
    (folder / "a.svg").write_text("old" * 100000)
    os.link(folder / "a.svg", folder / "b.svg")
    drawn(folder / "a.svg")
    equal((folder / "a.svg").stat().st_ino, (folder / "b.svg").stat().st_ino)
    only(folder, "a.svg", "b.svg")


def test_a_writable_file_in_a_read_only_folder():
    folder = fresh("shut")
    (folder / "a.svg").write_text("old")
    folder.chmod(0o555)
    try:
        drawn(folder / "a.svg")
    finally:
        folder.chmod(0o755)
    only(folder, "a.svg")


def test_a_pipe_is_written_to():
    folder = fresh("pipe")
    os.mkfifo(folder / "p")
    read = []
    reader = threading.Thread(target=lambda: read.append((folder / "p").read_bytes()), daemon=True)
    reader.start()
    equal(draw(folder / "p").returncode, 0)
    reader.join(30)
    check(read and is_svg(read[0]), read)
    check(stat.S_ISFIFO((folder / "p").stat().st_mode))


def test_stdout_by_another_name_is_not_replaced():
    folder = fresh("stdout")
    stored()
    with open(folder / "out", "wb") as out:
        done = peaktop("show", "drawn", "--svg", "/dev/stdout", stdout=out)
        equal(done.returncode, 0)
        equal(os.fstat(out.fileno()).st_ino, (folder / "out").stat().st_ino)
    only(folder, "out")
    equal(draw("/dev/null").returncode, 0)


def told(done, *words):
    equal(done.returncode, 1, done.stderr)
    equal(done.stderr.count(b"\n"), 1, done.stderr)
    for word in words:
        holds_text(done.stderr.decode(), word)


def test_a_full_device_is_reported_and_stays_a_device():
    before = os.stat("/dev/full")
    link = home() / "to-full"
    link.symlink_to("/dev/full")
    for how in (draw, compare):
        for path in ("/dev/full", link):
            told(how(path), "No space left", str(path))
    after = os.stat("/dev/full")
    equal((after.st_rdev, after.st_mode, after.st_ino),
          (before.st_rdev, before.st_mode, before.st_ino))
    check(stat.S_ISCHR(after.st_mode))


def test_a_failed_write_is_reported():
    folder = fresh("refused")
    told(draw(folder), str(folder))
    told(draw(folder / "nowhere" / "a.svg"), "No such file")
    told(draw(folder / ("x" * 300)), "File name too long")
    (folder / "loop").symlink_to("loop")
    told(draw(folder / "loop"), "symbolic links")
    only(folder, "loop")


def test_a_full_stdout_is_reported():
    stored()
    for words in (("--once",), ("--once", "--json"), ("--once", "--csv"), ("--help",),
                  ("--version",), ("--print-config",), ("--columns", "help"),
                  ("--batch", "-n", "1"), ("--batch", "--json", "-n", "1"), ("history",),
                  ("history", "--json"), ("history", "--csv"), ("show", "drawn"),
                  ("show", "drawn", "--json"), ("show", "drawn", "--csv"),
                  ("show", "drawn", "--svg", "-"), ("compare", "drawn", "drawn"),
                  ("compare", "--json", "drawn", "drawn"), ("record", "-o", "-", "-n", "1")):
        with open("/dev/full", "wb") as full:
            done = peaktop(*words, stdout=full)
        told(done, "No space left")


def test_the_account_of_a_run_goes_through_links_and_to_devices():
    folder = fresh("account")
    (folder / "real").write_text("old")
    (folder / "link").symlink_to("real")
    good("run", "-o", str(folder / "link"), "true")
    holds_text((folder / "real").read_text(), "exited 0")
    check((folder / "link").is_symlink())
    good("run", "--no-summary", f"--json={folder / 'link'}", "true")
    equal(json.loads((folder / "real").read_text())["command"], ["true"])
    for words in (("-o", "/dev/full"), ("--no-summary", "--json=/dev/full"), ("--json", "-o", "/dev/full"),
                  ("-f", "%e", "-o", "/dev/full"), ("--repeat", "2", "-o", "/dev/full")):
        done = peaktop("run", *words, "sh", "-c", "exit 3")
        equal(done.returncode, 3)
        holds_text(done.stderr.decode(), "peaktop: error writing /dev/full: No space left on device\n")
        equal(done.stderr.count(b"peaktop: "), 1, done.stderr)
    check(stat.S_ISCHR(os.stat("/dev/full").st_mode))


def test_a_reader_of_the_account_that_went_away_is_reported():
    pipe = fresh("pipes") / "pipe"
    os.mkfifo(pipe)
    for words in (("-o", str(pipe)), ("--no-summary", f"--json={pipe}")):
        with start("run", *words, "sh", "-c", "read x; exit 3", stdin=subprocess.PIPE) as run:
            os.close(os.open(pipe, os.O_RDONLY))
            run.stdin.close()
            equal(run.wait(PATIENCE_SECONDS), 3)
            equal(run.stderr.read(), f"peaktop: error writing {pipe}: Broken pipe\n".encode())


def test_the_table_of_repeated_runs_goes_where_the_account_does():
    folder = fresh("repeated")
    done = peaktop("run", "--repeat", "2", "-o", "-", "true", cwd=folder)
    equal(done.returncode, 0)
    equal(done.stderr, b"")
    holds_text(done.stdout.decode(), "2 runs")
    only(folder)


if __name__ == "__main__":
    main(cases_of(globals()))
