// A network: rows to set its layers by, and a drawing of its units, each with what it says all over the plane.

import { colour, h } from "../dom.js";
import { percent } from "../numbers.js";
import { formulaField } from "../parts/formula_field.js";
import { readFunction, writeFunction } from "../functions/state.js";
import { MOST_LAYERS, MOST_UNITS, layersOf } from "./state.js";
import { palette } from "./surface.js";

/** Rows of runs of equal layers; `changed()` is called when one is other than it was. */
export function layerRows(runs, names, changed) {
  const list = h("ol", { class: "layer-rows" });
  const heads = h("div", { class: "layer-row layer-heads small soft", "aria-hidden": "true" }, h("span", { class: "which" }), h("span", {}, "layers"), h("span"), h("span", {}, "units"), h("span", {}, "activation: name or formula"));
  const element = h("div", { class: "stack tight" }, heads, list);

  function paint() {
    let first = 1;
    heads.hidden = runs.length === 0;
    list.replaceChildren(...runs.map((run, place) => {
      const last = first + run.times - 1;
      const which = first === last ? `Layer ${first}` : `Layers ${first}–${last}`;
      first = last + 1;
      const field = formulaField({
        label: `Activation of ${which.toLowerCase()}`, hideLabel: true, value: writeFunction(run.f), placeholder: "activation", names, bare: true,
        choose: (text) => {
          run.f = readFunction(text);
          changed();
        },
      });
      const numberBox = (label, now, most, set) => h("input", {
        type: "number", min: 1, max: most, value: now, "aria-label": `${label} of ${which.toLowerCase()}`,
        onchange: (event) => {
          set(Math.min(Math.max(1, Math.round(Number(event.target.value) || 1)), most));
          paint();
          changed();
        },
      });
      const room = MOST_LAYERS - layersOf(runs) + run.times;
      return h("li", { class: "layer-row" },
        h("span", { class: "small soft which" }, which),
        numberBox("How many", run.times, room, (to) => (run.times = to)), h("span", { class: "soft", "aria-hidden": "true" }, "×"),
        numberBox("Units", run.units, MOST_UNITS, (to) => (run.units = to)),
        field.element,
        h("button", { type: "button", class: "quiet icon", "aria-label": `Remove ${which.toLowerCase()}`, onclick: () => {
          runs.splice(place, 1);
          paint();
          changed();
        } }, "×"));
    }));
    if (runs.length === 0) list.append(h("li", { class: "small soft" }, "No hidden layer: the output sees the inputs alone."));
    add.disabled = layersOf(runs) >= MOST_LAYERS;
  }

  const add = h("button", { type: "button", class: "add-layer", onclick: () => {
    const last = runs[runs.length - 1];
    runs.push({ times: 1, units: last?.units ?? 8, f: last ? { name: last.f.name, set: { ...last.f.set } } : { name: "relu", set: {} } });
    paint();
    changed();
  } }, "+ Layer");
  element.append(add);
  paint();
  return { element };
}

/** A canvas of all units. */
export function networkDrawing() {
  const canvas = h("canvas", { class: "network-drawing", role: "img", "aria-label": "The network" });
  const told = h("p", { class: "small soft network-told" });
  const legend = h("p", { class: "small soft" }, "A square shows what a unit says all over the plane, a line a weight: orange low or below 0, blue high or above.");
  const element = h("div", { class: "network-box" }, canvas, told, legend);
  let tiles = [];
  let summary = "";

  function draw(layers) {
    const width = element.clientWidth || 400;
    const widest = Math.max(2, ...layers.map((layer) => layer.bias.length));
    const columns = layers.length + 1;
    const gap = width / columns;
    const most = Math.min(330, Math.max(150, widest * 32 + 12));
    const tile = Math.max(4, Math.min(26, gap * 0.62, (most - 12) / widest - 4));
    const height = Math.max(90, Math.min(most, widest * (tile + 6) + 12));
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const x = (column) => gap * (column + 0.5);
    const y = (unit, units) => height / 2 + (unit - (units - 1) / 2) * Math.min(tile + 6, (height - 10) / units);
    const colours = palette();
    const shades = ramp(colours);
    edges(pen, layers, x, y, tile);
    tiles = [];
    [0, 1].forEach((unit) => {
      pen.fillStyle = colour("ground");
      pen.strokeStyle = colour("faint");
      box(pen, x(0), y(unit, 2), tile);
      pen.fillStyle = colour("soft");
      if (tile > 14) label(pen, `x${"₁₂"[unit]}`, x(0), y(unit, 2));
      tiles.push({ at: [x(0), y(unit, 2)], text: `input ${unit + 1}` });
    });
    let [dead, nearly, hidden] = [0, 0, 0];
    layers.forEach((layer, place) => {
      const units = layer.bias.length;
      const output = place === layers.length - 1;
      for (let unit = 0; unit < units; unit += 1) {
        const at = [x(place + 1), y(unit, units)];
        const shown = layer.unit_surfaces[unit];
        if (shown) pen.drawImage(picture(shown, shades), at[0] - tile / 2, at[1] - tile / 2, tile, tile);
        else {
          pen.fillStyle = colour("ground");
          pen.fillRect(at[0] - tile / 2, at[1] - tile / 2, tile, tile);
        }
        const flat = output ? undefined : layer.flat_units[unit];
        const state = flat === 1 ? "dead" : flat > 0.9 ? "nearly" : "";
        if (!output) {
          hidden += 1;
          dead += state === "dead" ? 1 : 0;
          nearly += state === "nearly" ? 1 : 0;
        }
        pen.lineWidth = state ? 2.5 : 1;
        pen.strokeStyle = colour(state === "dead" ? "alarm" : state === "nearly" ? "notice" : "faint");
        pen.strokeRect(at[0] - tile / 2, at[1] - tile / 2, tile, tile);
        if (state === "dead") {
          pen.beginPath();
          pen.moveTo(at[0] - tile / 2, at[1] - tile / 2);
          pen.lineTo(at[0] + tile / 2, at[1] + tile / 2);
          pen.moveTo(at[0] + tile / 2, at[1] - tile / 2);
          pen.lineTo(at[0] - tile / 2, at[1] + tile / 2);
          pen.stroke();
        }
        const said = flat === undefined ? "" : `: on ${percent(flat)} of the points in the flat part of ${layer.activation}`;
        tiles.push({ at, text: `${layer.name}, unit ${unit + 1}${said}` });
      }
    });
    summary = dead + nearly === 0 ? `${hidden} hidden units, none dead` : `${hidden} hidden units: ${dead} dead (flat on all points), ${nearly} nearly so (on over 90 %)`;
    told.textContent = summary;
    canvas.setAttribute("aria-label", `The network: ${summary}`);
  }

  canvas.addEventListener("pointermove", (event) => {
    const from = canvas.getBoundingClientRect();
    const [a, b] = [event.clientX - from.left, event.clientY - from.top];
    const near = tiles.find(({ at }) => Math.abs(at[0] - a) < 14 && Math.abs(at[1] - b) < 14);
    told.textContent = near ? near.text : summary;
  });
  canvas.addEventListener("pointerleave", () => (told.textContent = summary));
  return { element, draw };
}

function edges(pen, layers, x, y, tile) {
  let before = 2;
  layers.forEach((layer, place) => {
    const units = layer.bias.length;
    if (layer.weights.length === before * units) {
      const largest = Math.max(1e-9, ...layer.weights.map(Math.abs));
      for (let from = 0; from < before; from += 1) {
        for (let to = 0; to < units; to += 1) {
          const weight = layer.weights[from * units + to];
          const share = Math.abs(weight) / largest;
          if (!(share > 0.08)) continue;
          pen.globalAlpha = 0.12 + 0.5 * share;
          pen.lineWidth = 0.4 + 2 * share;
          pen.strokeStyle = colour(weight < 0 ? "c0" : "c1");
          pen.beginPath();
          const [a, b] = [x(place) + tile / 2, x(place + 1) - tile / 2];
          pen.moveTo(a, y(from, before));
          pen.bezierCurveTo((a + b) / 2, y(from, before), (a + b) / 2, y(to, units), b, y(to, units));
          pen.stroke();
        }
      }
    }
    before = units;
  });
  pen.globalAlpha = 1;
}

function box(pen, x, y, side) {
  pen.lineWidth = 1;
  pen.fillRect(x - side / 2, y - side / 2, side, side);
  pen.strokeRect(x - side / 2, y - side / 2, side, side);
}

function label(pen, text, x, y) {
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, x, y);
}

/** 101 colours, from the first class's over paper to the second's. */
function ramp({ paper, of }) {
  return Array.from({ length: 101 }, (_, i) => {
    const share = Math.abs(i - 50) / 50;
    const end = of[i < 50 ? 0 : 1];
    return paper.map((x, k) => x + (end[k] - x) * 0.9 * share);
  });
}

const scratch = document.createElement("canvas");
function picture(values, shades) {
  const side = Math.round(Math.sqrt(values.length));
  scratch.width = scratch.height = side;
  const image = new ImageData(side, side);
  values.forEach((value, place) => {
    const at = 4 * ((side - 1 - Math.floor(place / side)) * side + (place % side));
    image.data.set([...shades[value], 255], at);
  });
  scratch.getContext("2d").putImageData(image, 0, 0);
  return scratch;
}
