// Compares rows by their replicates: a comparison is a subtraction.
"use strict";
(function () {
  const form = document.getElementById("choice"), table = document.getElementById("comparison");
  const message = document.getElementById("message"), most = 5;
  const loaded = {}, waiting = {};
  form.hidden = false;

  window.xstiltsReplicates = function (key, board, scale, packed) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    loaded[board + " " + key] = { scale, values: new Int8Array(bytes.buffer) };
  };

  function load(key, board) {
    const name = board + " " + key;
    if (loaded[name]) return Promise.resolve();
    if (!waiting[name]) {
      waiting[name] = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = "data/replicates/" + board + "/" + key + ".js";
        script.onload = resolve;
        script.onerror = () => reject(new Error(key));
        document.head.append(script);
      });
    }
    return waiting[name];
  }

  // Complementary error function, Numerical Recipes' Chebyshev fit: relative error below 1.2e-7.
  function erfc(x) {
    const z = Math.abs(x), t = 2 / (2 + z);
    const c = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
    let sum = 0;
    for (let place = c.length - 1; place >= 0; place -= 1) sum = sum * t + c[place];
    const value = t * Math.exp(-z * z + sum);
    return x >= 0 ? value : 2 - value;
  }

  function state() {
    const given = new URLSearchParams(location.search);
    const known = Object.keys(window.xstilts);
    const board = known.includes(given.get("board")) ? given.get("board") : known.find((name) => Object.keys(window.xstilts[name].rows).length) || known[0];
    const rows = (given.get("rows") || "").split(",").filter((key) => key in window.xstilts[board].rows);
    return { board, rows: [...new Set(rows)].slice(0, most) };
  }

  let now = state();

  function go(board, rows) {
    now = { board, rows };
    const given = new URLSearchParams({ board });
    if (rows.length) given.set("rows", rows.join(","));
    try { history.replaceState(null, "", "?" + given.toString().replaceAll("%2F", "/").replaceAll("%2C", ",")); } catch (error) { /* file:// */ }
    show();
  }

  function difference(data, first, other, mean) {
    const a = loaded[now.board + " " + first], b = loaded[now.board + " " + other];
    const place = data.means.indexOf(mean), count = a.values.length / data.means.length, d = [];
    for (let r = place * count; r < (place + 1) * count; r += 1) {
      if (a.values[r] !== -128 && b.values[r] !== -128) d.push(b.values[r] * b.scale[place] - a.values[r] * a.scale[place]);
    }
    const average = d.reduce((sum, x) => sum + x, 0) / d.length;
    const sd = Math.sqrt(d.reduce((sum, x) => sum + (x - average) ** 2, 0) / (d.length - 1));
    const observed = data.rows[other][place] - data.rows[first][place];
    const sorted = d.map((x) => x - average).sort((x, y) => x - y);
    const quantile = (q) => { const at = q * (sorted.length - 1), low = Math.floor(at); return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]); };
    const p = sd < 1e-6 ? (Math.abs(observed) < 1e-9 ? 1 : 0) : erfc(Math.abs(observed) / (sd * Math.SQRT2));
    return { observed, p, low: observed + quantile(0.025), high: observed + quantile(0.975) };
  }

  function element(name, text, scope) {
    const made = document.createElement(name);
    made.textContent = text;
    if (scope) made.scope = scope;
    return made;
  }

  function signed(x) { return (x > 0 ? "+" : x < 0 ? "−" : "") + Math.abs(x).toFixed(1); }

  function fill() {
    const data = window.xstilts[now.board];
    form.elements.board.value = now.board;
    const select = form.elements.row;
    select.replaceChildren(new Option("choose", ""));
    for (const key of Object.keys(data.rows)) if (!now.rows.includes(key)) select.append(new Option(key, key));
    select.disabled = now.rows.length >= most;
    const chosen = document.getElementById("chosen");
    chosen.replaceChildren();
    for (const key of now.rows) {
      const button = element("button", "Remove " + key);
      button.type = "button"; button.className = "act";
      button.addEventListener("click", () => go(now.board, now.rows.filter((other) => other !== key)));
      chosen.append(button, " ");
    }
  }

  function draw() {
    const data = window.xstilts[now.board], [first, ...others] = now.rows;
    table.replaceChildren();
    const caption = element("caption", "Scores; under those of later rows the difference from the first, its 95 % interval, and p");
    const head = document.createElement("tr"), body = document.createElement("tbody");
    head.append(element("th", "", "col"));
    for (const key of now.rows) {
      const th = element("th", key, "col");
      th.className = "num";
      head.append(th);
    }
    data.means.forEach((mean, place) => {
      const line = document.createElement("tr");
      line.append(element("th", data.names[place], "row"));
      for (const key of now.rows) {
        const score = data.rows[key][place], cell = element("td", score === null ? "–" : score.toFixed(1));
        cell.className = "num";
        if (key !== first && score !== null && data.rows[first][place] !== null) {
          const found = difference(data, first, key, mean), small = document.createElement("span");
          small.className = "iv";
          small.textContent = signed(found.observed) + " [" + signed(found.low) + ", " + signed(found.high) + "], p " + (found.p < 0.001 ? "< 0.001" : found.p.toFixed(3));
          cell.append(small);
        }
        line.append(cell);
      }
      body.append(line);
    });
    const thead = document.createElement("thead");
    thead.append(head);
    table.append(caption, thead, body);
    table.hidden = false;
    message.textContent = others.length ? "" : "Choose a second row.";
  }

  function show() {
    fill();
    table.hidden = true;
    if (!now.rows.length) { message.textContent = "Choose two rows or more."; return; }
    const { board, rows } = now;
    Promise.all(rows.map((key) => load(key, board))).then(
      () => { if (now.board === board && now.rows === rows) draw(); },
      (error) => { message.textContent = "The replicates of " + error.message + " could not be loaded."; },
    );
  }

  form.elements.board.addEventListener("change", (event) => go(event.target.value, []));
  form.elements.row.addEventListener("change", (event) => { if (event.target.value) go(now.board, [...now.rows, event.target.value]); });
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
