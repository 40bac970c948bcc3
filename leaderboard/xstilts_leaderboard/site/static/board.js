// A board's filters, rules, readout and ticks. The state is the address, so that a view can be sent on.
"use strict";
(function () {
  const form = document.getElementById("filters");
  const tables = Array.from(document.querySelectorAll("table.figure[data-division]"));
  const readout = document.getElementById("readout"), compare = document.getElementById("compare");
  const most = 5, first = 200, opened = new Set();
  let sorted = null, pending = null;

  // Which pairs are really different: bits of the upper triangle, row by row.
  function pairs(table) {
    const packed = table.dataset.separated;
    if (!packed) return null;
    const bytes = atob(packed), count = table.querySelectorAll("tr[data-n]").length;
    return (a, b) => {
      if (a === b) return false;
      const low = Math.min(a, b), high = Math.max(a, b);
      const bit = low * count - (low * (low + 1)) / 2 + (high - low - 1);
      return ((bytes.charCodeAt(bit >> 3) >> (7 - (bit & 7))) & 1) === 1;
    };
  }
  const separated = new Map(tables.map((table) => [table, pairs(table)]));

  function inOrder(table) {
    return Array.from(table.querySelectorAll("tbody.ranked tr:not([hidden])")).sort((a, b) => a.dataset.n - b.dataset.n);
  }

  // A heavy rule where every visible row above is really better than every visible row below.
  function rules(table, rows) {
    const differ = separated.get(table);
    if (!differ) return;
    let reach = 0;
    rows.forEach((row, place) => {
      for (let other = rows.length - 1; other > Math.max(place, reach); other -= 1) {
        if (!differ(Number(row.dataset.n), Number(rows[other].dataset.n))) { reach = other; break; }
      }
      row.classList.toggle("cut", reach <= place && place < rows.length - 1);
    });
  }

  // Of many rows the first are laid out; a button shows the others, and without this script all are.
  function cap(table) {
    const rows = Array.from(table.querySelectorAll("tbody.ranked tr:not([hidden])")), all = opened.has(table);
    rows.forEach((row, place) => row.classList.toggle("over", !all && place >= first));
    let button = table.parentNode.nextElementSibling;
    if (!button || !button.classList.contains("more")) {
      if (rows.length <= first) return;
      button = document.createElement("button");
      button.type = "button"; button.className = "act more";
      button.addEventListener("click", () => { opened.add(table); cap(table); });
      table.parentNode.after(button);
    }
    button.hidden = all || rows.length <= first;
    button.textContent = "Show all " + rows.length.toLocaleString("en") + " rows";
  }

  function nameOf(row) { return row.querySelector("th a").textContent; }

  function leader(table, rows) {
    const section = table.closest("section"), line = section && section.querySelector("[data-leader]");
    if (!line) return;
    if (!rows.length) { line.textContent = "No row fits."; return; }
    if (rows.length === 1) { line.textContent = nameOf(rows[0]) + " is the only row that fits."; return; }
    const differ = separated.get(table), [first, second] = rows, score = (row) => Number(row.querySelector("td.o").textContent);
    const tied = differ ? rows.slice(1).filter((row) => !differ(Number(first.dataset.n), Number(row.dataset.n))) : [];
    const ahead = nameOf(first) + " leads by " + Math.abs(score(first) - score(second)).toFixed(1) + " points over " + nameOf(second);
    line.textContent = tied.length
      ? ahead + "; the lead is not real: the test items cannot tell it apart from " + (tied.length === 1 ? nameOf(tied[0]) : tied.length + " rows") + "."
      : ahead + "; the lead is real: it is more than the choice of test items explains.";
  }

  function given() { return new URLSearchParams(location.search); }

  function read() {
    const state = given();
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.name === "language") field.checked = (state.get("languages") || "").split(",").includes(field.value);
      else if (field.type === "checkbox") field.checked = state.get(field.name) === "yes";
      else field.value = state.get(field.name) || "";
    }
    const sort = state.get("sort");
    if (sort) pending = () => sortBy(sort, state.get("order") || "descending");
  }

  function sortBy(title, order) {
    for (const table of tables) {
      const th = Array.from(table.tHead.querySelectorAll("th")).find((one) => window.xstiltsTitle(one) === title);
      if (th) window.xstiltsSort(table, th, order);
    }
  }

  function chosen() { return Array.from(form.querySelectorAll("[name=language]:checked")).map((field) => field.value); }

  function write() {
    const state = new URLSearchParams();
    for (const field of form.elements) {
      if (!field.name || field.name === "language") continue;
      const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
      if (value) state.set(field.name, value);
    }
    const codes = chosen();
    if (codes.length) state.set("languages", codes.join(","));
    if (sorted) { state.set("sort", sorted.title); state.set("order", sorted.direction); }
    const text = state.toString().replaceAll("%2C", ",");
    try { history.replaceState(null, "", text ? "?" + text : location.pathname); } catch (error) { /* file:// */ }
  }

  // The mean over some languages, and its interval: variances and correlations of the replicates.
  function meanOf(entry, places, count) {
    const [means, deviations, packed] = entry, bytes = atob(packed);
    if (places.some((place) => means[place] === null)) return null;
    let sum = 0, variance = 0;
    for (const a of places) {
      sum += means[a];
      for (const b of places) {
        let correlation = 1;
        if (a !== b) {
          const low = Math.min(a, b), high = Math.max(a, b);
          const code = bytes.charCodeAt(low * count - (low * (low + 1)) / 2 + (high - low - 1));
          correlation = (code > 127 ? code - 256 : code) / 127;
        }
        variance += correlation * deviations[a] * deviations[b];
      }
    }
    const mean = sum / places.length, half = (1.96 * Math.sqrt(Math.max(variance, 0))) / places.length;
    return { mean, low: mean - half, high: mean + half };
  }

  function showLanguages() {
    if (!form.dataset.languages) return;
    const codes = chosen(), picked = document.getElementById("picked");
    picked.textContent = codes.length ? " (" + codes.length + ")" : "";
    if (codes.length && !window.xstiltsLanguages) { loadLanguages(); return; }
    for (const table of tables.filter((one) => one.dataset.division !== "published")) {
      const head = table.tHead.rows[table.tHead.rows.length - 1];
      let th = head.querySelector("[data-kind='chosen']");
      if (!th && codes.length) {
        th = document.createElement("th");
        th.scope = "col"; th.className = "num"; th.dataset.kind = "chosen";
        th.append(document.createElement("span"), document.createElement("button"));
        th.lastChild.type = "button";
        head.append(th);
        for (const row of table.querySelectorAll("tbody tr[data-key]")) row.insertCell();
      }
      if (!th) continue;
      th.hidden = !codes.length;
      th.firstChild.textContent = codes.length > 3 ? codes.length + " languages" : codes.join(", ");
      th.lastChild.setAttribute("aria-label", "Sort by languages");
      const all = window.xstiltsLanguages, places = codes.map((code) => all.languages.indexOf(code));
      for (const row of table.querySelectorAll("tbody tr[data-key]")) {
        const cell = row.cells[th.cellIndex], entry = all.rows[row.dataset.key];
        const found = entry && codes.length ? meanOf(entry, places, all.languages.length) : null;
        cell.hidden = !codes.length;
        cell.dataset.sort = found ? found.mean : "";
        cell.replaceChildren(found ? found.mean.toFixed(1) : "–");
        if (found) {
          const ends = document.createElement("small");
          ends.textContent = " " + found.low.toFixed(1) + "–" + found.high.toFixed(1);
          cell.append(ends);
        }
      }
    }
    if (pending && codes.length) { const again = pending; pending = null; again(); }
  }

  // Loaded when a language is asked for: a classic script works from a folder, too.
  function loadLanguages() {
    if (document.getElementById("languages-data")) return;
    const script = document.createElement("script");
    script.id = "languages-data";
    script.src = form.dataset.languages;
    script.onload = show;
    document.head.append(script);
  }

  function fits(row, wanted) {
    const size = row.dataset.parameters ? Number(row.dataset.parameters) : Infinity;
    return (!wanted.trust || row.dataset.trust === wanted.trust) && (!wanted.open || row.dataset.open === "yes") &&
      (wanted.most === Infinity || size <= wanted.most) && wanted.words.every((word) => wanted.text(row).includes(word));
  }

  function showRows() {
    const field = (name) => form.elements[name], value = (name) => (field(name) ? field(name).value : "");
    const wanted = {
      trust: value("trust"), open: field("open") && field("open").checked,
      most: value("parameters") === "" ? Infinity : Number(value("parameters")) * 1e6,
      words: value("q").toLowerCase().split(/\s+/).filter(Boolean),
      text: (row) => row.dataset.find + " " + nameOf(row).toLowerCase(),
    };
    const division = value("division");
    let shown = 0, all = 0;
    for (const table of tables) {
      const section = table.closest("section");
      const own = section && section.dataset.divisionSection;
      if (own) section.hidden = division !== "" && own !== division;
      for (const row of table.querySelectorAll("tbody tr[data-find]")) {
        if (row.classList.contains("printed")) {
          row.hidden = !fits(row, { ...wanted, trust: "", open: false });
          continue;
        }
        row.hidden = !fits(row, wanted);
        all += 1;
        if (!row.hidden && !(section && section.hidden)) shown += 1;
      }
      for (const body of table.querySelectorAll("tbody.some, tbody.published")) body.hidden = !body.querySelector("tr[data-find]:not([hidden])");
      const rows = inOrder(table);
      rules(table, rows);
      leader(table, rows);
      cap(table);
    }
    const status = document.getElementById("shown");
    if (status) status.textContent = shown === all ? "" : shown + " of " + all + " rows are shown; ranks are those among all rows of their division.";
  }

  function show() { showLanguages(); showRows(); }

  for (const table of tables) cap(table);
  document.addEventListener("sorted", (event) => { if (tables.includes(event.target)) cap(event.target); });
  if (form) {
    document.addEventListener("sorted", (event) => { if (!pending) { sorted = event.detail; write(); } });
    form.addEventListener("input", () => { show(); write(); });
    form.addEventListener("reset", () => setTimeout(() => { sorted = null; for (const table of tables) { const th = table.tHead.querySelector("th.o"); window.xstiltsSort(table, th, "descending"); } sorted = null; show(); write(); }, 0));
    form.addEventListener("submit", (event) => event.preventDefault());
    read();
    if (location.search) show();
    if (pending && !chosen().length) { const again = pending; pending = null; again(); }
  }

  // The readout says what a cell's interval is, on tap and on focus; arrows move between cells.
  function tell(cell) {
    const row = cell.parentNode, head = cell.closest("table").tHead;
    const th = head.rows[head.rows.length - 1].cells[cell.cellIndex];
    readout.textContent = nameOf(row) + ", " + window.xstiltsTitle(th) + ": " + cell.firstChild.textContent.trim() + ", 95 % interval " + cell.dataset.i + " · ";
    const link = document.createElement("a");
    link.textContent = "its predictions";
    link.href = row.querySelector("th a").href + "#numbers";
    readout.append(link);
    readout.hidden = false;
  }
  if (readout) {
    for (const table of tables) { const cell = table.querySelector("td[data-i]"); if (cell) cell.tabIndex = 0; }
    document.addEventListener("click", (event) => {
      const cell = event.target.closest && event.target.closest("td[data-i]");
      if (cell) tell(cell); else readout.hidden = true;
    });
    document.addEventListener("focusin", (event) => { if (event.target.matches("td[data-i]")) tell(event.target); });
    document.addEventListener("keydown", (event) => {
      const cell = event.target;
      if (event.key === "Escape") readout.hidden = true;
      if (!(cell instanceof HTMLTableCellElement) || !event.key.startsWith("Arrow")) return;
      const rows = Array.from(cell.closest("table").querySelectorAll("tbody tr:not([hidden])"));
      const row = rows[rows.indexOf(cell.parentNode) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || 0)];
      const next = row && row.cells[cell.cellIndex + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0)];
      if (!next || !next.dataset.i) return;
      event.preventDefault();
      cell.tabIndex = -1; next.tabIndex = 0; next.focus();
    });
  }

  // Ticks lead to the comparison.
  function ticked() { return Array.from(document.querySelectorAll("tbody th input:checked")); }
  if (compare) {
    const link = compare.querySelector("a"), base = link.getAttribute("href");
    document.addEventListener("change", (event) => {
      if (!event.target.matches("tbody th input")) return;
      const boxes = ticked(), keys = boxes.map((box) => box.closest("tr").dataset.key);
      compare.hidden = !boxes.length;
      link.textContent = boxes.length < 2 ? "Tick another row to compare" : "Compare " + boxes.length + " rows";
      link.href = base + "?board=" + link.dataset.board + "&rows=" + keys.join(",");
      for (const box of document.querySelectorAll("tbody th input:not(:checked)")) box.disabled = boxes.length >= most;
    });
    compare.querySelector("button").addEventListener("click", () => {
      for (const box of ticked()) box.checked = false;
      for (const box of document.querySelectorAll("tbody th input")) box.disabled = false;
      compare.hidden = true;
    });
  }
})();
