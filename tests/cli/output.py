# SPDX-License-Identifier: MIT
"""output.py: where the output goes: pipes that close, full disks, closed descriptors, terminals."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import tempfile
import termios

from tap import (PEAKTOP, PATIENCE_SECONDS, Failure, Skip, cases_of, check, ended, environment,
                 equal, holds_text, home, main, peaktop, ready, start)

FORMS = ([], ["--json"], ["--csv"])


def one_line(stderr, *words):
    check(stderr.startswith(b"peaktop: ") and stderr.count(b"\n") == 1, stderr)
    for word in words:
        holds_text(stderr.decode(), word)


# --- pipes and disks ---

def ends_quietly_when_its_reader_goes(form, **more):
    with start("--batch", "-d", "10ms", *form, **more) as monitor:
        ready(monitor)
        monitor.stdout.close()
        status = monitor.wait(PATIENCE_SECONDS)
        equal(monitor.stderr.read(), b"", f"stderr of {form}")
        check(status != 0, f"status of {form}")


def test_a_closed_pipe_ends_it_quietly():
    for form in FORMS:
        ends_quietly_when_its_reader_goes(form)


def test_a_closed_pipe_ends_it_quietly_with_sigpipe_ignored():
    # Python ignores SIGPIPE, which is inherited.
    equal(signal.getsignal(signal.SIGPIPE), signal.SIG_IGN)
    for form in FORMS:
        ends_quietly_when_its_reader_goes(form, restore_signals=False)


def test_texts_to_a_closed_pipe():
    for option in (["--help"], ["--print-config"], ["--version"], ["--columns", "help"]):
        read_end, write_end = os.pipe()
        os.close(read_end)
        done = peaktop(*option, stdout=write_end)
        os.close(write_end)
        check(done.returncode != 0, option)
        equal(done.stderr, b"", f"{option}")


def test_a_full_disk_ends_it_with_one_line():
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full")
    for arguments in (["--once"], ["--once", "--json"], ["--once", "--csv"], ["--help"],
                      ["--batch", "-d", "10ms"], ["--print-config"]):
        with open("/dev/full", "wb") as full:
            done = peaktop(*arguments, stdout=full)
        equal(done.returncode, 1, f"{arguments}")
        one_line(done.stderr, "No space left")


def test_a_disk_that_fills_up_during_output():
    # A file size limit simulates a small disk.
    with tempfile.TemporaryFile(dir=home()) as out:
        done = peaktop("--batch", "-d", "10ms", "--json", stdout=out, restore_signals=False,
                       preexec_fn=limit_files)
        check(done.returncode != 0, "status")
        check(done.stderr.count(b"\n") <= 1, done.stderr)
        equal(os.fstat(out.fileno()).st_size, 20000)


def limit_files():
    import resource
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))


def test_a_reader_that_is_slow_gets_everything():
    with start("--batch", "-n", "200", "-d", "10ms", "--csv", "-p", str(os.getpid())) as monitor:
        lines = [ready(monitor) for _ in range(201)]
        equal(monitor.wait(PATIENCE_SECONDS), 0)
    check(all(line.count(",") >= 20 for line in lines))


# --- closed descriptors ---

def closing(*descriptors):
    def close():
        for descriptor in descriptors:
            os.close(descriptor)
    return close


def test_closed_stdin():
    done = peaktop("--once", preexec_fn=closing(0))
    equal((done.returncode, done.stderr), (0, b""))
    holds_text(done.stdout.decode(), " processes\n")


def test_closed_stderr():
    done = peaktop("--nonsense", preexec_fn=closing(2))
    equal((done.returncode, done.stdout), (2, b""))
    equal(peaktop("--once", preexec_fn=closing(2)).returncode, 0)


def test_closed_stdout_is_not_replaced_by_another_file():
    for descriptors in ((1,), (0, 1), (0, 1, 2), (1, 2)):
        done = peaktop("--once", "--json", preexec_fn=closing(*descriptors))
        equal(done.returncode, 1, f"status with {descriptors} closed")
        equal(done.stdout, b"")
        check(b"schema" not in done.stderr, done.stderr)
    path = home() / "settings"
    path.write_text("units = si\n")
    peaktop("--config", str(path), "--once", preexec_fn=closing(0, 1, 2))
    equal(path.read_text(), "units = si\n", "a file that it opened")


def test_a_config_on_a_fifo_or_a_device():
    done = peaktop("--config", "/dev/null", "--once")
    equal((done.returncode, done.stderr), (0, b""))


# --- terminals ---

class Line:
    """A terminal of 24 rows whose output is read to the end."""

    def __init__(self):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.master)
        if self.slave is not None:
            os.close(self.slave)

    def run(self, *arguments, env, stderr=subprocess.PIPE):
        """Status, terminal output and stderr of a program that exits by itself."""
        process = subprocess.Popen([PEAKTOP, *arguments], env=env, stdin=self.slave,
                                   stdout=self.slave, stderr=stderr, start_new_session=True)
        with ended(process):
            os.close(self.slave)
            self.slave = None
            text = self.read()
            said = process.stderr.read() if process.stderr else b""
            return process.wait(PATIENCE_SECONDS), text, said

    def read(self):
        text = b""
        while True:
            if not select.select([self.master], [], [], PATIENCE_SECONDS)[0]:
                raise Failure(f"it does not end; the terminal got {text[-500:]!r}")
            try:
                got = os.read(self.master, 65536)
            except OSError:  # EIO: the other side is closed
                return text
            if not got:
                return text
            text += got


def test_a_dumb_terminal_gets_one_plain_table():
    for env in (environment(TERM="dumb"), environment(TERM=None), environment(TERM="")):
        with Line() as line:
            status, text, said = line.run(env=env)
        equal(status, 0, f"TERM={env.get('TERM')}")
        one_line(said, "TERM")
        check(b"\x1b" not in text, text[:200])
        equal(text.count(b" processes\r\n"), 1)
        check(b" PID " in text and b"RSS" in text)


def test_plain_forms_stay_plain_on_a_terminal():
    for arguments in (["--once"], ["--batch", "-n", "1"], ["--json"], ["--csv"], ["--once",
                      "--color", "always"], ["--help"], ["--version"], ["--print-config"]):
        with Line() as line:
            status, text, said = line.run(*arguments, env=environment())
        equal((status, said), (0, b""), f"{arguments}")
        check(text and b"\x1b" not in text, arguments)


def test_bad_options_draw_nothing_on_a_terminal():
    for arguments in (["--nonsense"], ["-p", "4194304"], ["-d", "0"], ["--config", "/none"]):
        with Line() as line:
            status, text, said = line.run(*arguments, env=environment())
        equal((status, text), (2, b""), f"{arguments}")
        one_line(said)


def test_no_terminal_gets_one_plain_table():
    for env in (environment(), environment(TERM=None), environment(TERM="dumb")):
        done = peaktop(env=env)
        equal((done.returncode, done.stderr), (0, b""))
        equal(done.stdout.count(b" processes\n"), 1)


if __name__ == "__main__":
    main(cases_of(globals()))
