"""The page in a real browser: every view, by mouse and by keyboard, on paper of three widths, in light and dark.

    pip install playwright
    cargo build --release -p nonlin-cli
    python3 crates/nonlin-serve/tests/browser/run.py target/release/nonlin [--chromium PATH] [--pictures FOLDER]

Starts `nonlin serve` itself and ends it. Any request to another host, any error on the console, and any page that is wider than its
window fails. `--pictures` keeps a picture of each view at each width, to be looked at.
"""

import argparse
import contextlib
import pathlib
import re
import subprocess
import tempfile
import time

from playwright.sync_api import expect, sync_playwright

WIDTHS = {1280: 900, 800: 1000, 390: 844}
VIEWS = {
    "functions": "#/functions",
    "functions-own": "#/functions?f=gelu,x*tanh(softplus(x)),step,elu alpha=0.5&range=-6,6&show=1",
    "neuron": "#/neuron",
    "neuron-backward": "#/neuron?f=gelu&step=2",
    "cheatsheet": "#/cheatsheet?find=gelu",
    "cheatsheet-poster": "#/cheatsheet?poster=true",
    "playground": "#/playground",
    "playground-two": "#/playground?data=circle&net=20x12+sigmoid&net2=20x12+relu&optimiser=sgd&rate=0.03&noise=0",
}


class Watched:
    """A page whose every request and complaint is kept."""

    def __init__(self, browser, address, width=1280, **settings):
        self.context = browser.new_context(viewport={"width": width, "height": WIDTHS.get(width, 900)}, **settings)
        self.page = self.context.new_page()
        self.address = address
        self.complaints, self.elsewhere = [], []
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self.note(asked.url))

    def note(self, url):
        if not url.startswith(self.address) and not url.startswith(("data:", "blob:")):
            self.elsewhere.append(url)

    def open(self, hash_):
        self.page.goto("about:blank")
        self.page.goto(self.address + hash_)
        return self.page

    def close(self, refused=()):
        # A browser reports a refused formula as a failed request: that is what was asked for.
        wrong = [text for text in self.complaints if not any(word in text for word in refused)]
        assert not wrong, wrong
        assert not self.elsewhere, f"asked other hosts: {self.elsewhere}"
        self.context.close()


def figure(page, name, bench=0):
    """A number that a network shows."""
    place = page.locator(".bench").nth(bench).locator(".figures div", has=page.get_by_text(name, exact=True)).locator("dd")
    text = place.inner_text().replace("\u2009", "").replace("−", "-")
    return float(text) if re.fullmatch(r"-?[\d.]+", text) else None


def until(what, holds, seconds=60):
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, what
        time.sleep(0.05)


def functions(watched):
    page = watched.open("#/functions")
    expect(page.locator(".chosen li")).to_have_count(3)
    expect(page.locator(".curves path.value")).to_have_count(3)
    expect(page.get_by_role("heading", name="Gaussian error linear unit")).to_be_visible()
    # Search, choose, drop.
    page.get_by_label("Search functions").fill("mish")
    page.get_by_role("button", name=re.compile("^mish")).click()
    expect(page.locator(".chosen li")).to_have_count(4)
    assert "mish" in page.url and "search=mish" in page.url, page.url
    page.get_by_role("button", name="Drop mish").click()
    expect(page.locator(".chosen li")).to_have_count(3)
    # Narrow down by what is proven.
    page.get_by_label("Search functions").fill("")
    page.get_by_text("Filter by what is proven").click()
    page.get_by_role("button", name="bounded", exact=True).click()
    page.get_by_role("button", name="odd", exact=True).click()
    expect(page.locator(".function-items li:visible", has_text="tanh").first).to_be_visible()
    expect(page.locator(".function-items li:visible", has_text="relu")).to_have_count(0)
    # Parameters.
    page = watched.open("#/functions?f=elu alpha=0.5")
    page.get_by_label("Parameter alpha, as a number").fill("2")
    expect(page.locator(".chosen li")).to_have_text(re.compile("alpha=2"))
    expect(page.locator(".facts").first).to_be_visible()
    # Reading at the cursor.
    chart = page.locator(".curves")
    chart.hover(position={"x": 200, "y": 100})
    expect(page.locator(".readout .read")).to_have_text(re.compile("elu.*slope"))
    # Code.
    page.get_by_label("Target of the export").select_option("rust")
    expect(page.get_by_label("Exported code")).to_have_text(re.compile("fn "))


def formula_with_an_error(watched):
    page = watched.open("#/functions?f=relu")
    field = page.get_by_label("Add a function or a formula of your own")
    field.fill("x * tnh(x)")
    expect(page.locator(".suggest")).to_have_text(re.compile("did you mean `tanh`"))
    expect(page.locator(".marked mark")).to_have_text("tnh")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("x * tanh(x)")
    expect(page.locator(".suggest")).to_have_count(0)
    expect(page.locator(".preview math")).to_have_count(2)
    field.press("Enter")
    expect(page.locator(".chosen li")).to_have_count(2)
    expect(page.get_by_role("heading", name="A formula of your own")).to_be_visible()
    # The address alone brings it back.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".chosen li")).to_have_count(2)


def neuron(watched):
    page = watched.open("#/neuron?f=relu&x=1,-0.5&w=0.8,1.2&b=0.1&t=1")
    expect(page.locator(".says")).to_have_text("fires")
    page.get_by_label("Bias, as a number").fill("-2")
    expect(page.locator(".says")).to_have_text("silent")
    page.get_by_role("button", name="3 Backward").click()
    expect(page.locator(".note")).to_have_text(re.compile("dead unit"))
    page.get_by_label("Bias, as a number").fill("0.1")
    page.get_by_role("button", name="4 Update").click()
    before = page.locator("[role=status]", has_text="The loss is").inner_text()
    page.get_by_role("button", name="Make this step").click()
    expect(page.locator("[role=status]", has_text="1 step made")).to_be_visible()
    assert float(page.locator("[role=status]").inner_text().split()[-1]) < float(before.split()[-1])


def training(watched):
    page = watched.open("#/playground?data=circle&net=8+tanh,8+tanh&noise=0&pace=0")
    until("the first loss", lambda: (figure(page, "Loss") or 0) > 0)
    first = figure(page, "Loss")
    page.get_by_role("button", name="Train").click()
    time.sleep(3)
    after = figure(page, "Loss")
    assert after is not None and after < 0.5 * first, f"the loss fell from {first} to {after} in 3 seconds"
    speed = figure(page, "Steps per second")
    page.get_by_role("button", name="Pause").click()
    until("it pauses", lambda: figure(page, "Steps per second") is None)
    page.get_by_role("button", name="Reset").click()
    until("it is as at first", lambda: figure(page, "Steps") == 0 and abs(figure(page, "Loss") - first) < 1e-3)
    return f"{speed:.0f} steps a second for 2-8-8-1 at batch 32, loss {first:.3f} to {after:.3f} in 3 seconds"


def two_networks(watched):
    page = watched.open(VIEWS["playground-two"])
    until("both are there", lambda: page.locator(".bench").count() == 2 and figure(page, "Loss", 1) is not None)
    page.get_by_role("button", name="Train").click()
    finding = page.locator(".bench").first.locator(".finding", has_text=re.compile("gradient", re.I)).first
    expect(finding).to_be_visible(timeout=60000)
    until("the one of ReLU learns", lambda: (figure(page, "Loss", 1) or 9) < 0.1)
    assert figure(page, "Loss", 0) > 0.6, "the one of sigmoid learns too"
    page.get_by_role("button", name="Pause").click()


def upload(watched, folder):
    rows = ["height,width,kind"] + [f"{i % 10 + (i % 2) * 8},{(i * 7) % 11},{'ab'[i % 2]}" for i in range(80)]
    table = folder / "own.csv"
    table.write_text("\n".join(rows))
    page = watched.open("#/playground")
    page.locator("#upload").set_input_files(table)
    expect(page.get_by_label("To predict")).to_have_value("kind")
    until("a first loss", lambda: (figure(page, "Loss") or 0) > 0)
    page.get_by_role("button", name="Train").click()
    until("it learns what was uploaded", lambda: (figure(page, "Loss") or 9) < 0.2)
    page.get_by_role("button", name="Pause").click()
    # A file that is none.
    wrong = folder / "wrong.csv"
    wrong.write_text("a,b\n1\n")
    page.locator("#upload").set_input_files(wrong)
    expect(page.locator(".problem", has_text="line 2")).to_be_visible()


def drawn_points(watched):
    page = watched.open("#/playground")
    page.get_by_role("button", name="Draw points").click()
    board = page.locator(".drawing-board")
    size = board.bounding_box()
    for brush, place in (("orange", 0.25), ("blue", 0.75)):
        page.get_by_role("button", name=brush, exact=True).click()
        for i in range(6):
            board.click(position={"x": size["width"] * place, "y": size["height"] * (0.2 + 0.1 * i)})
    expect(page.get_by_text("12 points")).to_be_visible()
    until("they are trained on", lambda: (figure(page, "Loss") or 0) > 0)


def cheatsheet(watched):
    page = watched.open("#/cheatsheet")
    cards = page.locator(".cheatsheet article")
    expect(cards.filter(visible=True).first).to_be_visible()
    assert cards.count() > 90 and page.locator(".cheatsheet article math").count() > 90
    page.get_by_label("Find a card").fill("hendrycks")
    until("the others are gone", lambda: cards.filter(visible=True).count() < 5)
    page.get_by_label("Find a card").fill("")
    page.locator(".cheatsheet nav a", has_text="swiglu_clamped").click()
    expect(page.locator("#swiglu-clamped")).to_be_in_viewport()
    assert "#/cheatsheet" in page.url, page.url
    page.get_by_label("Show").select_option("poster")
    until("the poster", lambda: page.evaluate("document.querySelector('.sheet-page')?.naturalWidth ?? 0") > 300)
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF").click()
    assert pathlib.Path(saved.value.path()).read_bytes().startswith(b"%PDF-")


def keyboard_alone(watched):
    page = watched.open("#/functions?f=relu")
    expect(page.locator(".curves path.value")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Playground":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".bench")).to_have_count(1)
    until("a network", lambda: (figure(page, "Loss") or 0) > 0)
    for _ in range(40):
        page.keyboard.press("Tab")
        if "Train" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    until("it trains", lambda: (figure(page, "Steps") or 0) > 100)
    page.keyboard.press("Enter")
    # Curves are read with the arrow keys.
    page = watched.open("#/functions?f=relu")
    expect(page.locator(".curves path.value")).to_have_count(1)
    page.locator(".curves").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".readout .at")).to_have_text("x = 1.000")
    expect(page.locator(".readout .read")).to_have_text(re.compile("relu 1.0000"))
    # Whatever can be used has a name.
    for hash_ in VIEWS.values():
        page = watched.open(hash_)
        page.wait_for_timeout(600)
        nameless = page.evaluate("""[...document.querySelectorAll('button, a, input, select, [tabindex="0"]')]
            .filter((one) => one.offsetParent && !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length || one.title))
            .map((one) => one.outerHTML)""")
        assert not nameless, nameless


def widths_and_colours(browser, address, pictures):
    for name, hash_ in VIEWS.items():
        for width in WIDTHS:
            for theme in ("light", "dark"):
                watched = Watched(browser, address, width, color_scheme=theme)
                page = watched.open(hash_)
                if name.startswith("playground"):
                    until("a network", lambda: (figure(page, "Loss") or 0) > 0)
                    page.get_by_role("button", name="Train").click()
                    page.wait_for_timeout(2500)
                else:
                    page.wait_for_timeout(900)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{name} at {width}: {wide} pixels wider than the window"
                ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                light = sum(map(int, re.findall(r"\d+", ground)[:3])) > 384
                assert light == (theme == "light"), f"{name}: {ground} in {theme}"
                if pictures:
                    page.screenshot(path=pictures / f"{name}-{width}-{theme}.png", full_page=True)
                watched.close()


def first_view(browser, address):
    times = []
    for _ in range(3):
        watched = Watched(browser, address)
        begun = time.monotonic()
        page = watched.open("#/functions")
        expect(page.locator(".curves path.value")).to_have_count(3)
        times.append(time.monotonic() - begun)
        watched.close()
    return "first view usable after " + ", ".join(f"{seconds:.2f}" for seconds in times) + " s"


@contextlib.contextmanager
def served(nonlin):
    server = subprocess.Popen([nonlin, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        assert server.wait(10) == 0, "it does not end in order"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nonlin")
    parser.add_argument("--address", help="a server that runs already")
    parser.add_argument("--chromium", help="a browser other than playwright's own")
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--only", help="one test by its name")
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    running = contextlib.nullcontext(options.address) if options.address else served(options.nonlin)
    with running as address, sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        expect.set_options(timeout=20000)
        tests = [
            (functions, []), (formula_with_an_error, ["422"]), (neuron, []), (training, []), (two_networks, []),
            (lambda watched: upload(watched, pathlib.Path(folder)), ["422"]), (drawn_points, []), (cheatsheet, []), (keyboard_alone, []),
        ]
        names = ["functions", "formula_with_an_error", "neuron", "training", "two_networks", "upload", "drawn_points", "cheatsheet", "keyboard_alone"]
        for name, (test, refused) in zip(names, tests):
            if options.only in (None, name):
                watched = Watched(browser, address)
                said = test(watched)
                watched.close(refused)
                print(f"ok  {name}" + (f": {said}" if said else ""), flush=True)
        if options.only in (None, "widths_and_colours"):
            widths_and_colours(browser, address, options.pictures)
            print("ok  widths_and_colours", flush=True)
        if options.only in (None, "first_view"):
            print(f"ok  first_view: {first_view(browser, address)}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
