# SPDX-License-Identifier: MIT
"""run_signals_alike.py: signals to both peaktop and its command, by arguments that both have, or by their user."""
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from reach import detached
from run_signals import COUNTS, LAST, PYTHON, children_of, is_witness, once_each
from tap import PATIENCE_SECONDS, PEAKTOP, cases_of, check, ended, environment, equal, home, main, ready, until


def test_pkill_by_words_of_the_command_comes_once():
    """Like pkill -f: our arguments include them. The shorter our own are, the less space the witness has."""
    for words in (("run",), ("run", "--interval=90ms", "--label=long"), ("run", "--repeat=1")):
        with ended(subprocess.Popen(["p", *words, *PYTHON, COUNTS, "'words of it'"], executable=PEAKTOP,
                                    stdin=-1, stdout=-1, stderr=-1, env=environment(),
                                    start_new_session=True)) as job:
            equal(ready(job), "ready")
            witness, = [pid for pid in children_of(job.pid) if is_witness(pid)]
            check(line_of(witness).rstrip("\0").endswith("'words of it'"), line_of(witness))
            check(PYTHON[0] in line_of(witness), line_of(witness))

            def to_all_with(text, number):
                pids = [pid for pid in tree_of(job.pid) if text in line_of(pid).split("\0")]
                ours = [pid for pid in pids if line_of(pid).startswith("p\0")]
                for pid in ours:  # the sender is quick, however loaded the machine
                    os.kill(pid, signal.SIGSTOP)
                for pid in pids:
                    os.kill(pid, number)
                for pid in ours:
                    os.kill(pid, signal.SIGCONT)

            for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP, signal.SIGRTMIN):
                once_each(job, lambda number: to_all_with("'words of it'", number), [number])
                if words[1:] != ("--repeat=1",):  # the one between us and the command has ours as well
                    once_each(job, lambda number, own=words[-1]: to_all_with(own, number), [number])
            job.stdin.close()
            equal(job.wait(PATIENCE_SECONDS), 0)


def test_a_signal_to_both_keeper_and_job_comes_once():
    """Like kill -1, or the end of a session or service; and pkill -f, by arguments that both have."""
    out = home() / "alike"
    script = ("import os, signal, time\n"
              "told, tell = os.pipe()\n"
              "os.set_blocking(tell, False)\n"
              "signal.set_wakeup_fd(tell)\n"
              "for n in (1, 2, 3, 10, 12, 15, 36, 64): signal.signal(n, lambda *_: None)\n"
              "file = open(os.environ['OUT'], 'wb', 0)\n"
              "file.write(b'ready ')\n"
              "while True: file.write(b'%d ' % os.read(told, 1)[0])")
    words = shlex.join([sys.executable, "-S", "-c", script])
    with detached("alike", f"exec {words}", OUT=str(out)) as job:
        until(lambda: out.exists() and out.read_text(), "its beginning")
        keeper, root = job["keeper_pid"], job["pid"]
        witness, = [pid for pid in map(int, children_of(keeper)) if
                    is_witness(pid)]
        check(b"alike" not in Path(f"/proc/{witness}/cmdline").read_bytes(), "words of ours only")
        check(b"set_wakeup_fd" in Path(f"/proc/{witness}/cmdline").read_bytes(), "the command's words")
        expected = ["ready"]
        for number in (1, 2, 3, 10, 12, 15, 36):
            for pids in ((keeper, root, witness), (witness, root, keeper), (keeper,)):
                os.kill(keeper, signal.SIGSTOP)  # the sender is quick, however loaded the machine
                for pid in pids:
                    os.kill(pid, number)
                os.kill(keeper, signal.SIGCONT)
                expected.append(str(number))
                until(lambda: len(out.read_text().split()) >= len(expected), f"{number} to {pids}")
                os.kill(keeper, LAST)  # comes behind a second one
                expected.append(str(int(LAST)))
                until(lambda: out.read_text().split()[-1] == expected[-1] and
                      len(out.read_text().split()) >= len(expected), f"what comes after {number}")
                equal(out.read_text().split(), expected, f"{number} to {pids}")


def line_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text()


def tree_of(pid):
    """In the order of their starts, if their pids are in order."""
    return sorted([pid, *(below for child in children_of(pid) for below in tree_of(int(child)))])


if __name__ == "__main__":
    main(cases_of(globals()))
