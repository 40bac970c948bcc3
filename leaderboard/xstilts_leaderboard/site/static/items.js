// Lists the examples on which two rows differ, from a bit for each example and row.
"use strict";
(function () {
  const form = document.getElementById("choice"), root = form.dataset.root, step = 100;
  const tasks = JSON.parse(document.getElementById("tasks").textContent);
  const found = document.getElementById("found"), message = document.getElementById("message");
  const items = {}, ids = {}, waiting = {};
  let kind = "a", shown = step;

  window.xstiltsItems = function (key, task, folder, cells) { items[key + " " + task] = { folder, cells }; };
  window.xstiltsIds = function (digest, names) { ids[digest] = names; };

  function load(path) {
    if (!waiting[path]) {
      waiting[path] = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = root + "data/" + path + ".js";
        script.onload = resolve;
        script.onerror = () => { delete waiting[path]; script.remove(); reject(new Error(path)); };
        document.head.append(script);
      });
    }
    return waiting[path];
  }

  // The first of `count` bits of a plane are in its first byte, highest bit first.
  function bits(packed, count, plane) {
    const bytes = atob(packed), start = plane * Math.ceil(count / 8);
    return Array.from({ length: count }, (_, at) => (bytes.charCodeAt(start + (at >> 3)) >> (7 - (at & 7))) & 1);
  }

  function answers(cell) {
    if (!cell.labels.length) return null;
    const numbers = new Array(cell.n).fill(0);
    for (let plane = 0; 2 ** plane < cell.labels.length; plane += 1) bits(cell.answers, cell.n, plane).forEach((bit, at) => { numbers[at] += bit << plane; });
    return numbers.map((number) => cell.labels[number]);
  }

  // Exact, two-sided: twice the smaller tail of a fair coin's n throws.
  function mcnemar(onlyA, onlyB) {
    const n = onlyA + onlyB, few = Math.min(onlyA, onlyB);
    let term = -n * Math.LN2, sum = 0;
    for (let k = 0; k <= few; k += 1) { sum += Math.exp(term); term += Math.log((n - k) / (k + 1)); }
    return n ? Math.min(1, 2 * sum) : 1;
  }

  function state() {
    const given = new URLSearchParams(location.search);
    const known = Object.keys(tasks).filter((name) => window.xstilts && name in window.xstilts);
    const board = known.includes(given.get("board")) ? given.get("board") : known.find((name) => Object.keys(window.xstilts[name].rows).length) || known[0];
    const rows = (given.get("rows") || "").split(",").filter((key) => key in window.xstilts[board].rows).slice(0, 2);
    const task = tasks[board].find((one) => one.name === given.get("task")) || tasks[board][0];
    const language = (task.languages.find((one) => one[0] === given.get("language")) || task.languages[0])[0];
    return { board, a: rows[0] || "", b: rows[1] || "", task: task.name, language };
  }

  let now = state();

  function go(changes) {
    now = { ...now, ...changes };
    const task = taskOf();
    if (!task.languages.some((one) => one[0] === now.language)) now.language = task.languages[0][0];
    now.task = task.name;
    const given = new URLSearchParams({ board: now.board });
    const rows = [now.a, now.b].filter(Boolean);
    if (rows.length) given.set("rows", rows.join(","));
    given.set("task", now.task);
    given.set("language", now.language);
    try { history.replaceState(null, "", "?" + given.toString().replaceAll("%2F", "/").replaceAll("%2C", ",")); } catch (error) { /* file:// */ }
    show();
  }

  function taskOf() { return tasks[now.board].find((one) => one.name === now.task) || tasks[now.board][0]; }

  function element(name, text, attributes) {
    const made = document.createElement(name);
    made.append(text ?? "");
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  function fill() {
    form.elements.board.value = now.board;
    form.elements.task.replaceChildren(...tasks[now.board].map((one) => new Option(one.title, one.name)));
    form.elements.task.value = now.task;
    form.elements.language.replaceChildren(...taskOf().languages.map(([code, name]) => new Option(name, code)));
    form.elements.language.value = now.language;
    for (const side of ["a", "b"]) if (document.activeElement !== form.elements[side]) form.elements[side].value = now[side];
    document.getElementById("rows").replaceChildren(...Object.keys(window.xstilts[now.board].rows).map((key) => new Option(key, key)));
  }

  function short(key) { return key.slice(key.indexOf("/") + 1); }

  // The file of a row's answers, at the line of an example where lines are the examples' numbers.
  function link(side, at) {
    const folder = items[now[side] + " " + now.task].folder, line = taskOf().numbered ? "#L" + (at + 1) : "";
    if (!folder) return document.createTextNode("–");
    const text = taskOf().numbered ? "line " + (at + 1) : "file";
    const made = element("a", text, { href: folder + "/predictions/" + now.task + "/" + now.language + ".jsonl" + line, rel: "noopener noreferrer" });
    made.setAttribute("aria-label", side.toUpperCase() + ", " + text);
    return made;
  }

  function draw() {
    const cells = ["a", "b"].map((side) => items[now[side] + " " + now.task].cells[now.language]);
    const missing = ["a", "b"].filter((side, place) => !cells[place]);
    if (missing.length) return refuse(short(now[missing[0]]) + " has no answers to this task in this language.");
    if (cells[0].n !== cells[1].n || cells[0].ids !== cells[1].ids) return refuse("The two were not scored on the same examples.");
    const n = cells[0].n, names = ids[cells[0].ids], [a, b] = cells.map((cell) => bits(cell.right, n, 0)), [saysA, saysB] = cells.map(answers);
    const lists = { a: [], b: [], neither: [] }, counts = [0, 0, 0, 0];
    for (let at = 0; at < n; at += 1) {
      counts[2 * (1 - a[at]) + (1 - b[at])] += 1;
      if (a[at] !== b[at]) lists[a[at] ? "a" : "b"].push(at);
      else if (!a[at] && saysA && saysB && saysA[at] !== saysB[at]) lists.neither.push(at);
    }
    const p = mcnemar(counts[1], counts[2]), task = taskOf(), language = task.languages.find((one) => one[0] === now.language)[1];
    document.getElementById("said").textContent = task.title + " in " + language + ", " + n.toLocaleString("en") + " examples: only A is right on " + counts[1].toLocaleString("en") + ", only B on " + counts[2].toLocaleString("en") + "; exact McNemar test, p " + (p < 0.0001 ? "< 0.0001" : "= " + p.toFixed(4)) + "." + (task.right && " Right means " + task.right + ".");
    table(document.getElementById("counts"), ["", "B right", "B wrong"], [["A right", counts[0], counts[1]], ["A wrong", counts[2], counts[3]]].map(([head, ...values]) => [head, ...values.map((value) => value.toLocaleString("en"))]), "Number of examples");
    const kinds = [["a", "Only A right"], ["b", "Only B right"], ...(saysA && saysB ? [["neither", "Both wrong, other answers"]] : [])];
    if (!kinds.some(([one]) => one === kind)) kind = "a";
    document.getElementById("kinds").replaceChildren(...kinds.flatMap(([one, title]) => {
      const button = element("button", title + " (" + lists[one].length.toLocaleString("en") + ")", { type: "button", class: "act", "aria-pressed": String(one === kind) });
      button.addEventListener("click", () => { kind = one; shown = step; draw(); document.querySelector("#kinds [aria-pressed=true]").focus(); });
      return [button, " "];
    }));
    const list = lists[kind], both = saysA && saysB;
    table(document.getElementById("items"), ["Example", ...(both ? ["A says", "B says"] : []), "File of A", "File of B"],
      list.slice(0, shown).map((at) => [names ? names[at] : String(at), ...(both ? [saysA[at], saysB[at]] : []), link("a", at), link("b", at)]),
      list.length ? kinds.find(([one]) => one === kind)[1] : "No such example");
    const more = document.getElementById("more");
    more.hidden = list.length <= shown;
    more.textContent = "Show all " + list.length.toLocaleString("en");
    document.getElementById("compare").href = "compare.html?board=" + now.board + "&rows=" + now.a + "," + now.b;
    const command = document.getElementById("command");
    command.firstChild && command.firstChild.nodeType === 3 ? command.firstChild.data = line() : command.prepend(line());
    message.textContent = "";
    found.hidden = false;
  }

  function line() { return "xstilts-leaderboard differ " + now.a + " " + now.b + " --task " + now.task + " --language " + now.language; }

  function table(target, heads, rows, caption) {
    const head = element("thead"), body = element("tbody"), top = element("tr");
    for (const one of heads) top.append(element(one ? "th" : "td", one, one ? { scope: "col" } : {}));
    head.append(top);
    for (const [first, ...values] of rows) {
      const row = element("tr");
      row.append(element("th", first, { scope: "row" }), ...values.map((value) => element("td", value)));
      body.append(row);
    }
    target.replaceChildren(element("caption", caption), ...(rows.length ? [head, body] : []));
  }

  function refuse(text) { found.hidden = true; message.textContent = text; }

  function show() {
    fill();
    if (!now.a || !now.b) return refuse(Object.keys(window.xstilts[now.board].rows).length < 2 ? "This board has no two rows yet." : "Choose two rows, A and B.");
    if (now.a === now.b) return refuse("A and B are the same row.");
    const asked = now, path = (side) => load("items/" + now[side] + "/" + now.task);
    Promise.all([path("a"), path("b")]).then(
      () => {
        const cell = items[asked.a + " " + asked.task].cells[asked.language];
        return cell && cell.ids && load("ids/" + cell.ids);
      },
    ).then(
      () => { if (now === asked) draw(); },
      (error) => { if (now === asked) refuse("Which examples are right is not kept of " + short(error.message.split("/").slice(1, 3).join("/")) + " on this task: its predictions could not be fetched since."); },
    );
  }

  for (const name of ["board", "task", "language"]) {
    form.elements[name].addEventListener("change", (event) => { shown = step; go(name === "board" ? { board: event.target.value, a: "", b: "" } : { [name]: event.target.value }); });
  }
  for (const side of ["a", "b"]) {
    form.elements[side].addEventListener("input", (event) => {
      if (event.target.value in window.xstilts[now.board].rows) { shown = step; go({ [side]: event.target.value }); }
    });
  }
  document.getElementById("more").addEventListener("click", () => { shown = Infinity; draw(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
