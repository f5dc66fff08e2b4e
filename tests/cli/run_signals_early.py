# SPDX-License-Identifier: MIT
"""run_signals_early.py: a signal while `peaktop run` is being started comes to its command once, or ends it."""
import json
import os
import select
import signal
import time
from pathlib import Path

from tap import PATIENCE_SECONDS, cases_of, check, equal, is_sanitized, main, ready, start

# Of its children, which make the command's process one of them: a sanitized build starts the witness before.
FIRST = 2 if is_sanitized() else 1


def test_a_signal_in_the_first_milliseconds_comes_once():
    """However early: it ends a command that is not ready for it, or is told once."""
    script = "trap 'echo term' TERM; trap 'echo usr1' USR1; while ! read x; do :; done; echo $x"
    for send in (os.kill, os.killpg, to_its_children):
        for delay in range(0, 3000, 60):
            with start("run", "--no-history", "--json", "sh", "-c", script, stdin=-1,
                       start_new_session=True) as job:
                begun = time.monotonic_ns()
                while send is to_its_children and len(children_of(job.pid)) < FIRST:
                    pass
                while time.monotonic_ns() < begun + delay * 1000:
                    pass
                send(job.pid, signal.SIGTERM)
                check_once(job, f"{send.__name__} after {delay} us")


def to_its_children(pid, number):
    """As pkill -P has it."""
    for child in children_of(pid):
        try:
            os.kill(int(child), number)
        except ProcessLookupError:
            pass


def check_once(job, about):
    """Two more signals have come through since: a second one of the first would have as well."""
    check(select.select([job.stdout], [], [], PATIENCE_SECONDS)[0], about)
    job.held = os.read(job.stdout.fileno(), 65536)
    if job.held:
        equal(ready(job), "term", about)
        for _ in range(2):
            job.send_signal(signal.SIGUSR1)
            equal(ready(job), "usr1", about)
        job.stdin.write(b"well\n")
        job.stdin.flush()
        equal(ready(job), "well", about)
        equal(job.wait(PATIENCE_SECONDS), 0, about)
        return
    status = job.wait(PATIENCE_SECONDS)
    check(status in (128 + signal.SIGTERM, -signal.SIGTERM), about, status)
    if status > 0:
        equal(json.loads(job.stderr.read())["exit"]["signal"], int(signal.SIGTERM), about)


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


if __name__ == "__main__":
    main(cases_of(globals()))
