// A button that takes a file, and a place where one can be dropped.

import { h } from "../dom.js";

/** `take(file)` is called with the file; `accept` is what the system's dialogue offers. */
export function fileDrop({ label, text, accept, main = false, take }) {
  const input = h("input", { type: "file", accept, class: "hidden-text", tabindex: -1, "aria-label": label, onchange: () => {
    const [file] = input.files;
    // The same file may be chosen again, changed.
    input.value = "";
    if (file) take(file);
  } });
  const button = h("button", { type: "button", class: main ? "main" : "", onclick: () => input.click() }, label);
  const element = h("div", { class: "file-drop" }, button, input, h("p", { class: "small soft" }, text));
  const over = (on) => element.classList.toggle("over", on);
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  element.addEventListener("dragleave", () => over(false));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
  return element;
}
