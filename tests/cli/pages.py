# SPDX-License-Identifier: MIT
"""pages.py: pages of HTML: their structure, that they load nothing, and, where Chromium is, what a reader sees."""
import base64
import contextlib
import hashlib
import html.parser
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

from tap import (PATIENCE_SECONDS, Skip, cases_of, check, ended, equal, environment, good, holds_text, home, main,
                 peaktop, ready, start, told_of, until, until_seen)

PYTHON = [sys.executable, "-S", "-c"]
HOLDS = "x = bytearray(int(input()) << 20); print('held', flush=True); input()"
HOSTILE = "</script><script>document.title='bad'</script><img src=x onerror=alert(1)> & \"'"
LONG = "a-label-of-many-letters-in-one-word-" + 20 * "x"
FIXTURES = Path(os.environ.get("SOURCE_DIR", ".")) / "tests/fixtures/mprof"
# All that a page has.
KNOWN = set("""html head meta title style body main h1 h2 p section table tr th td code div svg desc rect path circle text
               b bdi span output kbd script ul li""".split())

# A job that grows in one function, then in another, and holds both; its file's name is hostile, too.
LINES = """
import time
def load_batch(mib):
    return [bytearray(1 << 20) for _ in range(mib)]
def forward(mib):
    kept = []
    for _ in range(mib):
        kept.append(bytearray(1 << 20))
        time.sleep(0.004)
    return kept
def hold():
    print("held", flush=True)
    input()
first = load_batch(int(input()))
time.sleep(0.3)
second = forward(40)
hold()
"""
LINES_FILE = "<img src=x onerror=alert(1)>&.py"


def record(label, mib, *more):
    """A run that held so much, as the samples saw."""
    with start("run", "--no-summary", "--label", label, "--note", HOSTILE, *PYTHON, HOLDS, *more,
               stdin=subprocess.PIPE) as job:
        job.stdin.write(f"{mib}\n".encode())
        job.stdin.flush()
        equal(ready(job), "held")
        until_seen(label, mib << 20)
        job.stdin.close()
        job.wait(PATIENCE_SECONDS)


def recorded():
    if not (home() / ".local/state/peaktop").exists():
        record("before", 60, HOSTILE)
        record("after", 30)
        record(LONG, 10)


def with_lines(label, mib):
    """A recorded run of that job; skips where lines cannot be followed."""
    if peaktop("show", label).returncode == 0:
        return
    script = home() / LINES_FILE
    script.write_text(LINES)
    with start("run", "--no-summary", "--label", label, sys.executable, "-S", str(script), stdin=subprocess.PIPE,
               cwd=home()) as job:
        until(lambda: (told_of(label) or {}).get("lines_status", "none") != "none", "lines that are followed")
        job.stdin.write(f"{mib}\n".encode())
        job.stdin.flush()
        equal(ready(job), "held")
        until_seen(label, (mib + 40) << 20)
        job.stdin.close()
        job.wait(PATIENCE_SECONDS)
    told = json.loads(good("show", label, "--json"))
    if told["lines_status"] in ("denied", "refused", "not_started"):
        raise Skip(f"growth by line is not to be had here: {told['lines_status']}")
    equal(told["lines_status"], "known")


def page_of(*words):
    recorded()
    path = home() / "page.html"
    good(*words, f"--html={path}")
    return path.read_text(encoding="utf-8")


class Page(html.parser.HTMLParser):
    """Its elements with their attributes, the texts in them, and whether it is nested as it should be."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.texts = [], [], {}
        self.feed(text)
        self.close()
        equal(self.open, [], "elements left open")

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, tag, "ends, but open are", self.open)
        self.open.pop()

    def handle_data(self, data):
        for tag in self.open:
            self.texts[tag][-1] += data

    def content(self, name):
        return next(attrs["content"] for tag, attrs in self.elements
                    if tag == "meta" and attrs.get("http-equiv", attrs.get("name")) == name)


def check_structure(text):
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    check(tags <= KNOWN, "unknown elements:", tags - KNOWN)
    for tag, attrs in page.elements:
        check(not any(name.startswith("on") or name in ("src", "href", "style", "action") for name in attrs), tag, attrs)
    for word in ("url(", "@import", "http:", "https:"):
        check(word not in text.replace("http://www.w3.org/2000/svg", ""), word)
    return page


def test_a_run_is_one_page_that_loads_nothing():
    page = check_structure(page_of("show", "before"))
    holds_text(page.texts["body"][0], "note")
    holds_text(page.texts["table"][0], HOSTILE)
    for word in ("process peak" if "tree peak" in page.texts["table"][0] else "peak", "exited", "size for"):
        holds_text(page.texts["table"][0], word)


def test_the_policy_allows_this_script_only():
    page = Page(page_of("show", "before"))
    policy = page.content("Content-Security-Policy")
    script = [text for (tag, attrs), text in
              zip([e for e in page.elements if e[0] == "script"], page.texts["script"]) if "type" not in attrs]
    equal(len(script), 1)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    holds_text(policy, f"script-src 'sha256-{digest}'", "the policy (src/text/page/page_look.c)")
    check(policy.startswith("default-src 'none';"), policy)


def test_the_picture_in_it_is_xml_and_its_values_are_those_of_the_record():
    text = page_of("show", "before")
    xml.etree.ElementTree.fromstring(re.search(r"<svg xmlns.*?</svg>", text, re.S).group())
    readings = json.loads(re.search(r'id="readings">(.*?)</script>', text, re.S).group(1))
    points = readings["lines"][0]["points"]
    series = json.loads(good("show", "before", "--json"))["series"]
    held = {point[2] for point in points if point[2] is not None}
    equal({point["tree_bytes"] for point in series} - held, set())
    check(all(re.fullmatch(r"[\d.]+ [KMG]?i?B", point[3]) for point in points if point[2] is not None), points)


def test_what_is_uncertain_is_said_in_the_page_as_in_the_summary():
    text = page_of("show", str(FIXTURES / "plain.dat"))
    page = check_structure(text)
    holds_text(page.texts["table"][0], "at least 392 MiB")
    holds_text(page.texts["svg"][0], "peak at least 392 MiB")
    holds_text(page.texts["svg"][0], "__main__.load")


def test_a_comparison_is_a_page():
    page = check_structure(page_of("compare", "before", "after"))
    body = page.texts["body"][0]
    for line in good("compare", "before", "after").splitlines()[-1:]:
        holds_text(body, line)
    holds_text(body, "tree peak")
    equal(len([1 for tag, attrs in page.elements if tag == "path" and "line" in attrs.get("class", "").split()]), 2)


def test_lines_of_python_are_in_the_page():
    with_lines("lines", 60)
    text = page_of("show", "lines")
    page = check_structure(text)
    told = json.loads(good("show", "lines", "--json"))
    tables = [at for tag, at in page.elements if tag == "table" and at.get("class") in ("lines", "functions")]
    equal([at["class"] for at in tables], ["lines", "functions"])
    body = page.texts["body"][0]
    for function in ("load_batch", "forward"):
        holds_text(body, function)
    holds_text(body, f"{LINES_FILE}:4")
    check("<img" not in text, "a file's name became markup")
    places = [place for place in page.texts["li"]]
    equal(len(places), len(told["places"]))
    functions = [place["function"] for place in told["places"]]
    check(functions.index("load_batch") < functions.index("forward"), functions)
    equal([place["at_seconds"] for place in told["places"]], sorted(place["at_seconds"] for place in told["places"]))
    readings = json.loads(re.search(r'id="readings">(.*?)</script>', text, re.S).group(1))
    equal([round(place["at_seconds"] * 1e9) for place in told["places"]], readings["places"])
    holds_text(good("show", "lines", "--svg=-"), f" {told['peak']['line']['function']}</text>")


def test_a_comparison_has_the_lines_that_grew():
    with_lines("lines", 60)
    with_lines("more", 140)
    page = check_structure(page_of("compare", "lines", "more"))
    table = next(page.texts["table"][i] for i, at in enumerate([at for tag, at in page.elements if tag == "table"])
                 if at.get("class") == "changed")
    holds_text(table, f"load_batch ({LINES_FILE})")
    said = next(line for line in good("compare", "lines", "more").splitlines() if "load_batch" in line)
    holds_text(table, said.split("by line")[1].split("  load_batch")[0].strip())


def test_stdout_and_refusals():
    recorded()
    check(good("show", "before", "--html=-").endswith("</html>\n"), "the end")
    check(good("compare", "before", "after", "--html=-").startswith("<!DOCTYPE html>\n"), "the start")
    for words in (["show", "before", "--html=-", "--json"], ["show", "before", "--html=-", "--svg=-"],
                  ["compare", "before", "after", "--html=-", "--chart"],
                  ["compare", "before", "after", "--html=-", "--svg=-"], ["show", "before", "--html="]):
        done = peaktop(*words)
        equal((done.returncode, done.stdout), (2, b""), words)
        equal(done.stderr.count(b"\n"), 1, done.stderr)
    for words in (["show", "before"], ["compare", "before", "after"]):
        done = peaktop(*words, "--html=/nowhere/page.html")
        equal(done.returncode, 1)
        holds_text(done.stderr.decode(), "No such file")
        with open("/dev/full", "wb") as full:
            done = peaktop(*words, "--html=-", stdout=full)
        equal(done.returncode, 1, "a full disk")
        holds_text(done.stderr.decode(), "No space left")


def test_a_run_that_was_too_short_has_a_page():
    env = environment(XDG_STATE_HOME=str(home() / "short"))
    equal(peaktop("run", "--no-summary", "true", env=env).returncode, 0)
    done = peaktop("show", "last", "--html=-", env=env)
    equal(done.returncode, 0, done.stderr)
    check_structure(done.stdout.decode())


# --- in a browser ---

class Browser:
    """Chromium, through chromedriver's HTTP."""

    KEYS = {"Tab": "\ue004", "End": "\ue010", "Home": "\ue011", "Left": "\ue012", "Right": "\ue014", "Shift": "\ue008"}

    def __init__(self, port, profile):
        self.port = port
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     f"--user-data-dir={profile}", "--window-size=1000,1400"]
        told = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = f"/session/{told['sessionId']}"

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            value = json.load(connection.getresponse())["value"]
        finally:
            connection.close()
        check(not (isinstance(value, dict) and "error" in value), path, value)
        return value

    def do(self, what, **body):
        return self.ask("POST", f"{self.session}/{what}", body)

    def run(self, script):
        return self.do("execute/sync", script=script, args=[])

    def press(self, *names):
        down = [{"type": "keyDown", "value": self.KEYS.get(name, name)} for name in names]
        up = [{"type": "keyUp", "value": self.KEYS.get(name, name)} for name in reversed(names)]
        self.do("actions", actions=[{"type": "key", "id": "keyboard", "actions": down + up}])

    def point(self, x, y):
        self.do("actions", actions=[{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
                                     "actions": [{"type": "pointerMove", "duration": 0, "x": x, "y": y}]}])

    def reading(self):
        return self.run("return document.getElementById('reading').innerText").strip()


@contextlib.contextmanager
def browser():
    """Skips where there is none; nothing is looked up or downloaded."""
    driver, program = shutil.which("chromedriver"), shutil.which("chromium")
    if driver is None or program is None:
        raise Skip("no Chromium (Debian: chromium, chromium-driver)")
    env = environment(TMPDIR=os.environ.get("TMPDIR"), PATH=os.environ.get("PATH"))
    with ended(subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                stdin=subprocess.DEVNULL, env=env)) as process:
        port = None
        while port is None:
            port = re.search(r"started successfully on port (\d+)", ready(process))
        shown = Browser(int(port.group(1)), home() / "profile")
        try:
            yield shown
        finally:
            shown.ask("DELETE", shown.session)


def open_page(shown, *words):
    page_of(*words)
    shown.do("url", url=f"file://{home()}/page.html")


def lines_of(label):
    """The values of its chart, as they are to be read."""
    text = page_of("show", label)
    return json.loads(re.search(r'id="readings">(.*?)</script>', text, re.S).group(1))["lines"][0]["points"]


def reading_of(point):
    return f"{point[1]}: {point[3] or '-'}"


def value_of(shown):
    """What is read but for the place."""
    return shown.reading().split(" in ")[0]


def test_chromium_reads_the_chart_by_keyboard_and_by_mouse():
    with browser() as shown:
        points = lines_of("before")
        open_page(shown, "show", "before")
        highest = max(point[2] or 0 for point in points)
        first = next(i for i, point in enumerate(points) if point[2] == highest)
        equal(value_of(shown), reading_of(points[first]), "at the peak")
        shown.press("Tab")
        equal(shown.run("return document.activeElement.id"), "chart")
        shown.press("Home")
        equal(value_of(shown), reading_of(points[0]))
        shown.press("Right")
        equal(value_of(shown), reading_of(points[1]))
        shown.press("Shift", "Right")
        equal(value_of(shown), reading_of(points[min(11, len(points) - 1)]))
        shown.press("End")
        equal(value_of(shown), reading_of(points[-1]))
        shown.press("Left")
        equal(value_of(shown), reading_of(points[-2]))
        shown.press("p")
        equal(value_of(shown), reading_of(points[first]))
        equal(shown.run("return document.activeElement.getAttribute('aria-valuetext')").split(),
              shown.reading().split())
        box = shown.run("const b = document.querySelector('#chart svg').getBoundingClientRect();"
                        "return [b.left, b.top, b.width, b.height]")
        shown.point(int(box[0] + 2), int(box[1] + box[3] / 2))
        equal(value_of(shown), reading_of(points[0]), "left of the chart")
        shown.point(int(box[0] + box[2] - 2), int(box[1] + box[3] / 2))
        equal(value_of(shown), reading_of(points[-1]), "right of it")


def test_chromium_says_the_line_under_the_cursor():
    with browser() as shown:
        with_lines("lines", 60)
        points = lines_of("lines")
        open_page(shown, "show", "lines")
        told = json.loads(good("show", "lines", "--json"))
        shown.press("Tab")
        shown.press("Home")
        seen = []
        for i in range(len(points)):
            until = points[i + 1][0] if i + 1 < len(points) else float("inf")
            began = [place for place in told["places"] if round(place["at_seconds"] * 1e9) < until]
            reading = shown.reading()
            seen.append(reading)
            if began and began[-1]["kind"] == "line":
                holds_text(reading, f":{began[-1]['line']} {began[-1]['function']}")
            if not began:
                equal(reading, reading_of(points[i]))
            if i > 120 and "load_batch" in reading:
                break
            shown.press("Right")
        check(any("load_batch" in reading for reading in seen), seen)
        shown.press("End")
        shown.press("p")
        equal(shown.run("return document.activeElement.getAttribute('aria-valuetext')").split(),
              shown.reading().split())
        equal(shown.run("return document.images.length"), 0)
        equal(shown.do("se/log", type="browser"), [])


def test_chromium_runs_nothing_foreign_and_complains_of_nothing():
    with browser() as shown:
        for words in (("show", "before"), ("compare", "before", "after")):
            open_page(shown, *words)
            check(shown.run("return document.title") != "bad", "a foreign script ran")
            equal(shown.run("return document.images.length"), 0)
            equal(shown.run("return document.querySelectorAll('main script:not([type])').length"), 0)
            equal(shown.run("return performance.getEntriesByType('resource').length"), 0)
            equal(shown.do("se/log", type="browser"), [])


def test_chromium_shows_both_runs_of_a_comparison_under_the_cursor():
    with browser() as shown:
        open_page(shown, "compare", "before", "after")
        reading = r"[\d.]+m?s: 1 before %s 2 after %s"
        size, maybe = r"[\d.]+ .iB", r"(-|0 B|[\d.]+ .iB)"  # nothing is held any more at the end
        for key, form in (("p", reading % (size, maybe)), ("Home", reading % (maybe, maybe)),
                          ("End", reading % (maybe, maybe))):
            shown.press("Tab" if key == "p" else key)
            check(re.fullmatch(form, " ".join(shown.reading().split())), key, shown.reading())


def test_chromium_shows_it_light_and_dark():
    with browser() as shown:
        open_page(shown, "show", "before")
        grounds = []
        for scheme in ("light", "dark"):
            shown.do("goog/cdp/execute", cmd="Emulation.setEmulatedMedia",
                     params={"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            grounds.append(shown.run("return [document.body, document.querySelector('.ground')]"
                                     ".map(e => getComputedStyle(e)).map(s => s.backgroundColor + s.fill)"))
            picture = shown.ask("GET", f"{shown.session}/screenshot")
            check(base64.b64decode(picture).startswith(b"\x89PNG"), "a picture")
            if "PEAKTOP_PICTURES" in os.environ:
                Path(os.environ["PEAKTOP_PICTURES"], f"page-{scheme}.png").write_bytes(base64.b64decode(picture))
        check(grounds[0][0] != grounds[1][0] and grounds[0][1] != grounds[1][1], grounds)


def test_chromium_shows_it_on_a_phone():
    """Nothing is wider than the screen, and nothing has to be scrolled sideways to be read."""
    with browser() as shown:
        for words in (("show", "before"), ("compare", "before", "after"), ("compare", "before", "after", LONG)):
            open_page(shown, *words)
            for width in (320, 375, 500, 800):
                shown.do("goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride",
                         params={"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True})
                wide = shown.run(
                    "return [...document.querySelectorAll('html, body, main, section, table, td, th, p, h1, #chart')]"
                    ".filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 "
                    f"  || e.getBoundingClientRect().right > {width} + 1)"
                    ".map(e => e.tagName + ' ' + e.className + ' ' + e.scrollWidth + ' ' + e.innerText.slice(0, 60))")
                equal(wide, [], f"{words} at {width}")
                if "PEAKTOP_PICTURES" in os.environ:
                    picture = shown.ask("GET", f"{shown.session}/screenshot")
                    name = f"page-{words[0]}-{len(words)}-{width}.png"
                    Path(os.environ["PEAKTOP_PICTURES"], name).write_bytes(base64.b64decode(picture))


if __name__ == "__main__":
    main(cases_of(globals()))
