// A report, which is a page of its own: shown in a frame that can do nothing.

import { address } from "../api.js";
import { h } from "../dom.js";

/** `path` is where the API has it, `file` what it is called when it is kept. */
export function report({ path, title, file }) {
  const source = address(path, {});
  return [
    h("p", { class: "row" },
      h("a", { href: source, target: "_blank", rel: "noopener" }, "Open it in a tab of its own"),
      h("a", { href: source, download: file }, "Download it")),
    h("iframe", { class: "report", src: source, title, sandbox: "" }),
  ];
}
