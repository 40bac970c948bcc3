// Filters of a board. Their state is the address, so that a view can be sent to somebody else.
"use strict";
(function () {
  const form = document.getElementById("filters");
  if (!form) return;
  form.hidden = false;
  const tables = Array.from(document.querySelectorAll("table[data-division]"));

  let pending = null;

  function read() {
    const given = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (!field.name) continue;
      const value = given.get(field.name) || "";
      if (field.type === "checkbox") field.checked = value === "yes";
      else field.value = value;
    }
    const sort = given.get("sort");
    if (!sort) return;
    const again = () => sortBy(sort, given.get("order"));
    if (given.get("language") === sort) pending = again; else again();
  }

  function sortBy(title, order) {
    for (const table of tables) {
      for (const th of table.tHead.rows[0].cells) {
        if (th.textContent.trim() === title) {
          th.removeAttribute("aria-sort");
          if (order === "ascending") th.setAttribute("aria-sort", "descending");
          th.querySelector("button").click();
        }
      }
    }
  }

  function write() {
    const given = new URLSearchParams();
    for (const field of form.elements) {
      const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
      if (field.name && value) given.set(field.name, value);
    }
    const sorted = tables.map((table) => table.tHead.querySelector("th[aria-sort]")).find((th) => th && th.dataset.chosen);
    if (sorted) {
      given.set("sort", sorted.textContent.trim());
      given.set("order", sorted.getAttribute("aria-sort"));
    }
    const text = given.toString();
    try { history.replaceState(null, "", text ? "?" + text : location.pathname); } catch (error) { /* file:// */ }
  }

  function showColumns() {
    const chosen = form.elements.columns.value, language = form.elements.language.value;
    for (const table of tables) {
      const heads = Array.from(table.tHead.rows[0].cells);
      heads.forEach((th, place) => {
        const kind = th.dataset.kind;
        let shown = true;
        if (kind === "group") shown = chosen === "";
        if (kind === "task") shown = chosen === "tasks" || (chosen !== "" && th.dataset.group === chosen);
        if (kind === "chosen-language") shown = Boolean(language);
        th.hidden = !shown;
        for (const row of table.tBodies[0].rows) row.cells[place].hidden = !shown;
      });
    }
  }

  function showLanguage() {
    const code = form.elements.language.value;
    if (code && !window.xstiltsLanguages) { loadLanguages(); return; }
    for (const table of tables) {
      const head = table.tHead.rows[0];
      let th = head.querySelector("[data-kind='chosen-language']");
      if (!th && code) {
        th = document.createElement("th");
        th.scope = "col"; th.className = "num"; th.dataset.kind = "chosen-language";
        th.append(document.createElement("button"));
        th.firstChild.type = "button";
        head.append(th);
        for (const row of table.tBodies[0].rows) row.insertCell();
      }
      if (!th || !code) continue;
      th.firstChild.textContent = code;
      const place = window.xstiltsLanguages.languages.indexOf(code);
      for (const row of table.tBodies[0].rows) {
        const cell = row.cells[th.cellIndex], scores = window.xstiltsLanguages.rows[row.dataset.key];
        const score = scores ? scores[place] : null; // what was reported has no key
        cell.dataset.sort = score === null ? "" : score;
        cell.textContent = score === null ? "–" : score.toFixed(1);
      }
    }
  }

  // Scores by language are loaded when one is asked for: a classic script works from a folder, too.
  function loadLanguages() {
    if (document.getElementById("languages-data")) return;
    const script = document.createElement("script");
    script.id = "languages-data";
    script.src = form.dataset.languages;
    script.onload = () => { show(); if (pending) { pending(); pending = null; } };
    document.head.append(script);
  }

  function showRows() {
    const { division, trust, parameters, open, reported } = form.elements;
    const most = parameters.value === "" ? Infinity : Number(parameters.value) * 1e6;
    let shown = 0, all = 0;
    for (const table of tables) {
      const section = table.closest("section");
      section.hidden = division.value !== "" && section.dataset.divisionSection !== division.value;
      for (const row of table.tBodies[0].rows) {
        if (row.dataset.trust === "reported") {
          row.hidden = !(reported && reported.checked);
          continue;
        }
        const size = row.dataset.parameters === "" ? Infinity : Number(row.dataset.parameters);
        const fits = (!trust.value || row.dataset.trust === trust.value) &&
          (!open.checked || row.dataset.open === "yes") && (most === Infinity || size <= most);
        row.hidden = !fits;
        all += 1;
        if (fits && !section.hidden) shown += 1;
      }
    }
    document.getElementById("shown").textContent = shown === all ? "" : shown + " of " + all + " rows are shown; ranks are those among all of their division.";
  }

  function show() { showLanguage(); showColumns(); showRows(); }

  document.addEventListener("click", (event) => {
    const th = event.target.closest && event.target.closest("th");
    if (th && th.closest("table.sortable")) {
      document.querySelectorAll("th[data-chosen]").forEach((other) => delete other.dataset.chosen);
      th.dataset.chosen = "yes";
      setTimeout(write, 20);
    }
  });
  form.addEventListener("input", () => { show(); write(); });
  form.addEventListener("reset", () => setTimeout(() => { show(); write(); }, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  read();
  show();
})();
