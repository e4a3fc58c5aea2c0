// What a network says all over the plane, under the points that it learns from.

import { colour, h } from "../dom.js";

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mixed = (a, b, share) => a.map((x, i) => x + (b[i] - x) * share);

/** The colours of this moment's theme, as numbers. */
export function palette() {
  return { paper: rgb(colour("paper")), ink: colour("ink"), of: [0, 1, 2, 3, 4, 5, 6, 7].map((i) => rgb(colour(`c${i}`))) };
}

/** Of a quantity, standardised: from the first colour over paper to the second. */
export const quantityColour = (colours, value) => {
  const share = Math.min(1, Math.abs(value) / 1.8);
  return mixed(colours.paper, colours.of[value < 0 ? 0 : 1], 0.85 * share);
};

function surfaceColour(colours, surface, classes, place) {
  const value = surface.values[place];
  if (value === null) return colours.paper;
  if (!surface.classes) return quantityColour(colours, value);
  const even = 1 / Math.max(2, classes);
  const sure = Math.max(0, (value - even) / (1 - even));
  return mixed(colours.paper, colours.of[surface.classes[place] % 8], 0.12 + 0.6 * sure);
}

/** From where to where the points lie, and a tenth of that beyond: as the engine has it. */
export function extent(points) {
  return [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (const input of points.inputs) {
      low = Math.min(low, input[axis]);
      high = Math.max(high, input[axis]);
    }
    const air = high > low ? 0.1 * (high - low) : 1;
    return [low - air, high + air];
  });
}

/** How a point looks: the colour of its class, or of its quantity. */
export function pointColours(points, colours) {
  if (points.classes) return points.classes.map((of) => `rgb(${colours.of[of % 8].join(" ")})`);
  const mean = points.numbers.reduce((sum, y) => sum + y, 0) / points.numbers.length;
  const deviation = Math.sqrt(points.numbers.reduce((sum, y) => sum + (y - mean) ** 2, 0) / points.numbers.length) || 1;
  return points.numbers.map((y) => `rgb(${quantityColour(colours, (y - mean) / deviation).map(Math.round).join(" ")})`);
}

/** A canvas that shows a surface and points. */
export function surface({ label }) {
  const canvas = h("canvas", { class: "surface", role: "img", "aria-label": label });
  const grid = document.createElement("canvas");

  function draw(points, seen) {
    const side = canvas.clientWidth || 240;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (canvas.width !== Math.round(side * ratio)) canvas.width = canvas.height = Math.round(side * ratio);
    const pen = canvas.getContext("2d");
    const colours = palette();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = `rgb(${colours.paper.join(" ")})`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    if (seen) {
      const cells = Math.round(Math.sqrt(seen.values.length));
      grid.width = grid.height = cells;
      const picture = new ImageData(cells, cells);
      const classes = points?.class_names?.length ?? 2;
      for (let place = 0; place < seen.values.length; place += 1) {
        // The engine's rows begin at the bottom.
        const at = 4 * ((cells - 1 - Math.floor(place / cells)) * cells + (place % cells));
        const [r, g, b] = surfaceColour(colours, seen, classes, place);
        picture.data.set([r, g, b, 255], at);
      }
      grid.getContext("2d").putImageData(picture, 0, 0);
      pen.imageSmoothingEnabled = true;
      pen.drawImage(grid, 0, 0, canvas.width, canvas.height);
    }
    if (points) drawPoints(pen, points, colours, canvas.width, ratio);
  }
  return { element: canvas, draw };
}

export function drawPoints(pen, points, colours, side, ratio) {
  const [across, up] = extent(points);
  const place = (x, [low, high]) => ((x - low) / (high - low)) * side;
  const fill = pointColours(points, colours);
  const size = (points.inputs.length > 600 ? 1.7 : 2.7) * ratio;
  pen.lineWidth = 0.8 * ratio;
  pen.strokeStyle = `rgb(${colours.paper.join(" ")})`;
  points.inputs.forEach(([x, y], i) => {
    pen.beginPath();
    pen.arc(place(x, across), side - place(y, up), size, 0, 7);
    pen.fillStyle = fill[i];
    pen.fill();
    pen.stroke();
  });
}
