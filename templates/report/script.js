
"use strict";
(() => {
  document.documentElement.classList.add("js");

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const before = button.firstChild.data;
    let done = true;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      done = false;
    }
    button.firstChild.data = done ? "Copied" : "Selected";
    setTimeout(() => { button.firstChild.data = before; }, 1500);
  });

  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("tr[data-state]")];
  if (!form || rows.length === 0) return;
  const texts = new Map();
  const words = (row, key) => (row.dataset[key] || "").split(key === "framework" ? " " : "\n").filter(Boolean);
  for (const key of ["state", "owner", "framework", "section"]) {
    const found = new Set();
    for (const row of rows) for (const word of words(row, key)) found.add(word);
    for (const word of [...found].sort()) form.elements[key].add(new Option(word, word));
    if (found.size < 2) form.elements[key].parentElement.hidden = true;
  }
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const apply = () => {
    const wanted = form.elements.text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const keys = ["state", "owner", "framework", "section"].filter((key) => form.elements[key].value);
    let shown = 0;
    for (const row of rows) {
      const fits = keys.every((key) => words(row, key).includes(form.elements[key].value)) &&
        wanted.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      if (fits) shown++;
    }
    form.querySelector("output").textContent =
      keys.length || wanted.length ? `${shown} of ${rows.length} rows` : "";
  };
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => { setTimeout(apply, 0); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.hidden = false;
})();
