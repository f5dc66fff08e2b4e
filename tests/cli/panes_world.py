# SPDX-License-Identifier: MIT
"""panes_world.py: the monitor on a terminal of its own, for scripts that test panes."""
import fcntl
import os
import struct
import subprocess
import termios
import threading

from tap import PATIENCE_SECONDS, PEAKTOP, environment, equal, until


class Screen:
    """The monitor on a terminal of its own whose output is read."""

    def __init__(self, *arguments, size=(24, 80), before=(), **env):
        """`before`: arguments before the program's name, such as another program."""
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.process = subprocess.Popen([*before, PEAKTOP, *arguments], env=environment(**env),
                                        preexec_fn=lambda: os.login_tty(slave))
        os.close(slave)
        self.written = b""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        try:
            while piece := os.read(self.master, 65536):
                self.written += piece
        except OSError:
            pass

    def type(self, keys):
        os.write(self.master, keys)

    def quit_after_exit(self, status):
        """Quits once the job's exit is shown; its status is that of the screen."""
        until(lambda: b"exited %d" % status in self.written, "the end on the screen")
        self.type(b"\x1dq")
        equal(self.process.wait(timeout=PATIENCE_SECONDS), status, "status")

    def end(self):
        """Waits for the process, or kills it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        if self.master >= 0:
            os.close(self.master)
        self.master = -1
