// What is learnt: classic data sets, a table of one's own, points drawn by hand.

import { get, once, postText } from "../api.js";
import { colour, h, later, unseen } from "../dom.js";
import { slider } from "../parts/slider.js";
import { drawPoints, palette } from "./surface.js";

const MOST_ROWS = 5000;

/** `changed()` is called when other points are to be learnt; `state` says which. */
export function dataPanel(state, changed) {
  const choices = h("div", { class: "data-choices", role: "group", "aria-label": "Data sets" });
  const told = h("div", { "aria-live": "polite" });
  const own = h("div", { class: "stack tight" });
  const soon = later(120, changed);
  const noise = slider({ name: "noise", label: "Noise", value: state.noise, min: 0, max: 1, step: 0.01, change: (to) => {
    state.noise = Math.min(Math.max(0, to), 1);
    soon();
  } });
  const count = slider({ name: "points", label: "Points", value: state.count, min: 20, max: 2000, step: 10, change: (to) => {
    state.count = Math.min(Math.max(20, Math.round(to)), 2000);
    soon();
  } });
  const seed = h("button", { type: "button", class: "small-button", onclick: () => {
    state.seed += 1;
    changed();
  } }, "Draw anew");
  const classicSettings = h("div", { class: "stack tight" }, noise.element, count.element, seed);
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", class: "hidden-text", id: "upload", tabindex: -1, "aria-label": "CSV file" });
  file.addEventListener("change", () => file.files[0] && upload(file.files[0]));
  const uploadButton = h("button", { type: "button", onclick: () => file.click() }, "Upload CSV");
  const drawButton = h("button", { type: "button", onclick: () => drawPanel() }, "Draw points");
  const element = h("section", { class: "card stack tight", "aria-label": "Data" }, h("h2", {}, "Data"), choices, classicSettings, h("div", { class: "row" }, uploadButton, drawButton, file), told, own);
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) upload(event.dataTransfer.files[0]);
  });
  const buttons = new Map();

  once("/data").then(async (classics) => {
    for (const { name, title } of classics) {
      const picture = h("canvas", { width: 84, height: 84, "aria-hidden": "true" });
      const button = h("button", { type: "button", class: "data-choice", title, "aria-pressed": "false", onclick: () => {
        state.data = name;
        own.replaceChildren();
        told.replaceChildren();
        mark();
        changed();
      } }, picture, h("span", {}, name), unseen(`: ${title}`));
      buttons.set(name, { button, picture, points: await get(`/data/${name}`, { count: 120, noise: 0.05, seed: 1 }) });
      choices.append(button);
    }
    mark();
    paint();
  });

  function paint() {
    const colours = palette();
    for (const { picture, points } of buttons.values()) {
      const pen = picture.getContext("2d");
      pen.clearRect(0, 0, 84, 84);
      drawPoints(pen, points, colours, 84, 1);
    }
  }

  function mark() {
    for (const [name, { button }] of buttons) button.setAttribute("aria-pressed", String(name === state.data));
    classicSettings.hidden = state.data === "own";
  }

  const complain = (message) => told.replaceChildren(h("p", { class: "problem" }, message));

  function take(points) {
    state.own = points;
    state.data = "own";
    mark();
    changed();
  }

  async function upload(chosen) {
    told.replaceChildren();
    let table;
    try {
      table = await postText("/data/table", await chosen.text(), "text/csv");
    } catch (error) {
      complain(`${chosen.name}: ${error.message}`);
      return;
    }
    const numeric = table.columns.filter((column) => column.numbers);
    const answers = table.columns.filter((column) => column.classes || column.numbers);
    if (numeric.length < 2 || answers.length < 3) {
      complain(`${chosen.name}: two columns of numbers and a third to predict are needed`);
      return;
    }
    // What is to be predicted is mostly a class, and stands last.
    const answer = [...answers].reverse().find((column) => column.classes) ?? answers[answers.length - 1];
    const inputs = numeric.filter((column) => column !== answer).slice(0, 2);
    const choose = (label, columns, now, set) => h("label", { class: "field" }, h("span", {}, label), h("select", { onchange: (event) => {
      set(columns[event.target.selectedIndex]);
      use();
    } }, columns.map((column) => h("option", { selected: column === now }, column.name))));
    let predicted = answer;
    own.replaceChildren(
      h("p", { class: "small soft" }, `${chosen.name}: ${table.rows} rows. They stay on this machine, and the address of this page does not hold them.`),
      choose("Across", numeric, inputs[0], (column) => (inputs[0] = column)),
      choose("Up", numeric, inputs[1], (column) => (inputs[1] = column)),
      choose("To predict", answers, answer, (column) => (predicted = column)),
    );
    function use() {
      told.replaceChildren();
      const rows = [];
      const cells = predicted.classes ?? predicted.numbers;
      for (let row = 0; row < table.rows; row += 1) {
        const point = inputs.map((column) => column.numbers[row]);
        if (point.every((x) => x !== null) && cells[row] !== null) rows.push([point, cells[row]]);
      }
      // Of more rows than are taken every so-manyth, for a file may be in some order.
      const kept = rows.length <= MOST_ROWS ? rows : Array.from({ length: MOST_ROWS }, (_, i) => rows[Math.floor((i * rows.length) / MOST_ROWS)]);
      if (kept.length < rows.length) told.replaceChildren(h("p", { class: "small soft" }, `${MOST_ROWS} of ${rows.length} complete rows are used`));
      const points = { inputs: kept.map(([point]) => point), names: inputs.map((column) => column.name) };
      if (predicted.classes) {
        const names = [...new Set(kept.map(([, cell]) => cell))].sort();
        points.classes = kept.map(([, cell]) => names.indexOf(cell));
        points.class_names = names;
      } else points.numbers = kept.map(([, cell]) => cell);
      take(points);
    }
    use();
  }

  function drawPanel() {
    told.replaceChildren();
    const points = state.data === "own" && state.own?.classes && state.own.drawn ? state.own : { inputs: [], classes: [], class_names: ["orange", "blue"], names: ["x₁", "x₂"] };
    let of = 0;
    const canvas = h("canvas", { class: "drawing-board", width: 480, height: 480, tabindex: 0, role: "application", "aria-label": "Board to draw points on: arrow keys move, Enter sets a point, C changes the class" });
    const at = [0, 0];
    const brushes = [0, 1, 2].map((place) => h("button", { type: "button", class: "chip", "aria-pressed": String(place === of), onclick: () => brush(place) }, h("i", { class: `dot class${place}` }), ["orange", "blue", "green"][place]));
    function brush(place) {
      of = place;
      brushes.forEach((button, i) => button.setAttribute("aria-pressed", String(i === of)));
    }
    const reach = 6;
    function paintBoard() {
      const pen = canvas.getContext("2d");
      const colours = palette();
      pen.fillStyle = `rgb(${colours.paper.join(" ")})`;
      pen.fillRect(0, 0, 480, 480);
      pen.strokeStyle = colour("grid");
      pen.beginPath();
      pen.moveTo(240, 0);
      pen.lineTo(240, 480);
      pen.moveTo(0, 240);
      pen.lineTo(480, 240);
      pen.stroke();
      points.inputs.forEach(([x, y], i) => {
        pen.beginPath();
        pen.arc(240 + x * 40, 240 - y * 40, 6, 0, 7);
        pen.fillStyle = `rgb(${colours.of[points.classes[i]].join(" ")})`;
        pen.fill();
      });
      if (document.activeElement === canvas) {
        pen.strokeStyle = colours.ink;
        pen.strokeRect(240 + at[0] * 40 - 9, 240 - at[1] * 40 - 9, 18, 18);
      }
    }
    const use = later(500, () => {
      const present = [0, 1, 2].filter((place) => points.classes.includes(place));
      if (points.inputs.length < 8 || present.length < 2) return;
      const names = ["orange", "blue", "green"].slice(0, Math.max(...present) + 1);
      take({ inputs: [...points.inputs], classes: [...points.classes], class_names: names, names: ["x₁", "x₂"] });
    });
    function set(x, y) {
      if (points.inputs.length >= 2000) return;
      const digits = (z) => Math.round(Math.min(Math.max(z, -reach), reach) * 100) / 100;
      points.inputs.push([digits(x), digits(y)]);
      points.classes.push(of);
      told.replaceChildren(h("p", { class: "small soft" }, `${points.inputs.length} points; training takes them from 8 of two classes on`));
      paintBoard();
      use();
    }
    let before = null;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width - 0.5) * 12, (0.5 - (event.clientY - box.top) / box.height) * 12];
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      before = place(event);
      set(...before);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!before) return;
      const now = place(event);
      if (Math.hypot(now[0] - before[0], now[1] - before[1]) < 0.4) return;
      before = now;
      set(...now);
    });
    canvas.addEventListener("pointerup", () => (before = null));
    canvas.addEventListener("focus", paintBoard);
    canvas.addEventListener("blur", paintBoard);
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, 0.5], ArrowDown: [0, -0.5] }[event.key];
      if (step) {
        at[0] = Math.min(Math.max(at[0] + step[0], -reach), reach);
        at[1] = Math.min(Math.max(at[1] + step[1], -reach), reach);
      } else if (event.key === "Enter" || event.key === " ") set(at[0], at[1]);
      else if (event.key.toLowerCase() === "c") brush((of + 1) % 3);
      else return;
      event.preventDefault();
      paintBoard();
    });
    own.replaceChildren(
      h("div", { class: "row" }, brushes, h("button", { type: "button", class: "chip", onclick: () => {
        points.inputs.length = points.classes.length = 0;
        paintBoard();
      } }, "Clear")), canvas);
    paintBoard();
  }

  mark();
  return { element, paint };
}
