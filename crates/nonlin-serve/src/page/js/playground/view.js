// Networks to be watched while they train: one, or two on the same data.

import { get, once } from "../api.js";
import { h, later } from "../dom.js";
import { number } from "../numbers.js";
import { write } from "../router.js";
import { watch as watchTheme } from "../theme.js";
import { dataPanel } from "./data.js";
import { OPTIMISERS, PRESETS, RATES, fromAddress, toAddress } from "./state.js";
import { bench } from "./training.js";

export function show(root, address, view) {
  const state = fromAddress(address);
  const keep = () => write(view, toAddress(state));
  const places = h("div", { class: "benches" });
  let benches = [];
  let names = [];
  let running = false;
  let turn = 0;
  let alive = true;

  const play = h("button", { type: "button", class: "main play", onclick: () => run(!running) });
  const paintPlay = () => {
    play.textContent = running ? "❚❚ Pause" : "▶ Train";
    play.setAttribute("aria-pressed", String(running));
  };

  async function run(wanted) {
    running = wanted;
    paintPlay();
    await Promise.all(benches.map((one) => one.change({ running, pace: state.pace })));
  }

  // All networks begin anew, and go on if they were at work.
  const again = later(60, async () => {
    const mine = (turn += 1);
    keep();
    const points = await pointsOf(state);
    if (mine !== turn || !alive) return;
    await Promise.all(benches.map((one) => one.create(points)));
    if (running && mine === turn) run(true);
  });

  function lay() {
    benches.forEach((one) => one.end());
    const two = state.networks.length > 1;
    benches = state.networks.map((runs, place) => bench({
      state, runs, names, changed: again, title: two ? `Network ${"AB"[place]}` : "Network",
      told: () => {
        if (running && benches.length > 0 && benches.every((one) => one.frame()?.ended)) {
          running = false;
          paintPlay();
        }
      },
    }));
    places.classList.toggle("two", two);
    places.replaceChildren(...benches.map((one) => one.element));
    both.textContent = two ? "One network" : "Two networks";
    both.setAttribute("aria-pressed", String(two));
    again();
  }

  const data = dataPanel(state, again);
  const select = (label, options, now, set) => h("label", { class: "field" }, h("span", {}, label), h("select", {
    onchange: (event) => set(event.target.value),
  }, options.map(([value, text]) => h("option", { value, selected: String(value) === String(now) }, text))));
  const rates = RATES.includes(state.rate) ? RATES : [...RATES, state.rate].sort((a, b) => a - b);
  const both = h("button", { type: "button", onclick: () => {
    if (state.networks.length > 1) state.networks.length = 1;
    else state.networks.push(state.networks[0].map((one) => ({ ...one, f: { name: one.f.name, set: { ...one.f.set } } })));
    lay();
  } });
  const presets = h("label", { class: "field" }, h("span", {}, "Begin with"), h("select", { onchange: (event) => {
    const preset = PRESETS[event.target.value];
    if (preset) location.hash = `#/${view}?${preset.address}`;
  } }, h("option", { value: "" }, "an example…"), Object.entries(PRESETS).map(([name, { title }]) => h("option", { value: name }, title))));
  const bar = h("section", { class: "card controls", "aria-label": "Training" },
    h("div", { class: "row" }, play,
      h("button", { type: "button", onclick: async () => {
        if (running) {
          running = false;
          paintPlay();
        }
        await Promise.all(benches.map((one) => one.step(1)));
      } }, "One step"),
      h("button", { type: "button", onclick: async () => {
        running = false;
        paintPlay();
        await Promise.all(benches.map((one) => one.reset()));
      } }, "Reset"),
      both),
    h("div", { class: "row ends" },
      presets,
      select("Optimiser", OPTIMISERS, state.optimiser, (value) => {
        state.optimiser = value;
        again();
      }),
      select("Learning rate", rates.map((rate) => [rate, String(rate)]), state.rate, (value) => {
        state.rate = number(value, 0.01);
        keep();
        benches.forEach((one) => one.change({ learning_rate: state.rate }));
      }),
      select("Batch", [1, 4, 8, 16, 32, 64, 128, 256].map((size) => [size, String(size)]), state.batch, (value) => {
        state.batch = Number(value);
        again();
      }),
      select("Pace", [[0, "as fast as it can"], [20000, "20 000 steps a second"], [2000, "2000 steps a second"], [200, "200 steps a second"], [20, "20 steps a second"], [1, "1 step a second"]], state.pace, (value) => {
        state.pace = Number(value);
        keep();
        benches.forEach((one) => one.change({ pace: state.pace }));
      }),
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: state.scaled, onchange: (event) => {
        state.scaled = event.target.checked;
        again();
      } }), "scale inputs")));
  root.append(h("h1", { class: "hidden-text" }, "Playground"), bar, h("div", { class: "playground-layout" }, data.element, places));
  paintPlay();
  once("/functions").then(({ functions }) => {
    names = functions.filter((card) => card.kind === "elementwise").map((card) => card.name);
    if (alive) lay();
  }, (error) => places.replaceChildren(h("p", { class: "problem" }, error.message)));

  const repaint = () => {
    data.paint();
    benches.forEach((one) => one.paint());
  };
  const unwatch = watchTheme(repaint);
  const resized = later(100, repaint);
  addEventListener("resize", resized);
  return () => {
    alive = false;
    unwatch();
    removeEventListener("resize", resized);
    benches.forEach((one) => one.end());
  };
}

/** The points that are learnt, to be drawn: those that the engine has. */
function pointsOf(state) {
  if (state.data === "own" && state.own) return Promise.resolve(state.own);
  if (state.data === "own") state.data = "circle";
  return get(`/data/${encodeURIComponent(state.data)}`, { count: state.count, noise: state.noise, seed: state.seed }).catch(() => null);
}
