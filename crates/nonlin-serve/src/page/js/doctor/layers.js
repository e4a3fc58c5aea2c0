// The layers of a model, and what was seen of each.

import { h, s, unseen } from "../dom.js";

const WORDS = { unseen: "not looked into", healthy: "nothing found", notice: "notice", serious: "serious" };

/** A sign that is told apart by its shape too. */
export function sign(health) {
  const shapes = {
    healthy: s("path", { d: "M3.5 8.5 7 12l6-8" }),
    notice: s("path", { d: "M8 3v6M8 12v1" }),
    serious: s("path", { d: "M4 4l8 8M12 4l-8 8" }),
    unseen: s("circle", { cx: 8, cy: 8, r: 2 }),
  };
  return [s("svg", { class: `health ${health}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, shapes[health]), unseen(WORDS[health])];
}

export function layerTable({ layers, about }) {
  const columns = [
    ["Activation", (layer) => layer.activation], ["Kind", (layer) => layer.kind], ["Units", (layer) => layer.units, "num"], ["Mean", (layer) => layer.mean, "num"],
    ["Deviation", (layer) => layer.deviation, "num"], ["Flat", (layer) => layer.flat, "num"], ["Dead units", (layer) => layer.dead, "num"],
  ].filter(([, of]) => layers.some((layer) => of(layer)));
  const seen = layers.some((layer) => layer.mean);
  const line = (layer) => [
    h("tr", { class: layer.health }, h("td", {}, sign(layer.health)), h("th", { scope: "row" }, layer.name), columns.map(([, of, kind]) => h("td", { class: kind ?? "" }, of(layer)))),
    layer.not_finite ? h("tr", {}, h("td", {}), h("td", { colspan: columns.length + 1, class: "alarm" }, layer.not_finite)) : null,
    layer.weights ? h("tr", { class: "more" }, h("td", {}), h("td", { colspan: columns.length + 1, class: "small soft" }, `Weights: ${layer.weights}`)) : null,
  ];
  return [
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Layers" }, h("table", { class: "plain layers" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, unseen("Health")), h("th", { scope: "col" }, "Layer"), columns.map(([head, , kind]) => h("th", { scope: "col", class: kind ?? "" }, head)))),
      h("tbody", {}, layers.map(line)))),
    h("p", { class: "small soft" }, seen
      ? "Mean and deviation of the activations over the rows; flat: share of the pre-activations where the slope is under 1 % of its steepest; dead units: off for every row."
      : "The model as it is. What its layers do is seen when rows are taken through it."),
    about.length > 0 ? h("dl", { class: "about small" }, about.map(([name, value]) => h("div", {}, h("dt", { class: "soft" }, name), h("dd", {}, value)))) : "",
  ].filter((part) => part !== "");
}
