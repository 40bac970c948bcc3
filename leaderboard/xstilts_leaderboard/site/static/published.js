// Filters of the published rows; the state is the address.
"use strict";
(function () {
  const form = document.getElementById("filters"), rows = Array.from(document.querySelectorAll("[data-find]"));
  const state = new URLSearchParams(location.search);
  for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";

  function show() {
    const { q, division, protocol, task } = form.elements, words = q.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0, all = 0;
    for (const row of rows) {
      const own = row.dataset, main = own.division !== undefined;
      row.hidden = !(words.every((word) => own.find.includes(word)) && (!main || ((!division.value || own.division === division.value) &&
        (!protocol.value || own.protocol.startsWith(protocol.value)) && (!task.value || own.tasks.split(" ").includes(task.value)))));
      if (main) { all += 1; if (!row.hidden) shown += 1; }
    }
    document.getElementById("shown").textContent = shown === all ? "" : shown + " of " + all + " rows are shown.";
  }

  function write() {
    const given = new URLSearchParams();
    for (const field of form.elements) if (field.name && field.value) given.set(field.name, field.value);
    const text = given.toString();
    try { history.replaceState(null, "", text ? "?" + text : location.pathname); } catch (error) { /* file:// */ }
  }

  form.addEventListener("input", () => { show(); write(); });
  form.addEventListener("reset", () => setTimeout(() => { show(); write(); }, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
