# SPDX-License-Identifier: MIT
"""python_scenarios.py: for Python 3.8 and later: programs that stop somewhere, and print where they are.

    python_scenarios.py FOLDER: runs one scenario after the other, each until a dot comes from stdin. Each prints a
    line of JSON, and another one for each "r": its name, a pid, and of each thread its native id and its frames
    [file, line, function], innermost first, in the interpreter's own words.
FOLDER is for modules that are made.
"""
# pylint: disable=all
import asyncio
import functools
import importlib
import itertools
import json
import multiprocessing
import os
import re
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

FOLDER = sys.argv[1]
NEW = sys.version_info >= (3, 11)
NAME = ""


def frames_of(frame):
    found = []
    while frame is not None:
        code = frame.f_code
        found.append([code.co_filename, frame.f_lineno, code.co_qualname if NEW else code.co_name, bool(code.co_flags & 0x380)])
        frame = frame.f_back
    return found


def text(frames):
    """What is printed. After a fork threading has another id of the thread that called it."""
    natives = {t.ident: t.native_id for t in threading.enumerate()}
    natives[threading.get_ident()] = threading.get_native_id()
    threads = [[natives[ident], frames_of(frame)] for ident, frame in frames.items()]
    return (json.dumps({"name": NAME, "pid": os.getpid(), "threads": threads}) + "\n").encode()


def stop():
    while os.write(1, text(sys._current_frames())) and os.read(0, 1) == b"r": pass


# --- the scenarios; each is named by its function ---

def nest():
    def one():
        two()

    def two():
        three()

    def three(): stop()
    one()


def recursion_500(n=500):
    if n:
        recursion_500(n - 1)
    else:
        stop()


def two_threads():
    ready, done = threading.Event(), threading.Event()

    def wait_here():
        ready.set(), done.wait()
    thread = threading.Thread(target=wait_here)
    thread.start()
    ready.wait()
    stop()
    done.set()
    thread.join()


def in_a_thread():
    thread = threading.Thread(target=nest)
    thread.start()
    thread.join()


def generator():
    def numbers():
        yield 1
        stop()
        yield 2
    list(numbers())


def yield_from():
    def inner():
        yield 1
        stop()

    def outer():
        yield from inner()
    for _ in outer():
        pass


def called(_=None):
    stop()
    return 1


def generator_expression():
    sum(called(x) for x in [1])


def list_comprehension():
    [called(x) for x in [1]]


def dict_comprehension():
    {x: called(x) for x in [1]}
    {called(x) for x in [2]}


async def coroutine(depth):
    if depth:
        await coroutine(depth - 1)
    else:
        await asyncio.sleep(0)
        stop()


def asyncio_tasks():
    async def all_of_them():
        await asyncio.gather(coroutine(3), asyncio.sleep(0))
    asyncio.run(all_of_them())


def async_generator():
    async def numbers():
        yield 1
        await asyncio.sleep(0)
        stop()
        yield 2

    async def use():
        async for _ in numbers():
            pass
    asyncio.run(use())


class Kinds:
    @property
    def value(self):
        return called()

    @staticmethod
    def static():
        return called()

    @classmethod
    def of_class(cls):
        return called()

    def __getattr__(self, name):
        return called()

    def __enter__(self):
        return called()

    def __exit__(self, *_):
        return None

    def __call__(self):
        return (lambda: called())()


def a_property():
    Kinds().value


def static_method():
    Kinds.static()


def class_method():
    Kinds.of_class()


def attribute():
    Kinds().missing


def context_manager():
    with Kinds():
        pass


def lambda_in_call():
    Kinds()()


def class_body():
    class Made:
        here = called()


def callback_through_c():
    sorted([1], key=called)
    list(map(called, [1]))
    functools.reduce(lambda a, b: called(), [1, 2])


def finaliser():
    class Ends:
        def __del__(self):
            called()
    made = Ends()
    del made


def regular_expression():
    re.sub("a", lambda match: str(called()), "a")


def evaluated():
    eval("called()")
    eval(compile("[called() for _ in [1]]", "<made up>", "eval"))


def executed():
    exec("def f():\n    called()\n\nf()\n", {"called": called})


def imported():
    with open(os.path.join(FOLDER, "made_module.py"), "w") as module:
        module.write("import sys\n\n\ndef here():\n    sys.modules['__main__'].called()\n\n\nhere()\n")
    sys.path.insert(0, FOLDER)
    importlib.import_module("made_module")
    del sys.modules["made_module"]


def names_of_other_scripts():
    for name in ("größe", "данные", "数据", "𝒏ame𝔞"):
        place = {"called": called}
        exec(compile("def %s():\n    called()\n" % name, "/tmp/%s.py" % name, "exec"), place)
        for made in [f for f in place.values() if getattr(f, "__name__", "called") != "called"]:
            made()


def far_down():
    """A function of 3,000 lines, and calls at its start, in its middle and at its end."""
    lines = ["def long():\n"] + ["    x = %d\n" % i for i in range(3000)]
    for at in (1, 300, 1500, 2999):
        lines[at] = "    called()\n"
    place = {"called": called}
    exec(compile("".join(lines), "/tmp/long.py", "exec"), place)
    place["long"]()


def wide_code():
    """Expressions of many lines and jumps: every kind of entry in the table of lines."""
    terms = "".join("        a.get('x%d', %d) +\n\n\n" % (i, i) for i in range(400))
    source = "def wide(a):\n    return (\n" + terms + \
        "        called() +\n" + "        1 if a else 0\n    )\n" + "\n" * 300 + "wide({1: 1})\n"
    exec(compile(source, "/tmp/wide.py", "exec"), {"called": called, "__builtins__": {}})


def call_of_many_lines():
    max(
        1,
        called(
        ),
        2,
    )


def decorated():
    def wrap(function):
        @functools.wraps(function)
        def wrapper(*arguments):
            return function(
                *arguments)
        return wrapper

    @wrap
    @functools.lru_cache(maxsize=1)
    def inner():
        return called()
    inner()


def specialized_init():
    class Made:
        def __init__(self, last):
            if last:
                stop()

    def make(last): return Made(last)
    for n in range(1000):
        make(n == 999)


def specialized_inits_in_each_other():
    class Nested:
        def __init__(self, depth, stops=False):
            if depth:
                Nested(depth - 1, stops)
            elif stops:
                stop()
    for _ in range(100):
        Nested(10)
    Nested(20, True)
    Nested(150, True)


def exceptions():
    try:
        raise ValueError
    except ValueError:
        try:
            {}["x"]
        except KeyError:
            called()
        finally:
            called()


def traced():
    sys.settrace(lambda *_: None)
    try:
        called()
    finally:
        sys.settrace(None)


def frame_objects():
    kept = []

    def keep():
        kept.append(sys._getframe())
        kept.append(sys._getframe(1))
        called()
    keep()
    assert kept[0].f_locals is not None
    called()


def thread_pool():
    with ThreadPoolExecutor(max_workers=3) as pool:
        for _ in pool.map(len, ["a", "b", "c"]):
            pass
        pool.submit(called).result()


def product_of_frames():
    for _ in itertools.islice((called() for _ in itertools.count()), 1):
        pass


def in_a_child(run):
    child = os.fork()
    if child == 0:
        try:
            run()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def fork():
    in_a_child(called)


def fork_from_a_thread():
    thread = threading.Thread(target=lambda: in_a_child(called))
    thread.start()
    thread.join()


def spawned():
    process = multiprocessing.get_context("spawn").Process(target=in_spawned)
    process.start()
    process.join()


def in_spawned():
    """The child reads its parent's stdin: multiprocessing gives it /dev/null."""
    global NAME
    NAME = "spawned"
    os.dup2(os.open("/proc/%d/fd/0" % os.getppid(), os.O_RDONLY), 0)
    called()


SUB = """
import json, os, sys
FRAME = sys._getframe()
def here():
    while os.write(1, (before + json.dumps(frames_of(sys._getframe())) + after).encode()) and os.read(0, 1) == b"r": pass
def frames_of(frame):
    found = []
    while frame is not None:
        code = frame.f_code
        name = code.co_qualname if sys.version_info >= (3, 11) else code.co_name
        found.append([code.co_filename, frame.f_lineno, name, bool(code.co_flags & 0x380)])
        frame = frame.f_back
    return found
here()
"""


def subinterpreter():
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    made = interpreters.create()
    native = threading.get_native_id()
    line = sys._getframe().f_lineno + 3
    ours = [[__file__, line, "subinterpreter", False]] + frames_of(sys._getframe(1))
    whole = json.dumps({"name": NAME, "pid": os.getpid(), "threads": [[native, None], [native, ours]]}) + "\n"
    interpreters.run_string(made, "before, after = %r, %r\n" % tuple(whole.split("null")) + SUB)
    interpreters.destroy(made)


def odd_names():
    """Text that must not reach a terminal as it is."""
    exec(compile("called()\n", "/tmp/a\x1b[31m\u202e\n\udcff.py", "exec"), {"called": called})


SCENARIOS = [nest, recursion_500, two_threads, in_a_thread, generator, yield_from, generator_expression,
             list_comprehension, dict_comprehension, asyncio_tasks, async_generator, a_property, static_method,
             class_method, attribute, context_manager, lambda_in_call, class_body, callback_through_c, finaliser,
             regular_expression, evaluated, executed, imported, names_of_other_scripts, far_down, wide_code,
             call_of_many_lines, decorated, specialized_init,
             specialized_inits_in_each_other, exceptions, traced, frame_objects, thread_pool, product_of_frames, fork,
             fork_from_a_thread, spawned, subinterpreter, odd_names]


def main():
    global NAME
    for scenario in SCENARIOS:
        NAME = scenario.__name__
        try:
            scenario()
        except ImportError:
            pass
    os.write(1, b"\n")


if __name__ == "__main__":
    main()
