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

ROOT = pathlib.Path(__file__).resolve().parents[4]
MODELS = ROOT / "crates/nonlin-doctor/tests/models"
WIDTHS = {1440: 900, 820: 1180, 390: 844}
VIEWS = {
    "functions": "#/functions",
    "functions-own": "#/functions?f=gelu,x*tanh(softplus(x)),step,elu alpha=0.5&range=-6,6&show=1",
    "neuron": "#/neuron",
    "neuron-backward": "#/neuron?f=gelu&step=2",
    "cheatsheet": "#/cheatsheet?find=gelu",
    "cheatsheet-poster": "#/cheatsheet?poster=true",
    "playground": "#/playground",
    "playground-two": "#/playground?data=circle&net=20x12+sigmoid&net2=20x12+relu&optimiser=sgd&rate=0.03&noise=0",
    "lab": "#/lab",
    "doctor": "#/doctor",
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


def lab(watched, folder):
    rows = ["length,width,colour,kind"] + [f"{i % 13 + (i % 2) * 4},{(i * 7) % 11},{'rgb'[i % 3]},{'ab'[i % 2]}" for i in range(120)]
    table = folder / "fruit.csv"
    table.write_text("\n".join(rows))
    page = watched.open("#/lab")
    expect(page.get_by_text("344 rows with something to predict")).to_be_visible()
    page.get_by_label("Upload a CSV file").set_input_files(table)
    expect(page.get_by_text("120 rows with something to predict")).to_be_visible()
    expect(page.get_by_label("Use of kind")).to_have_value("target")
    page.get_by_label("Use of colour").select_option("drop")
    expect(page.get_by_label("Use of colour")).to_have_value("drop")
    # Two activations, one of them a formula.
    page.get_by_role("button", name="None").click()
    expect(page.get_by_role("button", name="Start the study")).to_be_disabled()
    page.get_by_role("checkbox", name="relu", exact=True).check()
    field = page.get_by_label("Add another function, or a formula of your own")
    field.fill("x * tanh(x)")
    expect(page.locator(".formula-field [aria-live]")).to_be_empty()
    field.press("Enter")
    expect(page.get_by_text("2 activations.")).to_be_visible()
    page.get_by_label("Repeats at most").select_option("5")
    page.get_by_label("Units of each hidden layer").fill("8")
    page.get_by_label("Time at most").select_option("60")
    page.get_by_role("button", name="Start the study").click()
    expect(page.get_by_role("heading", name=re.compile("Study \\d+: fruit.csv, predicting kind"))).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    verdict = page.locator(".verdict .sentence")
    expect(verdict).to_have_text(re.compile("^Use (relu|x \\* tanh\\(x\\))"), timeout=90000)
    expect(page.locator(".standings tbody tr")).to_have_count(2)
    expect(page.locator(".command")).to_have_text(re.compile("nonlin lab fruit.csv --target kind --drop colour"))
    page.get_by_role("tab", name="Report").click()
    expect(page.frame_locator("iframe.report").get_by_role("heading", name="fruit.csv: which activation?")).to_be_visible()
    assert "tab=report" in page.url, page.url
    # The address alone brings it back.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.frame_locator("iframe.report").get_by_role("heading", name="All results")).to_be_visible()
    # One that is stopped.
    page = watched.open("#/lab?data=titanic&f=relu,gelu&hidden=256,256&time=600&repeats=100")
    page.get_by_role("button", name="Start the study").click()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=60000)
    expect(page.locator(".verdict, [aria-label='No result']")).to_be_visible()
    page.get_by_role("link", name="All studies, and a new one").click()
    expect(page.locator(".study").nth(1)).to_be_visible()
    kept = page.locator(".study").count()
    page.get_by_role("button", name="Delete study").first.click()
    page.get_by_role("button", name="for good?").click()
    expect(page.locator(".study")).to_have_count(kept - 1)
    # A file that is none.
    wrong = folder / "wrong.csv"
    wrong.write_text("a,b\n1\n")
    page.get_by_label("Upload a CSV file").set_input_files(wrong)
    expect(page.locator(".problem", has_text="line 2")).to_be_visible()
    expect(page.get_by_role("button", name="Start the study")).to_be_disabled()


def doctor(watched, folder):
    page = watched.open("#/doctor")
    page.get_by_label("Choose an ONNX model").set_input_files(MODELS / "faulty/softmax_twice.double_softmax.onnx")
    expect(page.locator(".verdict .sentence")).to_have_text(re.compile("First to mend: double softmax"))
    expect(page.locator(".doctor-findings .finding.serious")).to_be_visible()
    page.get_by_role("tab", name=re.compile("Layers")).click()
    expect(page.locator("table.layers tbody th").first).to_be_visible()
    page.get_by_role("tab", name="Report").click()
    expect(page.frame_locator("iframe.report").get_by_role("heading").first).to_be_visible()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.frame_locator("iframe.report").get_by_role("heading").first).to_be_visible()
    # A model, then rows through it.
    page = watched.open("#/doctor")
    page.get_by_label("Choose an ONNX model").set_input_files(MODELS / "healthy/mlp_script.onnx")
    expect(page.locator(".verdict.unseen")).to_be_visible()
    rows = folder / "rows.csv"
    rows.write_text("\n".join(",".join(str(round((i * 7919 + j * 104729) % 1009 / 292 - 1.73, 3)) for j in range(6)) for i in range(300)))
    page.get_by_label("Take rows through it").set_input_files(rows)
    expect(page.get_by_role("heading", name="mlp_script.onnx with the rows of rows.csv")).to_be_visible()
    wrong = folder / "wrong.csv"
    wrong.write_text("1,2\n")
    page.get_by_label("Take rows through it").set_input_files(wrong)
    expect(page.locator(".problem")).to_have_text(re.compile("dimension 1 of input x"))
    broken = folder / "broken.onnx"
    broken.write_bytes(b"\xff" * 100)
    page.get_by_label("Choose an ONNX model").set_input_files(broken)
    expect(page.locator(".problem")).to_have_text(re.compile("broken.onnx"))


def keyboard_alone(watched, views):
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
    # A study by keys: the samples, the boxes and the button are all on the way.
    page = watched.open("#/lab?f=relu,step&hidden=8&repeats=2&time=30")
    start = page.get_by_role("button", name="Start the study")
    expect(start).to_be_enabled()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Start the study":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".verdict .sentence")).to_have_text(re.compile("^Use relu"), timeout=60000)
    page.get_by_role("tab", name="Ranking").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Report")).to_be_focused()
    # Whatever can be used has a name.
    for hash_ in views.values():
        page = watched.open(hash_)
        page.wait_for_timeout(600)
        nameless = page.evaluate("""[...document.querySelectorAll('button, a, input, select, [tabindex="0"]')]
            .filter((one) => one.offsetParent && !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length || one.title))
            .map((one) => one.outerHTML)""")
        assert not nameless, nameless


def widths_and_colours(browser, address, views, pictures):
    for name, hash_ in views.items():
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


def prepared(asking):
    """All views, with a study and a model that are there to be looked at."""
    wanted = {"table": {"data": {"sample": "penguins"}}, "repeats": 5, "seconds": 20, "hidden": [16]}
    answer = asking.post("api/v1/studies", data=wanted)
    assert answer.status == 201, answer.text()
    study = answer.json()["study"]["id"]
    until("the study ends", lambda: asking.get(f"api/v1/studies/{study}").json()["study"]["state"] != "running", 120)
    bytes_ = {"content-type": "application/octet-stream"}
    model = (MODELS / "faulty/selu_dropout.self_normalising.onnx").read_bytes()
    seen = asking.post("api/v1/doctor?name=selu.onnx", data=model, headers=bytes_).json()["id"]
    rows = "\n".join(",".join(str((i * 7919 + j * 104729) % 1009 / 292) for j in range(6)) for i in range(200))
    asking.post(f"api/v1/doctor/{seen}/data?name=rows.csv", data=rows, headers=bytes_)
    return VIEWS | {
        "lab-study": f"#/lab?study={study}", "lab-report": f"#/lab?study={study}&tab=report",
        "doctor-findings": f"#/doctor?seen={seen}", "doctor-layers": f"#/doctor?seen={seen}&tab=layers", "doctor-report": f"#/doctor?seen={seen}&tab=report",
    }


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
    server = subprocess.Popen([nonlin, "serve", "--port", "0", "--no-store"], stdout=subprocess.PIPE, text=True)
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
            (lambda watched: upload(watched, pathlib.Path(folder)), ["422"]), (drawn_points, []), (cheatsheet, []),
            (lambda watched: lab(watched, pathlib.Path(folder)), ["422"]), (lambda watched: doctor(watched, pathlib.Path(folder)), ["422"]),
            (lambda watched: keyboard_alone(watched, views), []),
        ]
        names = ["functions", "formula_with_an_error", "neuron", "training", "two_networks", "upload", "drawn_points", "cheatsheet", "lab", "doctor", "keyboard_alone"]
        views = VIEWS
        if options.only in (None, "keyboard_alone", "widths_and_colours"):
            views = prepared(play.request.new_context(base_url=address))
        for name, (test, refused) in zip(names, tests):
            if options.only in (None, name):
                watched = Watched(browser, address)
                said = test(watched)
                watched.close(refused)
                print(f"ok  {name}" + (f": {said}" if said else ""), flush=True)
        if options.only in (None, "widths_and_colours"):
            widths_and_colours(browser, address, views, options.pictures)
            print("ok  widths_and_colours", flush=True)
        if options.only in (None, "first_view"):
            print(f"ok  first_view: {first_view(browser, address)}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
