// The list holds only the rows that can be seen, so that any number of alerts scrolls alike.
const AROUND = 8, MOST_PRINTED = 500;
const FIELDS = ["severity", "state", "age", "kind"];
const HIDDEN_FIELDS = ["status", "subject"]; // set by the numbers of the page alone
const RANK = { overdue: 3, alert: 2, watch: 1 };
const HEADS = [
  ["what", "What", (a) => a.key.toLowerCase()],
  ["severity", "Severity", (a) => RANK[a.severity] || 0],
  ["state", "State", (a) => a.state],
  ["days", "Days", (a) => a.days],
  ["chance", "Chance", (a) => a.chance],
  ["due", "Due", (a) => a.due],
  ["reason", "Why", (a) => a.reason],
];
const list = { shown: alerts, row: 0, sort: null, falling: false, first: 0, wanted: {} };
for (const alert of alerts) {
  alert.text = [alert.id, alert.key, alert.vehicle, alert.model, alert.kind, alert.severity, alert.state, alert.workshop, alert.owner, alert.reason].filter(Boolean).join(" ").toLowerCase();
}

function cells(alert) {
  const under = [alert.vehicle === alert.key ? null : alert.vehicle, alert.model].filter(Boolean).join(" · ");
  const cell = (name, ...children) => el("div", { role: "cell", class: `cell c-${name}` }, ...children);
  const what = cell("what", el("a", { href: subjectLink(alert.subject, alert.key), tabindex: -1 }, alert.key), el("small", null, under || alert.kind));
  what.classList.add("what");
  const severity = cell("severity", el("i", { class: `dot ${alert.severity}` }), alert.severity || "");
  severity.classList.add("sev");
  const why = cell("reason", alert.reason || "");
  why.classList.add("why");
  return [what, severity, cell("state", alert.state), cell("days", String(alert.days)), cell("chance", chanceWords(alert.chance, alert.severity === "overdue")), cell("due", alert.due ? dayWords(alert.due, true) + " " + alert.due.slice(0, 4) : "–"), why];
}

function line(place, attributes) {
  return el("div", { role: "row", class: "row", "aria-rowindex": place + 2, "data-place": place, ...attributes }, ...cells(list.shown[place]));
}

// How high a row is depends on the width of the page, and stands in its style alone.
function measure() {
  list.row = parseFloat(getComputedStyle(list.node).getPropertyValue("--row"));
}

function draw() {
  const body = list.body, count = list.shown.length;
  const seen = Math.ceil((body.clientHeight || 600) / list.row);
  const first = Math.max(0, Math.floor(body.scrollTop / list.row) - AROUND);
  const last = Math.min(count, first + seen + 2 * AROUND);
  if (first === list.from && last === list.to) return;
  const focused = document.activeElement && document.activeElement.closest ? document.activeElement.closest("#list .rows .row") : null;
  const place = focused ? Number(focused.dataset.place) : -1;
  const rows = [];
  for (let i = first; i < last; i++) {
    const row = line(i);
    row.style.top = `${i * list.row}px`;
    rows.push(row);
  }
  list.sizer.style.height = `${count * list.row}px`;
  body.replaceChildren(list.sizer, ...rows);
  Object.assign(list, { from: first, to: last });
  if (place >= first && place < last) rows[place - first].querySelector("a").focus({ preventScroll: true });
}

function apply(keepPlace) {
  const words = byId("q").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.entries({ ...list.wanted, ...Object.fromEntries(FIELDS.map((f) => [f, byId(`f-${f}`).value])) }).filter(([, value]) => value);
  list.shown = alerts.filter((a) => wanted.every(([field, value]) => a[field] === value) && words.every((word) => a.text.includes(word)));
  if (list.sort) order();
  const filtered = wanted.length || words.length;
  byId("found").textContent = filtered ? `${list.shown.length.toLocaleString("en")} of ${some(alerts.length, "alert")}${list.wanted.status === "open" ? ", nobody has taken them over" : ""}` : some(alerts.length, "alert");
  byId("clear").hidden = !filtered;
  list.node.hidden = !list.shown.length;
  list.node.setAttribute("aria-rowcount", list.shown.length + 1);
  list.body.classList.toggle("short", list.shown.length * list.row < 600);
  nothing(words);
  if (!keepPlace) list.body.scrollTop = 0;
  list.from = -1;
  draw();
}

// A battery without an alert has a page too.
function nothing(words) {
  const note = byId("nothing");
  note.hidden = list.shown.length > 0;
  if (note.hidden) return;
  const query = words.join(" ");
  const found = query ? Object.keys(data.batteries).filter((id) => id.toLowerCase().includes(query)).slice(0, 8) : [];
  note.replaceChildren(alerts.length ? "No alert is like this. " : "There are no alerts. ");
  if (found.length) note.append("Batteries without one: ", ...found.flatMap((id, i) => [i ? ", " : "", el("a", { href: subjectLink("battery", id) }, id)]));
}

function order() {
  const key = HEADS.find(([name]) => name === list.sort)[2], sign = list.falling ? -1 : 1;
  const keyed = list.shown.map((alert) => [key(alert), alert]);
  keyed.sort(([a], [b]) => {
    const missing = (a === null || a === undefined) - (b === null || b === undefined);
    return missing || (a < b ? -sign : a > b ? sign : 0);
  });
  list.shown = keyed.map(([, alert]) => alert);
}

function sortBy(name, head) {
  const numeric = ["severity", "days", "chance"].includes(name);
  list.falling = list.sort === name ? !list.falling : numeric;
  list.sort = name;
  for (const other of head.children) other.removeAttribute("aria-sort");
  head.querySelector(`[data-name=${name}]`).setAttribute("aria-sort", list.falling ? "descending" : "ascending");
  apply();
}

function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  const row = event.target.closest ? event.target.closest(".rows .row") : null;
  if (!step || (!row && event.target !== list.body)) return;
  event.preventDefault();
  const place = row ? Number(row.dataset.place) + step : list.from < 0 ? 0 : Math.ceil(list.body.scrollTop / list.row);
  const next = Math.min(Math.max(place, 0), list.shown.length - 1);
  if (next * list.row < list.body.scrollTop) list.body.scrollTop = next * list.row;
  if ((next + 1) * list.row > list.body.scrollTop + list.body.clientHeight) list.body.scrollTop = (next + 1) * list.row - list.body.clientHeight;
  list.from = -1;
  draw();
  list.body.querySelector(`[data-place="${next}"] a`).focus({ preventScroll: true });
}

function buildList() {
  list.node = byId("list");
  const head = el("div", { role: "row", class: "row", "aria-rowindex": 1 });
  for (const [name, words] of HEADS) {
    const button = el("button", { type: "button" }, words);
    button.addEventListener("click", () => sortBy(name, head));
    head.append(el("div", { role: "columnheader", class: `cell c-${name}`, "data-name": name }, button));
  }
  list.sizer = el("div", { class: "sizer", "aria-hidden": "true" });
  list.body = el("div", { role: "rowgroup", class: "rows", tabindex: 0, "aria-describedby": "how" });
  list.node.append(el("div", { role: "rowgroup", class: "head" }, head), list.body);
  measure();
  list.body.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  list.node.addEventListener("keydown", moveFocus);
  window.addEventListener("resize", () => { measure(); apply(true); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("input", () => { list.wanted = {}; apply(); });
  byId("clear").addEventListener("click", () => { setFilters({}); byId("q").focus(); });
  window.addEventListener("beforeprint", () => {
    list.node.classList.add("printed");
    if (list.shown.length > MOST_PRINTED) byId("found").append(`; the first ${MOST_PRINTED} are printed`);
    list.body.replaceChildren(...list.shown.slice(0, MOST_PRINTED).map((_, i) => line(i)));
  });
  window.addEventListener("afterprint", () => { list.node.classList.remove("printed"); apply(true); });
}

function setFilters(given) {
  list.wanted = Object.fromEntries(HIDDEN_FIELDS.map((field) => [field, given[field] || ""]));
  byId("q").value = given.q || "";
  for (const field of FIELDS) byId(`f-${field}`).value = given[field] || "";
  apply();
}
