# SPDX-License-Identifier: MIT
"""named_jobs.py: what tools say a job needed, against the truth: a memory cgroup for trees, the job's own word for one process."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
V1 = "/sys/fs/cgroup/memory"

TOUCH = "def touch(mib):\n x=bytearray(mib<<20)\n for i in range(0,len(x),4096): x[i]=1\n return x\n"
OWN_WORD = ("\nimport sys\nfor l in open('/proc/self/status'):\n"
            " if l.startswith('VmHWM'): sys.stderr.write('TRUTH %d\\n' % (int(l.split()[1])*1024))\n")

# Name, script, whether one process (its own word is the truth) or a tree (a cgroup's peak is).
CASES = [
    ("list of 10 million ints", "x = list(range(10_000_000))" + OWN_WORD, True),
    ("NumPy arange of as many", "import numpy\nx = numpy.arange(10_000_000)" + OWN_WORD, True),
    ("800 MiB for 30 ms", TOUCH + "import time\nx=touch(800)\ntime.sleep(0.03)\ndel x" + OWN_WORD, True),
    ("forked: 400 + 4 x 150 MiB", TOUCH + """
import os, time
base = touch(400)
pids = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        own = touch(150)
        time.sleep(1.5)
        os._exit(0)
    pids.append(pid)
for pid in pids: os.waitpid(pid, 0)
""", False),
    ("multiprocessing pool", TOUCH + """
import multiprocessing, time
def work(n):
    own = touch(60)
    time.sleep(0.4)
if __name__ == '__main__':
    data = bytearray(b'1') * (300 << 20)
    with multiprocessing.Pool(4) as pool: pool.map(work, range(12))
""", False),
    ("8 x 60 MiB for 150 ms", """
import subprocess, sys
code = "x=bytearray(60<<20)\\nfor i in range(0,len(x),4096): x[i]=1\\nimport time; time.sleep(0.15)"
jobs = [subprocess.Popen([sys.executable, '-c', code]) for _ in range(8)]
for job in jobs: job.wait()
""", False),
]


class Group:
    """A private memory cgroup (v1), for the truth; None where it cannot be made."""

    def __init__(self):
        self.path = f"{V1}/peaktop-bench-{os.getpid()}"
        try:
            os.mkdir(self.path)
        except OSError:
            self.path = None

    def join(self):
        if self.path:
            with open(f"{self.path}/cgroup.procs", "w") as file:
                file.write("0")

    def peak(self):
        if not self.path:
            return None
        with open(f"{self.path}/memory.max_usage_in_bytes") as file:
            peak = int(file.read())
        os.rmdir(self.path)
        return peak


def peaktop_says(command, script, group, *options):
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run([command, "run", "--no-summary", "--no-history", f"--json={out.name}", *options,
                               PYTHON, script], stderr=subprocess.PIPE, text=True,
                              preexec_fn=group.join)
        return json.load(open(out.name))["peak"]["tree"]["bytes"], done.stderr


def nobody_says(command, script, group):
    """The same as a user who may make no cgroup."""
    def become_nobody():
        group.join()
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    done = subprocess.run([command, "run", "--json", "--no-history", PYTHON, script], stderr=subprocess.PIPE,
                          text=True, preexec_fn=become_nobody)
    return json.loads(done.stderr.splitlines()[-1])["peak"]["tree"]["bytes"], done.stderr


def time_says(_, script, group):
    done = subprocess.run(["/usr/bin/time", "-f", "SAYS %M", PYTHON, script],
                          stderr=subprocess.PIPE, text=True, preexec_fn=group.join)
    return int(re.search(r"SAYS (\d+)", done.stderr)[1]) * 1024, done.stderr


def mprof_says(_, script, group):
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run(["mprof", "run", "-C", "-o", out.name, PYTHON, script],
                              stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                              preexec_fn=group.join)
        sizes = [float(line.split()[1]) for line in open(out.name) if line.startswith("MEM")]
    return int(max(sizes, default=0) * 1024 * 1024), done.stderr


def tools():
    yield "peaktop", lambda *a: peaktop_says(*a, "--cgroup=off")
    if os.geteuid() == 0:
        yield "as nobody", nobody_says
    if os.path.exists("/usr/bin/time"):
        yield "time", time_says
    if shutil.which("mprof"):
        yield "mprof -C", mprof_says


def measure(peaktop, name, script, single):
    for tool, says in tools():
        group = Group()
        said, errors = says(peaktop, script, group)
        truth = group.peak()
        if single:
            found = re.search(r"TRUTH (\d+)", errors)
            truth = int(found[1]) if found else None
        off = f"{100 * (said - truth) / truth:+.1f} %" if truth else "-"
        print(f"{name:<26} {tool:<9} {said / 2**20:>8.0f} MiB "
              f"{truth / 2**20 if truth else float('nan'):>8.0f} MiB {off:>9}")


def run(peaktop, only=""):
    """Each job with each tool; only those whose name holds `only`."""
    print(f"{'job':<26} {'tool':<9} {'says':>12} {'truth':>12} {'off':>9}")
    for name, text, single in CASES:
        if only not in name or "numpy" in text and subprocess.run(
                [PYTHON, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode:
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
            script.write(text)
            script.flush()
            os.chmod(script.name, 0o644)
            measure(peaktop, name, script.name, single)
