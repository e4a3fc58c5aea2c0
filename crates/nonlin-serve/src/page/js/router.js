// Every state has an address: `#/view?name=value&…`.

/** The view and the state that the address says. */
export function read() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { view: path, state: new URLSearchParams(query ?? "") };
}

/** Writes the state into the address, without a step in the history. */
export function write(view, state) {
  const parts = Object.entries(state).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = parts.map(([name, value]) => `${name}=${encode(String(value))}`).join("&");
  const hash = `#/${view}${query ? `?${query}` : ""}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

// Commas, brackets and signs of formulas stay readable.
const encode = (text) => encodeURIComponent(text).replace(/%(2C|28|29|2A|2F|3A|3B|40)/g, decodeURIComponent).replace(/%20/g, "+");

/** The parts between commas; those in brackets belong to a formula. */
export function parted(text) {
  const parts = [""];
  let depth = 0;
  for (const letter of text ?? "") {
    if ("([".includes(letter)) depth += 1;
    if (")]".includes(letter)) depth -= 1;
    if (letter === "," && depth <= 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
