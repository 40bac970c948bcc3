// Sorts tables. Values are read once, so that a thousand rows take a moment.
"use strict";
(function () {
  function value(cell) {
    if (!cell) return "";
    const text = cell.dataset.sort === undefined ? cell.textContent.trim().replace("−", "-") : cell.dataset.sort;
    if (text === "" || text === "–") return "";
    const number = Number(text);
    return Number.isNaN(number) ? text.toLowerCase() : number;
  }

  function order(a, b) {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b));
  }

  // Where nothing is known a row goes last, whatever the direction.
  function sort(table, th, direction) {
    const head = th.parentNode, place = th.cellIndex, turn = direction === "ascending" ? 1 : -1;
    for (const other of table.tHead.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", direction);
    table.toggleAttribute("data-unordered", !(th.classList.contains("o") && direction === "descending"));
    for (const body of table.tBodies) {
      const first = body.rows[0] && body.rows[0].classList.contains("sub") ? 1 : 0;
      const rows = Array.from(body.rows).slice(first).map((row, at) => ({ row, at: Number(row.dataset.n || at), key: value(row.cells[place]) }));
      rows.sort((a, b) => (a.key === "" || b.key === "" ? order(a.key, b.key) : turn * order(a.key, b.key)) || a.at - b.at);
      body.append(...rows.map((one) => one.row));
    }
    table.dispatchEvent(new CustomEvent("sorted", { bubbles: true, detail: { title: titleOf(th), direction, place, head } }));
  }

  function titleOf(th) {
    const button = th.querySelector("button");
    return button ? button.getAttribute("aria-label").replace("Sort by ", "") : "";
  }

  window.xstiltsSort = sort;
  window.xstiltsTitle = titleOf;
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("table.sort thead button");
    if (!button) return;
    const th = button.closest("th"), now = th.getAttribute("aria-sort");
    const first = button.dataset.first || (th.classList.contains("num") ? "descending" : "ascending");
    const other = first === "ascending" ? "descending" : "ascending";
    sort(th.closest("table"), th, now === first ? other : first);
  });
})();
