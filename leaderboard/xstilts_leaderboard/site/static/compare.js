// Compares rows by their replicates: a comparison is a subtraction.
"use strict";
(function () {
  const form = document.getElementById("choice"), table = document.getElementById("comparison");
  const message = document.getElementById("message"), picture = document.getElementById("picture");
  const examples = document.getElementById("examples");
  const views = document.getElementById("views"), numbers = document.getElementById("numbers");
  const root = form.dataset.root, most = 5, loaded = {}, waiting = {};
  let view = "tasks";

  window.xstiltsReplicates = function (key, board, scale, packed, languages) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    loaded[[board, key, languages ? "languages" : "tasks"].join(" ")] = { scale, values: new Int8Array(bytes.buffer) };
  };

  function load(key, board) {
    const name = [board, key, view].join(" "), tail = view === "languages" ? ".languages.js" : ".js";
    if (loaded[name]) return Promise.resolve();
    if (!waiting[name]) {
      waiting[name] = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = root + "data/replicates/" + board + "/" + key + tail;
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

  function shownNames(data) { return view === "languages" ? data.languages : data.names; }

  function scoreOf(data, key, place) { return data.rows[key][place + (view === "languages" ? data.means.length : 0)]; }

  function difference(data, first, other, place) {
    const a = loaded[[now.board, first, view].join(" ")], b = loaded[[now.board, other, view].join(" ")];
    const count = a.values.length / shownNames(data).length, d = [];
    for (let r = place * count; r < (place + 1) * count; r += 1) {
      if (a.values[r] !== -128 && b.values[r] !== -128) d.push(b.values[r] * b.scale[place] - a.values[r] * a.scale[place]);
    }
    const average = d.reduce((sum, x) => sum + x, 0) / d.length;
    const sd = Math.sqrt(d.reduce((sum, x) => sum + (x - average) ** 2, 0) / (d.length - 1));
    const observed = scoreOf(data, other, place) - scoreOf(data, first, place);
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

  function itemsOf(other, task) {
    return "items.html?board=" + now.board + "&rows=" + now.rows[0] + "," + other + (task ? "&task=" + task : "");
  }

  function signed(x) { return (x > 0 ? "+" : x < 0 ? "−" : "") + Math.abs(x).toFixed(1); }

  function svg(name, attributes, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  function fill() {
    const data = window.xstilts[now.board], list = document.getElementById("rows");
    form.elements.board.value = now.board;
    list.replaceChildren();
    for (const key of Object.keys(data.rows)) if (!now.rows.includes(key)) list.append(new Option(key, key));
    form.elements.row.disabled = now.rows.length >= most;
    examples.hidden = now.rows.length < 2;
    examples.firstElementChild.href = itemsOf(now.rows[1]);
    const chosen = document.getElementById("chosen");
    chosen.replaceChildren();
    for (const key of now.rows) {
      const link = element("a", key), button = element("button", "Remove");
      link.href = root + (key.startsWith("mini/") ? "try/" : "") + "rows/" + key + ".html";
      link.dir = "auto";
      button.type = "button"; button.className = "act"; button.setAttribute("aria-label", "Remove " + key);
      button.addEventListener("click", () => go(now.board, now.rows.filter((other) => other !== key)));
      chosen.append(link, " ", button, " ");
    }
  }

  // One forest a later row: a line a mean, a zero line, filled where the interval is clear of 0.
  function forest(data, first, other) {
    const lines = [];
    shownNames(data).forEach((name, place) => {
      if (scoreOf(data, first, place) !== null && scoreOf(data, other, place) !== null) lines.push({ name, ...difference(data, first, other, place) });
    });
    const left = 150, width = 620, row = 22, top = 34, height = top + row * lines.length + 8;
    const bound = Math.max(1, Math.ceil(Math.max(...lines.map((one) => Math.max(Math.abs(one.low), Math.abs(one.high))))));
    const at = (value) => (left + ((value + bound) / (2 * bound)) * (width - left - 20)).toFixed(1);
    const figure = svg("svg", { class: "forest", role: "img", width, height, viewBox: "0 0 " + width + " " + height, "aria-label": other + " minus " + first + "; the table below has the same numbers" });
    figure.append(svg("text", { x: at(0), y: 12, "text-anchor": "middle", class: "head" }, other.split("/")[1] + " − " + first.split("/")[1]));
    for (const value of [-bound, 0, bound]) figure.append(svg("text", { x: at(value), y: 28, "text-anchor": "middle", class: "axis" }, value ? (value > 0 ? "+" : "−") + Math.abs(value) : "0"));
    figure.append(svg("path", { class: "zero", d: "M" + at(0) + " 32V" + height }));
    lines.forEach((one, place) => {
      const y = top + row * place + row / 2, clear = one.low > 0 || one.high < 0, kind = !clear ? "same" : one.observed > 0 ? "up" : "down";
      figure.append(svg("text", { x: left - 12, y: y + 4, "text-anchor": "end" }, one.name));
      const group = svg("g", { class: kind });
      group.append(svg("title", {}, one.name + ": " + signed(one.observed)), svg("path", { d: "M" + at(one.low) + " " + y + "H" + at(one.high) }));
      if (kind === "down") group.append(svg("rect", { x: at(one.observed) - 3.6, y: y - 3.6, width: 7.2, height: 7.2 }));
      else group.append(svg("circle", { cx: at(one.observed), cy: y, r: 4, class: clear ? "" : "open" }));
      figure.append(group);
    });
    return figure;
  }

  // A task's score leads to the examples on which the row differs from the first.
  function itemsLink(other, task, text) {
    const link = element("a", text);
    link.href = itemsOf(other, task);
    return link;
  }

  function draw() {
    const data = window.xstilts[now.board], [first, ...others] = now.rows;
    picture.replaceChildren(...others.map((other) => forest(data, first, other)));
    table.replaceChildren();
    const caption = element("caption", "Scores; under those of later rows the difference from the first, its 95 % interval, and p");
    const head = document.createElement("tr"), body = document.createElement("tbody");
    head.append(element("th", view === "languages" ? "Language" : "Mean", "col"));
    for (const key of now.rows) {
      const th = element("th", key, "col");
      th.className = "num";
      head.append(th);
    }
    shownNames(data).forEach((name, place) => {
      const line = document.createElement("tr");
      line.append(element("th", name, "row"));
      for (const key of now.rows) {
        const score = scoreOf(data, key, place), cell = element("td", score === null ? "–" : score.toFixed(1));
        cell.className = "num";
        if (key !== first && score !== null && scoreOf(data, first, place) !== null) {
          const found = difference(data, first, key, place), small = document.createElement("span");
          small.className = "iv";
          if (view === "tasks" && data.means[place].startsWith("task:")) cell.replaceChildren(itemsLink(key, data.means[place].slice(5), score.toFixed(1)));
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
    numbers.hidden = false;
    views.hidden = false;
    message.textContent = others.length ? "" : "Choose a second row.";
  }

  function show() {
    fill();
    numbers.hidden = true;
    if (!now.rows.length) { views.hidden = true; picture.replaceChildren(); message.textContent = "Choose two rows or more."; return; }
    const { board, rows } = now, asked = view;
    Promise.all(rows.map((key) => load(key, board))).then(
      () => { if (now.board === board && now.rows === rows && view === asked) draw(); },
      (error) => { message.textContent = "The replicates of " + error.message + " could not be loaded."; },
    );
  }

  for (const button of views.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      view = button.dataset.view;
      for (const other of views.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      show();
    });
  }
  form.elements.board.addEventListener("change", (event) => go(event.target.value, []));
  form.elements.row.addEventListener("input", (event) => {
    if (event.target.value in window.xstilts[now.board].rows) { const key = event.target.value; event.target.value = ""; go(now.board, [...now.rows, key]); }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
