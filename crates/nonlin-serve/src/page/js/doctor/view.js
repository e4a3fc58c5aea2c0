// What is wrong with a network: an ONNX model as it is, and with rows taken through it; or a training that was recorded.

import { get, postFile } from "../api.js";
import { h, prose } from "../dom.js";
import { fileDrop } from "../parts/file_drop.js";
import { report } from "../parts/report.js";
import { tabs } from "../parts/tabs.js";
import { write } from "../router.js";
import { findings } from "./findings.js";
import { layerTable, sign } from "./layers.js";

export function show(root, address, view) {
  const state = { seen: address.get("seen") ?? "", tab: address.get("tab") ?? "" };
  const keep = () => write(view, state);
  const told = h("div", { "aria-live": "assertive" });
  const place = h("div", { class: "stack" });
  const busy = h("p", { class: "soft", role: "status" });
  let turn = 0;

  async function work(what, ask) {
    const mine = (turn += 1);
    told.replaceChildren();
    busy.textContent = what;
    try {
      const seen = await ask();
      if (mine === turn) paint(seen);
    } catch (error) {
      if (mine === turn) told.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
    }
    if (mine === turn) busy.textContent = "";
  }

  const examine = (file) => work(`Reading ${file.name}…`, () => postFile("/doctor", file));
  const takeThrough = (file) => work(`Taking the rows of ${file.name} through the model…`, () => postFile(`/doctor/${state.seen}/data`, file));

  function paint(seen) {
    state.seen = seen.id;
    keep();
    const { found } = seen;
    const panels = [
      { name: "findings", title: `Findings (${found.findings.length})`, fill: (panel) => panel.append(...findings(found)) },
      { name: "layers", title: `Layers (${found.layers.length})`, fill: (panel) => panel.append(...layerTable(found)) },
      { name: "report", title: "Report", fill: (panel) => panel.append(...report({ path: `/doctor/${seen.id}/report`, title: `Report on ${found.title}`, file: `${found.title.replace(/\.[^.]*$/u, "")}-doctor.html` })) },
    ];
    place.replaceChildren(
      h("section", { class: `card verdict ${found.health}`, "aria-label": "Verdict" },
        h("h2", {}, found.title, seen.data ? ` with the rows of ${seen.data}` : ""),
        h("p", { class: "sentence" }, sign(found.health), " ", prose(found.verdict)),
        seen.runs ? h("div", { class: "stack tight" },
          h("p", {}, seen.data ? "Other rows show how it does with them:" : "Some rows of the data that it works on show more: dead and saturated units, NaN, inputs that are not scaled."),
          fileDrop({ label: "Take rows through it", text: "CSV with a number for each input, NPY, or NPZ with an array for each input; or drop the file here", accept: ".csv,.txt,.npy,.npz", take: takeThrough })) : null),
      h("div", { class: "card" }, tabs({ label: "What was found", panels, now: state.tab, chosen: (tab) => {
        state.tab = tab;
        keep();
      } })));
  }

  root.append(
    h("header", { class: "lead" }, h("h1", {}, "What is wrong with this network?"),
      h("p", { class: "soft" }, "Activations that cannot learn, a wrong output layer, layers in the wrong order, weights that are alike; with some rows also dead and saturated units, NaN, and inputs that are not scaled.")),
    h("section", { class: "card stack", "aria-label": "Model" },
      fileDrop({ label: "Choose an ONNX model", text: "or drop it here; it stays on this machine", accept: ".onnx,.jsonl", main: true, take: examine }),
      h("details", {}, h("summary", {}, "Where do I get one?"),
        h("ul", { class: "notes" },
          h("li", {}, "PyTorch: ", h("code", {}, "torch.onnx.export(model, (example,), \"model.onnx\")")),
          h("li", {}, "Keras: ", h("code", {}, "model.export(\"model.onnx\", format=\"onnx\")")),
          h("li", {}, "nonlin: ", h("code", {}, "nonlin lab my.csv --target COLUMN --onnx model.onnx")),
          h("li", {}, "A training that was recorded is read too: the ", h("code", {}, ".jsonl"), " file of ", h("code", {}, "nonlin train --trace")))),
      busy, told),
    place);
  if (state.seen) work("…", () => get(`/doctor/${encodeURIComponent(state.seen)}`));
  return () => {
    turn += 1;
  };
}
