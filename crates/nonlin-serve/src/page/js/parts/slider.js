// A number to be slid or typed.

import { h } from "../dom.js";
import { number } from "../numbers.js";

let count = 0;

/** `change(value)` is called at every move. The number may be typed beyond the ends of the slide. */
export function slider({ name, label = name, value, min, max, step = (max - min) / 200, change, shown = name }) {
  const id = `slider-${(count += 1)}`;
  const slide = h("input", { type: "range", id, min, max, step, value, "aria-label": label });
  const box = h("input", { type: "number", value, step: "any", "aria-label": `${label}, as a number` });
  slide.addEventListener("input", () => {
    box.value = slide.value;
    change(Number(slide.value));
  });
  box.addEventListener("input", () => {
    const typed = number(box.value, null);
    if (typed === null) return;
    slide.value = typed;
    change(typed);
  });
  const element = h("div", { class: "slider" }, h("label", { class: "name", for: id }, shown), slide, box);
  return {
    element,
    set(to) {
      const rounded = Number(Number(to).toPrecision(6));
      slide.value = rounded;
      if (document.activeElement !== box) box.value = rounded;
    },
  };
}
