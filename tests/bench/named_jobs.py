# SPDX-License-Identifier: MIT
"""named_jobs.py: what tools report that a job needed, compared with the truth: a memory cgroup for trees, the job's own figure
for one process."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from group import Group

PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable

TOUCH = "def touch(mib):\n x=bytearray(mib<<20)\n for i in range(0,len(x),4096): x[i]=1\n return x\n"
OWN_WORD = ("\nimport sys\nfor l in open('/proc/self/status'):\n"
            " if l.startswith('VmHWM'): sys.stderr.write('TRUTH %d\\n' % (int(l.split()[1])*1024))\n")

# All workers of a pool read all of it, and stay.
SHARED_POOL = """
import multiprocessing, time
from multiprocessing import shared_memory
def work(name):
    segment = shared_memory.SharedMemory(name=name)
    for at in range(0, segment.size, 4096): segment.buf[at]
    time.sleep(1)
    segment.close()
if __name__ == '__main__':
    multiprocessing.set_start_method('%s')
    segment = shared_memory.SharedMemory(create=True, size=300 << 20)
    for at in range(0, segment.size, 4096): segment.buf[at] = 1
    with multiprocessing.Pool(4) as pool: pool.map(work, [segment.name] * 4, 1)
    segment.close()
    segment.unlink()
"""
READERS = """
pids = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        pages = mmap.mmap(fd, 300 << 20, prot=mmap.PROT_READ)
        for at in range(0, len(pages), 4096): pages[at]
        time.sleep(1.5)
        os._exit(0)
    pids.append(pid)
for pid in pids: os.waitpid(pid, 0)
"""
# Reference counts are written to each string's page: workers copy what they only read.
COPIED_STRINGS = """
import multiprocessing, time
strings = [f"string {i}" for i in range(3_000_000)]
def work(n):
    for string in strings: kept = string
    time.sleep(%s)
if __name__ == '__main__':
    multiprocessing.set_start_method('fork')
    with multiprocessing.Pool(4) as pool: pool.map(work, range(4), 1)
"""

# Name, script, whether it is one process (the truth is its own figure) or a tree (a cgroup's peak).
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
    ("shared memory, pool (fork)", SHARED_POOL % "fork", False),
    ("shared memory, pool (spawn)", SHARED_POOL % "spawn", False),
    ("memfd of 300 MiB, 4 readers", """
import mmap, os, time
fd = os.memfd_create("segment")
os.ftruncate(fd, 300 << 20)
""" + READERS, False),
    ("file of 300 MiB, 4 readers", """
import mmap, os, tempfile, time
file = tempfile.TemporaryFile()
fd = file.fileno()
os.ftruncate(fd, 300 << 20)
""" + READERS, False),
    ("copied strings, held 1.5 s", COPIED_STRINGS % 1.5, False),
    ("copied strings, held 4 s", COPIED_STRINGS % 4, False),
    ("500 children of 512 KiB", """
import os, time
pids = []
for _ in range(500):
    pid = os.fork()
    if pid == 0:
        own = bytearray(b"x") * (512 << 10)
        time.sleep(5)
        os._exit(0)
    pids.append(pid)
for pid in pids: os.waitpid(pid, 0)
""", False),
]
# Jobs that share memory, with a budget above what they hold and below the sum of RSS.
WITHIN_BUDGET = [("shared memory, pool (fork)", "450M"), ("memfd of 300 MiB, 4 readers", "450M"),
                 ("file of 300 MiB, 4 readers", "450M")]


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
        try:
            said, errors = says(peaktop, script, group)
        finally:
            truth = group.peak()
        if single:
            found = re.search(r"TRUTH (\d+)", errors)
            truth = int(found[1]) if found else None
        off = f"{100 * (said - truth) / truth:+.1f} %" if truth else "-"
        print(f"{name:<28} {tool:<9} {said / 2**20:>8.0f} MiB "
              f"{truth / 2**20 if truth else float('nan'):>8.0f} MiB {off:>9}", flush=True)


def in_budget(peaktop, name, script, budget):
    """Whether a job below its budget is left alone."""
    done = subprocess.run([peaktop, "run", "--no-summary", "--no-history", "--cgroup=off", "--budget", budget,
                           "--enforce", PYTHON, script], stderr=subprocess.PIPE, text=True, check=False)
    print(f"{name:<28} --budget {budget} --enforce: status {done.returncode}", flush=True)


def with_script(text, act):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(text)
        script.flush()
        os.chmod(script.name, 0o644)
        act(script.name)


def run(peaktop, only=""):
    """Each job with each tool; only those whose name holds `only`."""
    print(f"{'job':<28} {'tool':<9} {'says':>12} {'truth':>12} {'off':>9}")
    for name, text, single in CASES:
        if only not in name or "numpy" in text and subprocess.run(
                [PYTHON, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode:
            continue
        with_script(text, lambda script: measure(peaktop, name, script, single))
    for name, budget in WITHIN_BUDGET:
        if only in name:
            text = next(text for known, text, _ in CASES if known == name)
            with_script(text, lambda script: in_budget(peaktop, name, script, budget))
