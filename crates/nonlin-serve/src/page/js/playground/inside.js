// What goes on inside: how numbers are spread in each layer, how far the gradient comes, what the doctor finds.

import { h, prose, s } from "../dom.js";
import { short } from "../numbers.js";
import { drawBars } from "../chart/lines.js";

const WORDS = { serious: "serious", notice: "notice" };

export function insidePanel() {
  let reading = "after";
  const histograms = h("ul", { class: "histograms" });
  const switchTo = h("select", { "aria-label": "Which numbers", onchange: () => {
    reading = switchTo.value;
    if (last) draw(last);
  } }, h("option", { value: "after" }, "what layers pass on"), h("option", { value: "before" }, "before the activation"));
  const flow = s("svg", { class: "chart", role: "img" });
  const told = h("p", { class: "small soft" });
  const findings = h("ul", { class: "findings", "aria-live": "polite" });
  const element = h("div", { class: "inside" },
    h("section", { class: "stack tight" }, h("h3", {}, "Gradient by layer"), flow, told),
    h("section", { class: "stack tight" }, h("div", { class: "row" }, h("h3", { class: "grow" }, "Spread by layer"), switchTo), histograms),
    h("section", { class: "stack tight" }, h("h3", {}, "What the doctor finds"), findings));
  let last = null;
  let before = "";

  function draw(frame) {
    last = frame;
    const { layers } = frame;
    drawBars(flow, {
      height: 150,
      bars: layers.map((layer, i) => ({ value: layer.gradient ?? 0, colour: i === layers.length - 1 ? 2 : 0, label: i === layers.length - 1 ? "out" : String(i + 1), title: `${layer.name}, ${layer.activation}: ${short(layer.gradient, 3)}` })),
    });
    const [first, end] = [layers[0]?.gradient, layers[layers.length - 1]?.gradient];
    const ratio = first > 0 && end > 0 ? end / first : null;
    told.textContent = ratio === null || layers.length < 2 ? "Root mean square by pre-activation." : ratio > 2 ? `At layer 1 it is ${short(ratio, 2)} times smaller than at the output.` : ratio < 0.5 ? `At layer 1 it is ${short(1 / ratio, 2)} times larger than at the output.` : "It keeps its size on its way back.";
    flow.setAttribute("aria-label", `Size of the gradient by layer. ${told.textContent}`);
    paintHistograms(layers);
    paintFindings(frame.findings);
  }

  function paintHistograms(layers) {
    while (histograms.children.length > layers.length) histograms.lastChild.remove();
    layers.forEach((layer, i) => {
      let item = histograms.children[i];
      if (!item) {
        item = h("li", {}, h("span", { class: "small" }), s("svg", { viewBox: "0 0 96 34", class: "histogram", preserveAspectRatio: "none", "aria-hidden": "true" }), h("span", { class: "small soft num" }));
        histograms.append(item);
      }
      const [name, picture, ends] = item.children;
      const spread = layer[reading];
      const place = i === layers.length - 1 ? "output" : `${i + 1}`;
      name.textContent = `${place} · ${layer.activation.length > 15 ? `${layer.activation.slice(0, 14)}…` : layer.activation}`;
      name.title = layer.activation;
      ends.textContent = spread ? `${short(spread.low, 2)} … ${short(spread.high, 2)}` : "no number";
      const most = Math.max(1, ...(spread?.bins ?? []));
      picture.replaceChildren(...(spread?.bins ?? []).map((bin, k) => s("rect", { class: "f0", x: k * 8 + 0.5, width: 7, y: 34 - (32 * bin) / most, height: (32 * bin) / most })));
    });
  }

  function paintFindings(found) {
    const text = JSON.stringify(found);
    if (text === before) return;
    before = text;
    findings.replaceChildren(...found.map((finding) => h("li", { class: `finding ${finding.severity}` },
      h("p", {}, h("b", {}, finding.place), " ", h("span", { class: "badge" }, WORDS[finding.severity] ?? finding.severity)),
      h("p", {}, prose(finding.what)),
      h("p", { class: "soft" }, prose(finding.remedy)),
      finding.because && h("p", { class: "small soft" }, `most likely follows from ${finding.because.replaceAll("_", " ")}`))));
    if (found.length === 0) findings.append(h("li", { class: "soft small" }, "Nothing wrong so far."));
  }

  return { element, draw };
}
