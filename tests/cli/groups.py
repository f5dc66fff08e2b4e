# SPDX-License-Identifier: MIT
"""groups.py: --groups: real processes that belong together as one row of plain text, with their sums."""
import os
import re
import signal
import subprocess
import sys

from tap import cases_of, check, equal, good, helper, holds_text, home, main, near, ready, status_bytes

# Prints its pid once it holds its MiB, and exits with its stdin.
HOLDS = ("import os, sys; kept = bytearray(int(sys.argv[1]) << 20); "
         "os.write(int(sys.argv[2]), b'%d\\n' % os.getpid()); sys.stdin.read()")


class pipeline:
    """A | B | C as a shell with job control starts it: a process group of its own in its session."""

    def __init__(self, *mib):
        self.mib = mib

    def __enter__(self):
        out, inward = os.pipe()
        read, self.held = os.pipe()
        stages = " | ".join(f'"$PYTHON" -S -c "$HOLDS" {mib} {inward}' for mib in self.mib)
        self.shell = subprocess.Popen(
            ["bash", "-c", f"set -m; exec <&{read} {read}<&-; {stages} <&0 & wait"],
            start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, pass_fds=(inward, read),
            env={**os.environ, "PYTHON": sys.executable, "HOLDS": HOLDS})
        os.close(inward)
        os.close(read)
        with os.fdopen(out) as pids:
            self.pids = sorted(int(pids.readline()) for _ in self.mib)
        return self

    def __exit__(self, *_):
        for pid in self.pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # the end of the one before was its end
        os.close(self.held)
        self.shell.kill()
        self.shell.wait()


def rows_of(text):
    """The rows of the table, each as a dictionary."""
    lines = text.splitlines()
    head = next(i for i, line in enumerate(lines) if "COMMAND" in line)
    rows = []
    for line in lines[head + 1:]:
        pid, rss, peak, command = line.split(maxsplit=3)
        rows.append({"pid": int(pid), "rss": rss, "peak": peak, "command": command})
    return rows


def table(pids, *more):
    return rows_of(good("--once", "--units", "bytes", "-c", "pid,rss,peak,command",
                        "-p", ",".join(str(pid) for pid in pids), *more))


def test_a_pipeline_is_one_row_of_marked_sums():
    with pipeline(10, 60, 20) as job:
        rows = table(job.pids, "--groups")
        resident = sum(status_bytes(pid, "VmRSS") for pid in job.pids)
    equal(len(rows), 1, rows)
    row = rows[0]
    equal(row["pid"], min(job.pids), "the oldest leads")
    check(row["command"].startswith(f"(3) {os.path.basename(sys.executable)} -c "), row)
    check(row["rss"].startswith("Σ"), row)
    near(int(row["rss"][1:]), resident, 0.02, "RSS of the three")
    check(int(re.sub(r"\D", "", row["peak"])) >= int(row["rss"][1:]), row)


def test_without_the_option_they_are_three():
    with pipeline(10, 20, 5) as job:
        rows = table(job.pids)
    equal(sorted(row["pid"] for row in rows), job.pids)
    check(not any("Σ" in row["rss"] or "(3)" in row["command"] for row in rows), rows)


def test_a_selected_process_brings_its_whole_group():
    with pipeline(10, 20, 5) as job:
        rows = table(job.pids[1:2], "--groups")
    equal([row["pid"] for row in rows], job.pids[:1])
    check(rows[0]["command"].startswith("(3) "), rows)


def test_ascii_has_a_mark_of_its_own_and_columns_stay_in_line():
    with pipeline(10, 20, 5) as job:
        text = good("--once", "--groups", "--ascii", "-c", "pid,rss,peak,command", "-p",
                    str(job.pids[0]))
    *_, head, row = text.splitlines()
    equal(row.index("(3)"), head.index("COMMAND"), text)
    check(re.search(r" \+\d", row), text)
    check(text.isascii(), text)


def test_a_parent_and_a_worker_with_its_own_process_group_are_one_row():
    code = ("import os, signal, sys\nworker = os.fork()\n"
            "if worker == 0:\n os.setpgid(0, 0)\n"
            " os.write(1, b'%d\\n' % os.getpid())\n signal.pause()\n"
            "sys.stdin.read()\n")
    with helper(code, start_new_session=True) as parent:
        worker = int(ready(parent))
        try:
            rows = table([worker], "--groups")
        finally:
            os.kill(worker, signal.SIGKILL)
    equal([row["pid"] for row in rows], [parent.pid])
    check(rows[0]["command"].startswith("(2) "), rows)


def config(*lines):
    path = home() / "groups.conf"
    path.write_text("\n".join(lines) + "\n")
    return "--config", str(path)


def test_json_and_csv_have_rows_of_processes():
    """Whatever the config says."""
    with pipeline(10, 20, 5) as job:
        pids = ",".join(str(pid) for pid in job.pids)
        for form in ("--json", "--csv"):
            text = good(*config("groups = yes"), "--once", form, "-c", "pid", "-p", pids)
            equal(text.count(str(job.pids[0])), 1, form)
            holds_text(text, str(job.pids[2]))


def test_groups_override_a_tree_of_the_config():
    with pipeline(10, 20, 5) as job:
        equal(len(table(job.pids, *config("tree = yes"), "--groups")), 1)


def test_the_config_can_enable_groups():
    text = good("--groups", "--print-config")
    holds_text(text, "groups = yes")


def test_the_former_name_jobs_is_accepted():
    equal(good("--jobs", "--print-config"), good("--groups", "--print-config"))
    equal(good(*config("jobs = yes", "key.jobs = F7"), "--print-config"),
          good(*config("groups = yes", "key.groups = F7"), "--print-config"))
    check("--jobs" not in good("--help"), "--help shows the new name alone")


if __name__ == "__main__":
    main(cases_of(globals()))
