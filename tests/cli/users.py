# SPDX-License-Identifier: MIT
"""users.py: peaktop as a restricted user: another user's home, few processes."""
import os
import resource
import shutil
import subprocess
import tempfile

from tap import (PATIENCE_SECONDS, PEAKTOP, Skip, cases_of, environment, equal,
                 main)


def test_the_config_in_another_users_home_is_ignored():
    """Like su, which keeps HOME; but an unreadable config of one's own is reported."""
    if os.getuid() != 0:
        raise Skip("only root can be two users")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        program = shutil.copy(PEAKTOP, folder)

        def as_another(home_of_it):
            return subprocess.run([program, "--once"], user=54321, group=54321, extra_groups=[],
                                  env=environment(HOME=home_of_it), stdin=subprocess.DEVNULL,
                                  capture_output=True, cwd="/", check=False,
                                  timeout=PATIENCE_SECONDS)

        for owner, status in ((0, 0), (54321, 2)):
            place = os.path.join(folder, str(owner))
            for made, mode in ((place, 0o700), (os.path.join(place, ".config"), 0)):
                os.mkdir(made)
                os.chown(made, owner, owner)
                os.chmod(made, mode)
            done = as_another(place)
            equal(done.returncode, status, f"a home of {owner}: {done.stderr!r}")
            equal(b"Permission denied" in done.stderr, status != 0, done.stderr)


def test_the_last_process_within_the_limit_is_the_commands():
    """One for us, one for the command, none for the witness."""
    if os.getuid() != 0:
        raise Skip("only root can be one who has no process yet")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        program = shutil.copy(PEAKTOP, folder)
        done = subprocess.run([program, "run", "--no-history", "-f%x", "sleep", "0"], user=54322,
                              group=54322, extra_groups=[], env=environment(), cwd="/",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (2, 2)),
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              timeout=PATIENCE_SECONDS)
    equal((done.returncode, done.stderr), (0, b"0\n"))


if __name__ == "__main__":
    main(cases_of(globals()))
