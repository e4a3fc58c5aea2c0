// Light or dark: as the system has it, until it is chosen here.

const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

const stored = () => {
  try {
    return localStorage.getItem("nonlin-theme");
  } catch {
    return null;
  }
};

export const current = () => stored() ?? (dark.matches ? "dark" : "light");

/** Calls `act` whenever colours change; returns what ends that. */
export function watch(act) {
  listeners.add(act);
  return () => listeners.delete(act);
}

function apply(button) {
  const theme = current();
  document.documentElement.dataset.theme = theme;
  const other = theme === "dark" ? "light" : "dark";
  button.textContent = theme === "dark" ? "☀" : "☾";
  button.setAttribute("aria-label", `Change to ${other} colours`);
  button.title = `Change to ${other} colours`;
  for (const act of listeners) act();
}

export function start(button) {
  button.addEventListener("click", () => {
    try {
      localStorage.setItem("nonlin-theme", current() === "dark" ? "light" : "dark");
    } catch {
      // Without storage the system decides.
    }
    apply(button);
  });
  dark.addEventListener("change", () => apply(button));
  apply(button);
}
