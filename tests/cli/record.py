# SPDX-License-Identifier: MIT
"""record.py: peaktop record and --replay as scripts use them: real processes, files, signals."""
import contextlib
import csv
import io
import json
import os
import resource
import signal
import stat
import subprocess
from pathlib import Path

from tap import (PATIENCE_SECONDS, cases_of, check, ended, environment, equal, good, helper, holds_text,
                 home, main, near, peaktop, ready, start, status_bytes, until)

# Holds as many MiB as its last input line says.
HOLDER = ("import sys; held = bytearray(1); print('up', flush=True)\n"
          "for line in sys.stdin:\n"
          "    held = None; held = bytearray(b'x') * (int(line) << 20); print('held', flush=True)")


def path(name):
    return str(home() / name)


def samples_of(file, *options):
    """All samples of a recording, as JSON."""
    lines = good("--replay", file, "--batch", "--json", *options).splitlines()
    return [json.loads(line) for line in lines]


def process_of(sample, pid):
    return next((p for p in sample["processes"] if p["pid"] == pid), None)


def record(name, *options, samples=3):
    """Records this many samples; returns the path."""
    file = path(name)
    good("record", "-o", file, "-d", "20ms", "-n", str(samples), *options)
    return file


def hold(process, mib):
    process.stdin.write(f"{mib}\n".encode())
    process.stdin.flush()
    equal(ready(process), "held")


@contextlib.contextmanager
def recording(name, *options):
    """A running recording of which a part is written already."""
    Path(path(name)).unlink(missing_ok=True)
    with start("record", "-o", path(name), "-d", "20ms", *options) as process:
        until(lambda: os.path.exists(path(name)) and b"\nE " in Path(path(name)).read_bytes(),
              "a whole sample")
        yield process


def recorded_anew(name, what):
    """A sample that began after this call is in the file: the one that ends next may have begun before."""
    def ends():
        return Path(path(name)).read_bytes().count(b"\nE ")
    before = ends()
    until(lambda: ends() >= before + 2, what)


def refused(status, words, *arguments, **more):
    """One line on stderr that contains the words, nothing on stdout."""
    done = peaktop(*arguments, **more)
    equal(done.returncode, status, f"status of {arguments} ({done.stderr!r})")
    equal(done.stdout, b"", "stdout")
    equal(done.stderr.count(b"\n"), 1, f"lines of {done.stderr!r}")
    for word in words:
        holds_text(done.stderr.decode(), word, "the line")


# --- replay ---


def test_rss_and_peak_are_replayed_exactly():
    with helper(HOLDER) as process:
        equal(ready(process), "up")
        with recording("rss.rec") as recorder:
            hold(process, 60)
            recorded_anew("rss.rec", "samples of it")
            hold(process, 5)
            recorded_anew("rss.rec", "samples after it")
            rss, peak = (status_bytes(process.pid, name) for name in ("VmRSS", "VmHWM"))
            recorder.send_signal(signal.SIGINT)
            equal(recorder.wait(PATIENCE_SECONDS), 0, "status")
    shown = process_of(json.loads(good("--replay", path("rss.rec"), "--once", "--json")), process.pid)
    near(shown["rss_bytes"], rss, 0.01, "RSS")
    near(shown["peak_bytes"], peak, 0.01, "peak")
    check(shown["peak_age_seconds"] is not None, "the age of a peak that was seen is known")
    most = max(process_of(sample, process.pid)["rss_bytes"] for sample in samples_of(path("rss.rec")))
    near(most, 60 << 20, 0.3, "the largest RSS on the way")


def test_once_shows_the_last_of_all_samples():
    file = record("once.rec", samples=5)
    samples = samples_of(file)
    equal(len(samples), 5)
    equal(json.loads(good("--replay", file, "--once", "--json")), samples[-1], "the last sample")
    equal(sorted(s["taken_at"] for s in samples), [s["taken_at"] for s in samples], "the times")
    equal(len(samples_of(file, "-n", "2")), 2)


def test_csv_of_the_last_sample_has_a_header():
    rows = list(csv.DictReader(io.StringIO(good("--replay", record("csv.rec"), "--once", "--csv"))))
    check(any(int(row["pid"]) == 1 or row["command"] for row in rows), "no process in", rows)


def test_a_plain_table_and_a_filter_work_on_a_recording():
    with helper(HOLDER) as process:
        equal(ready(process), "up")
        file = record("plain.rec")
    holds_text(good("--replay", file, "--once"), str(process.pid))
    only = json.loads(good("--replay", file, "--once", "--json", "-p", str(process.pid)))
    equal([p["pid"] for p in only["processes"]], [process.pid])


def test_only_selected_processes_are_recorded():
    with helper(HOLDER) as process, helper(HOLDER) as other:
        equal(ready(process) + ready(other), "upup")
        file = record("chosen.rec", "-p", str(process.pid))
    for sample in samples_of(file):
        equal([p["pid"] for p in sample["processes"]], [process.pid])


# --- the end ---


def test_int_and_term_leave_a_complete_file():
    for number in (signal.SIGINT, signal.SIGTERM):
        with recording("ends.rec") as process:
            process.send_signal(number)
            equal(process.wait(PATIENCE_SECONDS), 0, f"status after {number}")
            equal(process.stderr.read(), b"", "stderr")
        check(samples_of(path("ends.rec")), "no sample")


def test_the_file_left_by_kill_9_is_replayed():
    with recording("killed.rec") as process:
        process.kill()
        process.wait(PATIENCE_SECONDS)
    check(samples_of(path("killed.rec")), "no sample")


def test_it_stops_after_a_number_of_samples_or_a_time():
    equal(len(samples_of(record("count.rec", samples=4))), 4)
    good("record", "-o", path("time.rec"), "-d", "100ms", "--duration", "450ms")
    check(1 < len(samples_of(path("time.rec"))) <= 5, "samples in 450 ms at 100 ms")
    good("record", "-o", path("time.rec"), "-d", "1h", "--duration", "1s")
    equal(len(samples_of(path("time.rec"))), 1)


def test_a_truncated_recording_is_replayed_with_a_note():
    file = record("cut.rec", samples=4)
    whole = Path(file).read_bytes()
    Path(file).write_bytes(whole[:-3])
    done = peaktop("--replay", file, "--batch", "--json")
    equal(done.returncode, 0, "status")
    equal(done.stdout.count(b"\n"), 3, "samples")
    equal(done.stderr, b"peaktop: the recording is truncated after sample 3\n")


def test_a_damaged_recording_is_replayed_up_to_the_damage_and_fails():
    file = record("damaged.rec", samples=4)
    lines = Path(file).read_bytes().split(b"\n")
    ends = [at for at, line in enumerate(lines) if line.startswith(b"E ")]
    for damage in (b"p 4000000000 r1", b"S nonsense"):
        Path(file).write_bytes(b"\n".join([*lines[:ends[2]], damage, *lines[ends[2]:]]))
        for mode, samples in (("--batch", 2), ("--once", 1)):
            done = peaktop("--replay", file, mode, "--json")
            equal(done.returncode, 1, f"status ({done.stderr!r})")
            equal(done.stdout.count(b"\n"), samples, "samples")
            equal(done.stderr.count(b"\n"), 1, "lines on stderr")
            holds_text(done.stderr.decode(), "the recording is damaged", "stderr")


# --- files ---


def test_only_its_owner_can_read_it():
    equal(stat.S_IMODE(os.stat(record("mode.rec")).st_mode), 0o600)
    os.chmod(path("mode.rec"), 0o666)
    equal(stat.S_IMODE(os.stat(record("mode.rec")).st_mode), 0o600, "mode of one written over")
    equal(len(samples_of(path("mode.rec"))), 3)


def test_without_a_name_it_chooses_one():
    folder = home() / "named"
    folder.mkdir()
    done = peaktop("record", "-n", "1", cwd=folder)
    equal(done.returncode, 0, f"status ({done.stderr!r})")
    (file,) = folder.iterdir()
    check(file.name.startswith("peaktop-") and file.name.endswith(".rec"), file.name)
    holds_text(done.stderr.decode(), file.name, "stderr")


def test_foreign_files_are_left_unchanged():
    other, link, folder = path("letter.txt"), path("link.rec"), str(home())
    Path(other).write_text("dear")
    os.symlink(other, link)
    refused(1, ["not a recording", other], "record", "-o", other, "-n", "1")
    refused(1, ["not a recording", other], "record", "-o", link, "-n", "1")
    refused(1, [folder], "record", "-o", folder, "-n", "1")
    refused(1, ["/dev/full"], "record", "-o", "/dev/full", "-n", "1")
    refused(1, ["No such file"], "record", "-o", path("nowhere/x.rec"), "-n", "1")
    equal(Path(other).read_text(), "dear")
    if os.geteuid() == 0:
        foreign = path("foreign.rec")
        Path(foreign).write_bytes(Path(record("target.rec")).read_bytes())
        os.chown(foreign, 12345, 12345)
        size = os.path.getsize(foreign)
        refused(1, ["another user", foreign], "record", "-o", foreign, "-n", "1")
        equal(os.path.getsize(foreign), size)


def test_links_and_pipes_are_written_through():
    link, pipe = path("to.rec"), path("pipe.rec")
    for there in (False, True):
        if not there:
            os.symlink(path("behind.rec"), link)
        good("record", "-o", link, "-n", "2", "-d", "50ms")
        check(os.path.islink(link))
        check(os.path.getsize(path("behind.rec")) > 0)
    os.mkfifo(pipe)
    with start("record", "-o", pipe, "-n", "2", "-d", "50ms"):
        written = Path(pipe).read_bytes()
    check(written[:20] == Path(path("behind.rec")).read_bytes()[:20], written[:200])
    good("record", "-o", "/dev/null", "-n", "1")


def test_two_recorders_do_not_write_one_file():
    with recording("shared.rec"):
        refused(1, ["another peaktop"], "record", "-o", path("shared.rec"), "-n", "1")


def test_a_recording_on_stdout():
    Path(path("out.rec")).write_bytes(peaktop("record", "-o", "-", "-n", "2", "-d", "20ms").stdout)
    equal(len(samples_of(path("out.rec"))), 2)
    with start("record", "-o", "-", "-d", "10ms") as process:
        ready(process)
        process.stdout.close()
        equal(process.wait(PATIENCE_SECONDS), 141, "status when the reader has gone")
        equal(process.stderr.read(), b"")
    with open("/dev/full", "wb") as full:
        refused_full = subprocess.run([os.environ["PEAKTOP"], "record", "-o", "-", "-n", "1"], stdout=full,
                                      stderr=subprocess.PIPE, env=environment(), check=False)
    equal(refused_full.returncode, 1, "status on a full disk")
    equal(refused_full.stderr, b"peaktop: error writing the output: No space left on device\n")


@contextlib.contextmanager
def talkative_processes(count):
    """Processes with long command lines: their names alone are a KiB each."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(ended(subprocess.Popen(["sh", "-c", "read x", "x" * 1000],
                                                       stdin=subprocess.PIPE)))
        yield


def test_a_full_disk_leaves_a_valid_recording():
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    with helper(HOLDER) as process:
        one = ("-p", str(process.pid), "-d", "10ms")
        file = path("full.rec")
        good("record", "-o", file, "-n", "1", *one)
        room = os.path.getsize(file) + 1500
        with start("record", "-o", file, *one, preexec_fn=limit) as recorder:
            equal(recorder.wait(PATIENCE_SECONDS), 1, "status")
            equal(recorder.stderr.read().decode(), f"peaktop: error writing {file}: File too large\n")
        size = os.path.getsize(file)
        check(room - 1000 < size <= room, f"{size} is not just below the limit of {room}")
    check(len(samples_of(file)) > 10, "samples")


def test_files_are_bounded_and_each_replays_by_itself():
    with talkative_processes(90):
        file = record("turned.rec", "--max-size", "64K", samples=3)
    (newer,), (older,) = samples_of(file), samples_of(file + ".1")
    check(older["taken_at"] < newer["taken_at"], "the older file is not older")
    check(len(older["processes"]) > 90, "processes in the older file")
    Path(file + ".1").write_text("dear")
    refused(1, ["not a recording", ".1"], "record", "-o", file, "--max-size", "1M", "-n", "1")
    equal(Path(file + ".1").read_text(), "dear")


# --- errors ---


def test_invalid_options_are_reported():
    refused(2, ["--duration", "'soon'"], "record", "--duration", "soon")
    refused(2, ["--max-size", "64K"], "record", "--max-size", "1K")
    refused(2, ["--max-size", "stdout"], "record", "--max-size", "1M", "-o", "-")
    refused(2, ["unexpected"], "record", "file.rec")
    refused(2, ["no process"], "record", "-o", path("none.rec"), "-p", "4194305", "-n", "1")
    check(not os.path.exists(path("none.rec")), "a file was made")
    refused(2, ["together"], "--replay", path("x"), "--proc", "/nowhere", "--once")
    holds_text(good("record", "--help"), "--max-size")


def test_a_file_that_is_not_a_recording_is_reported():
    files = {"empty.rec": b"", "text.rec": b"hello\n", "head.rec": b"peaktop.recording/1\n\n",
             "new.rec": b"peaktop.recording/9\n\n", "zero.rec": b"\0" * 100000}
    words = {"empty.rec": "is empty", "text.rec": "not a recording", "head.rec": "no complete sample",
             "new.rec": "another version", "zero.rec": "not a recording"}
    for name, content in files.items():
        Path(path(name)).write_bytes(content)
        for mode in ("--once", "--batch"):
            refused(1, [words[name], name], "--replay", path(name), mode)
    refused(1, ["No such file"], "--replay", path("not.there"), "--once")
    refused(1, ["not a regular file"], "--replay", str(home()), "--once")


if __name__ == "__main__":
    main(cases_of(globals()))
