// What is asked: the table, what is predicted, what is left out.

import { once, post } from "../api.js";
import { h, prose } from "../dom.js";
import { fileDrop } from "../parts/file_drop.js";
import { table } from "./state.js";

const TASKS = ["regression", "binary", "multiclass", "multilabel"];
/** Bytes that the server takes of a table, with what stands around it. */
const MOST = 15 << 20;

/** `changed(understood)` is called when the table is another one, or read in another way; with nothing while it cannot be read. */
export function questionPanel(state, changed) {
  const choices = h("div", { class: "row", role: "group", "aria-label": "Sample tables" });
  const told = h("div", { "aria-live": "polite" });
  const seen = h("div", { class: "stack" });
  const buttons = new Map();
  let turn = 0;

  once("/tables").then((samples) => {
    for (const { name, title } of samples) {
      const button = h("button", { type: "button", onclick: () => {
        Object.assign(state, { data: name, own: null, targets: [], drop: [], task: "" });
        read();
      } }, title);
      buttons.set(name, button);
      choices.append(button);
    }
    mark();
  }, complain);

  function mark() {
    for (const [name, button] of buttons) button.setAttribute("aria-pressed", String(!state.own && name === state.data));
  }

  function complain(error) {
    told.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
  }

  async function upload(file) {
    if (file.size > MOST) {
      complain(new Error(`${file.name}: larger than the ${MOST >> 20} MiB that are taken here; \`nonlin lab\` takes more`));
      return;
    }
    Object.assign(state, { own: { name: file.name, text: await file.text() }, targets: [], drop: [], task: "" });
    read();
  }

  async function read() {
    const mine = (turn += 1);
    mark();
    changed(null);
    try {
      const understood = await post("/tables", table(state));
      if (mine !== turn) return;
      told.replaceChildren();
      state.targets = understood.targets;
      paint(understood);
      changed(understood);
    } catch (error) {
      if (mine === turn) complain(error);
    }
  }

  function use(column, as) {
    state.targets = state.targets.filter((name) => name !== column);
    state.drop = state.drop.filter((name) => name !== column);
    if (as === "target") {
      // One is predicted, unless several are asked for by their task.
      state.targets = state.task === "multilabel" ? [...state.targets, column] : [column];
      if (state.task !== "multilabel") state.task = "";
    }
    if (as === "drop") state.drop.push(column);
    read();
  }

  function paint({ name, rows, task, reason, columns, notes }) {
    const role = (column) => state.drop.includes(column.name) ? "drop" : column.role;
    const uses = (column) => h("select", { "aria-label": `Use of ${column.name}`, onchange: (event) => use(column.name, event.target.value) },
      [["input", "input"], ["target", "to predict"], ["drop", "leave out"], ...(role(column) === "unused" ? [["unused", "not used"]] : [])]
        .map(([value, text]) => h("option", { value, selected: value === role(column) }, text)));
    const line = (column) => h("tr", { class: role(column) }, h("th", { scope: "row" }, column.name), h("td", {}, column.kind),
      h("td", { class: "num" }, column.missing || ""), h("td", { class: "values soft" }, column.values), h("td", {}, uses(column)));
    seen.replaceChildren(...[
      h("p", {}, h("b", {}, name), `: ${rows} rows with something to predict. `, prose(`A ${task} task, because ${reason}.`),
        state.own ? h("span", { class: "soft" }, " The rows stay on this machine, and the address of this page does not hold them.") : null),
      h("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "Columns" }, h("table", { class: "plain" },
        h("thead", {}, h("tr", {}, ["Column", "Kind", "Missing", "Values", "Use"].map((head) => h("th", { scope: "col", class: { Missing: "num", Values: "values" }[head] ?? "" }, head)))),
        h("tbody", {}, columns.map(line)))),
      notes.length > 0 ? h("ul", { class: "notes small soft" }, notes.map((note) => h("li", {}, prose(note)))) : null,
      h("label", { class: "field narrow" }, h("span", {}, "Task"), h("select", { onchange: (event) => {
        state.task = event.target.value;
        if (state.task !== "multilabel") state.targets = state.targets.slice(0, 1);
        read();
      } }, h("option", { value: "" }, "as it was found"), TASKS.map((one) => h("option", { value: one, selected: one === state.task }, one)))),
      state.task === "multilabel" ? h("p", { class: "small soft" }, "Choose “to predict” for each of the yes-or-no columns.") : null,
    ].filter(Boolean));
  }

  read();
  return h("section", { class: "card stack", "aria-label": "Data" }, h("h2", {}, "1. Your data"),
    h("div", { class: "row spread" }, choices,
      fileDrop({ label: "Upload a CSV file", text: "or drop it here", accept: ".csv,.tsv,.txt,text/csv", take: upload })),
    told, seen);
}
