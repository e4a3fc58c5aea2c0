// One network at work: its layers, its drawing, the surface that it has learnt, its losses, and what goes on inside.

import { listen, patch, post, remove } from "../api.js";
import { h, s } from "../dom.js";
import { drawLines } from "../chart/lines.js";
import { fixed, percent, whole } from "../numbers.js";
import { insidePanel } from "./inside.js";
import { layerRows, networkDrawing } from "./network.js";
import { wanted } from "./state.js";
import { surface } from "./surface.js";

/** `told(frame)` is called with every frame, `changed()` when the layers are set. */
export function bench({ state, runs, title, names, changed, told }) {
  const rows = layerRows(runs, names, changed);
  const drawing = networkDrawing();
  const plane = surface({ label: "What the network says over the plane" });
  const losses = s("svg", { class: "chart", role: "img", "aria-label": "Losses by step" });
  const inside = insidePanel();
  const complaint = h("div", { "aria-live": "polite" });
  const figures = ["Loss", "Test loss", "Right", "Steps", "Steps per second"].map((label) => [label, h("dd", { class: "num" }, "–")]);
  const ending = h("p", { class: "problem", hidden: true });
  const element = h("section", { class: "bench card", "aria-label": title },
    h("div", { class: "bench-columns" },
      h("div", { class: "stack tight" }, title && h("h2", {}, title), rows.element, complaint, drawing.element),
      h("div", { class: "stack tight" }, plane.element, h("dl", { class: "figures" }, figures.map(([label, value]) => h("div", {}, h("dt", {}, label), value))), ending, losses)),
    inside.element);
  let id = null;
  let stop = () => undefined;
  let frame = null;
  let points = null;
  let turn = 0;
  let alive = true;
  let due = false;

  function see(next) {
    frame = next;
    told(next);
    if (due) return;
    due = true;
    // As often as the screen shows it, and not while nobody looks.
    requestAnimationFrame(() => {
      due = false;
      if (alive) paint();
    });
  }

  function paint() {
    if (!frame) return;
    drawing.draw(frame.layers);
    plane.draw(points, frame.surface);
    const [loss, test, right, steps, speed] = figures.map(([, value]) => value);
    loss.textContent = fixed(frame.train_loss, 4);
    test.textContent = fixed(frame.test_loss, 4);
    right.textContent = frame.accuracy === null ? "–" : percent(frame.accuracy);
    steps.textContent = whole(frame.step);
    speed.textContent = frame.steps_per_second > 0 ? whole(frame.steps_per_second) : "–";
    const line = (key, colour, label, dashed) => ({ points: frame.progress.map((at) => [at.step, at[key]]), colour, label, dashed });
    drawLines(losses, { height: 130, lines: [line("train", 0, "train"), line("test", 1, "test", true)] });
    losses.setAttribute("aria-label", `Losses by step: ${fixed(frame.train_loss, 4)} on the points learnt from, ${fixed(frame.test_loss, 4)} on the others`);
    ending.hidden = !frame.ended;
    if (frame.ended) ending.textContent = frame.ended.diverged ? `Its numbers have grown beyond all numbers at step ${whole(frame.ended.diverged.step)}, in layer ${frame.ended.diverged.layer + 1}: reset it, with a lower learning rate.` : "It has ended.";
    inside.draw(frame);
  }

  /** A new training of what the state says now. */
  async function create(withPoints) {
    const mine = (turn += 1);
    close();
    points = withPoints;
    complaint.replaceChildren();
    try {
      const made = await post("/trainings", wanted(state, runs));
      if (mine !== turn || !alive) {
        remove(`/trainings/${made.id}`);
        return;
      }
      id = made.id;
      see(made.frame);
      stop = listen(`/trainings/${id}/events`, (next) => mine === turn && see(next), () => {
        // Freed, or the server has ended: what is shown stays, and the next start makes a new one.
        if (mine === turn) id = null;
      });
    } catch (error) {
      if (mine === turn) complaint.replaceChildren(h("p", { class: "problem" }, error.message));
    }
  }

  async function order(path, body, method = post) {
    if (!id) await create(points);
    if (!id) return;
    try {
      const { frame: next } = await method(`/trainings/${id}${path}`, body);
      see(next);
    } catch (error) {
      complaint.replaceChildren(h("p", { class: "problem" }, error.message));
      if (error.kind === "gone") id = null;
    }
  }

  function close() {
    stop();
    stop = () => undefined;
    if (id) remove(`/trainings/${id}`);
    id = null;
  }

  return {
    element, create, paint,
    change: (body) => order("", body, patch),
    step: (steps) => order("/step", { steps }),
    reset: () => order("/reset", {}),
    frame: () => frame,
    end() {
      alive = false;
      turn += 1;
      close();
    },
  };
}
