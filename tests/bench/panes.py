# SPDX-License-Identifier: MIT
"""The cost of a job's keeper and its terminal's process: memory and CPU while
the job rests, how fast output goes through them, against tmux at the same size."""
import fcntl
import glob
import os
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import termios
import threading
import time

ROWS, COLS = 24, 80
BYTES = 100_000_000
RUNS = 3
# A log line, the shortest line, and lines that fill the scrollback.
OUTPUTS = {
    "yes": "yes",
    "log lines": "yes '2026-01-01 12:00:00 INFO step 12345 loss 0.12345 lr 1e-4 throughput 1234.5'",
    "long lines": "yes \"$(printf %0900d 0)\"",
}
REST_SECONDS = 10
SMOKE = {"BYTES": 1_000_000, "RUNS": 1, "REST_SECONDS": 0.2}


class Screen:
    """A terminal whose output is read."""

    def __init__(self, command, env):
        self.master, slave = os.openpty()
        # Title, footer and a header beside the pane itself.
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 2 * ROWS, COLS, 0, 0))
        self.process = subprocess.Popen(command, env=env, preexec_fn=lambda: os.login_tty(slave))
        os.close(slave)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while os.read(self.master, 65536):
                pass
        except OSError:
            pass


def await_file(path):
    while not os.path.exists(path):
        time.sleep(0.01)


def timed(home, script):
    """A shell command that notes in a file how long the script took."""
    return (f"read go <{home}/go; s=$(date +%s%N); {script}; e=$(date +%s%N); "
            f"echo $((e-s)) >{home}/took.new; mv {home}/took.new {home}/took; read x <{home}/go")


def world():
    home = tempfile.mkdtemp(prefix="peaktop-bench-")
    os.mkfifo(f"{home}/go")
    env = dict(os.environ, HOME=home, TERM="xterm-256color", TMUX_TMPDIR=home)
    env.pop("XDG_RUNTIME_DIR", None)
    env.pop("XDG_STATE_HOME", None)
    env.pop("TMUX", None)
    return home, env


def go(home):
    with open(f"{home}/go", "w") as file:
        file.write("go\n")


def took_seconds(home):
    await_file(f"{home}/took")
    with open(f"{home}/took") as file:
        return int(file.read()) / 1e9


def status_of(pid):
    with open(f"/proc/{pid}/status") as file:
        return {line.split(":")[0]: line.split()[1] for line in file if line.startswith("Vm")}


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pids_of(keeper):
    """The keeper, and its process with the state of the terminal."""
    pids = [keeper]
    with open(f"/proc/{keeper}/task/{keeper}/children") as file:
        for pid in file.read().split():
            with open(f"/proc/{pid}/cmdline") as line:
                if line.read().split("\0")[1:2] == ["keeper"]:
                    pids.append(int(pid))
    return pids


def memory_kib(keeper, name):
    return sum(int(status_of(pid)[name]) for pid in pids_of(keeper))


def cpu_of(keeper):
    return sum(cpu_seconds(pid) for pid in pids_of(keeper))


def keeper_pid(home):
    pattern = f"{home}/.local/state/peaktop/sockets/*.sock"
    while not glob.glob(pattern):
        time.sleep(0.01)
    return int(os.path.basename(glob.glob(pattern)[0]).split("-")[0])


def through_peaktop(peaktop, script, rest=0.0):
    home, env = world()
    screen = Screen([peaktop, "-d", "1s", "--", "sh", "-c", timed(home, script)], env)
    keeper = keeper_pid(home)
    figures = {}
    if rest:
        time.sleep(1)
        before = cpu_of(keeper)
        time.sleep(rest)
        figures["rest_cpu"] = (cpu_of(keeper) - before) / rest
        figures["rest_kib"] = memory_kib(keeper, "VmRSS")
    go(home)
    figures["seconds"] = took_seconds(home)
    figures["kib"] = memory_kib(keeper, "VmRSS")
    figures["most_kib"] = memory_kib(keeper, "VmHWM")
    figures["cpu"] = cpu_of(keeper)
    screen.process.kill()
    screen.process.wait()
    go(home)
    while os.path.exists(f"/proc/{keeper}"):
        time.sleep(0.01)
    shutil.rmtree(home)
    return figures


def through_tmux(script):
    home, env = world()
    screen = Screen(["tmux", "-f", "/dev/null", "new-session", "-x", str(COLS), "-y", str(ROWS),
                     "sh", "-c", timed(home, script)], env)
    go(home)
    seconds = took_seconds(home)
    go(home)
    screen.process.send_signal(signal.SIGTERM)
    screen.process.wait()
    subprocess.run(["tmux", "kill-server"], env=env, stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(home)
    return {"seconds": seconds}


def run(peaktop, _arguments):
    rest = through_peaktop(peaktop, "true", rest=REST_SECONDS)
    print(f"keeper of a job at rest      {100 * rest['rest_cpu']:>6.2f} % of one CPU, "
          f"VmRSS {rest['rest_kib'] / 1024:.1f} MiB")
    for name, output in OUTPUTS.items():
        script = f"{output} | head -c {BYTES}"
        ours, theirs = [], []
        for _ in range(RUNS):
            ours.append(through_peaktop(peaktop, script))
            if shutil.which("tmux"):
                theirs.append(through_tmux(script)["seconds"])
        seconds = statistics.median(f["seconds"] for f in ours)
        print(f"{BYTES // 1_000_000} MB of {name:<18} {seconds:>6.1f} s "
              f"({BYTES / seconds / 1e6:.1f} MB/s), VmRSS behind it "
              f"{max(f['kib'] for f in ours) / 1024:.1f} MiB, VmHWM "
              f"{max(f['most_kib'] for f in ours) / 1024:.1f} MiB, CPU "
              f"{statistics.median(f['cpu'] for f in ours):.1f} s")
        if theirs:
            other = statistics.median(theirs)
            print(f"  through tmux             {other:>6.1f} s ({BYTES / other / 1e6:.1f} MB/s), "
                  f"ours / its {seconds / other:.2f}")
