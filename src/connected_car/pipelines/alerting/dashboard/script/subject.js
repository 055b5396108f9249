// The page of one battery, component or part of the platform.
const RISK_WORDS = { ok: "Ok", watch: "Watched", alert: `Likely to wear out within ${data.horizon} days`, overdue: "Due for replacement now" };
const JUDGED = { not_compliant: "Out of compliance", needs_review: "Somebody must look at it", compliant: "In compliance" };

function section(id, title, ...children) {
  return el("section", { "aria-labelledby": id }, el("h2", { id }, title), ...children);
}
const capital = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);
const tile = (words, value) => el("div", null, el("dt", null, words), el("dd", null, value));
const carWords = (vehicle) => (vehicle ? [` · car ${vehicle}`, own(data.models, vehicle) ? ` · ${own(data.models, vehicle)}` : ""].join("") : " · no known car");

function heading(kicker, title, lead) {
  return el("header", null, el("p", { class: "kicker" }, kicker), el("h1", { tabindex: -1 }, title), lead ? el("p", { class: "lead" }, lead) : null);
}

function batteryParts(id, page, mine) {
  if (!page) return [heading(`Battery ${id}`, mine.length ? capital(mine[0].severity) : "Unknown", mine.length ? mine[0].reason : "This page knows no such battery."), mine.length ? el("p", { class: "note" }, `Charts are here for the most endangered batteries alone. kedro run --pipelines batch_scoring --params explain=${id} makes a page of this one.`) : null];
  const head = heading(`Battery ${id}${carWords(page.vehicle)}`, RISK_WORDS[page.risk] || page.risk, page.reason);
  const used = page.used === null || page.risk === "overdue" ? page.used : Math.floor(page.used * 10 + 1e-6) / 10; // 200.0 of 200 only when they are used
  head.append(el("dl", { class: "tiles" },
    tile(`chance of reaching the rating within ${data.horizon} days`, page.chance === null ? "unknown" : chanceWords(page.chance, page.risk === "overdue")),
    tile(page.rated === null ? "cycles used" : `cycles used of ${number(page.rated, 0)}`, number(used, 1)),
    tile(page.ahead_low === null ? `cycles in the next ${data.horizon} days` : `cycles in the next ${data.horizon} days; in 8 of 10 cases ${number(page.ahead_low, 1)} to ${number(page.ahead_high, 1)}`, number(page.ahead, 1)),
    tile("expected replacement", page.due ? dayWords(page.due) : "unknown")));
  const parts = [head, section("change", "What would change it", el("p", null, page.change))];
  if (page.history && page.used !== null && page.rated !== null) parts.push(section("left", "Cycles left to its rating", ...counterChart(page)));
  if (page.history) parts.push(section("use", "Its use, day by day", ...useChart(page)));
  else parts.push(section("use", "Its use, day by day", el("p", null, "It was not read in the days shown here.")));
  return parts;
}

function noteParts(inspection, place) {
  const note = el("blockquote", { class: "mark-words" }, ...(inspection.note.length ? inspection.note.map(([text, decides]) => (decides ? el("mark", null, text) : text)) : ["(empty)"]));
  const marked = inspection.note.some(([, decides]) => decides);
  return [
    el("h3", { class: "over" }, `${dayWords(inspection.on)}: ${(JUDGED[inspection.judgement] || inspection.judgement).toLowerCase()}`),
    note,
    el("p", { class: "note after" }, marked ? "Marked are the words that decide: without them it would be judged otherwise, or by a person." : "No word is marked: nothing in it decides alone, or a person decides."),
    el("p", null, `The model says: ${inspection.reason}. `, `It would be ${inspection.change}.`),
    place ? null : el("p", { class: "note" }, `Inspection ${inspection.inspection}, probability of a breach ${percent(inspection.chance)}, model version ${inspection.model}.`),
  ];
}

function componentParts(key, inspections, mine) {
  const [vehicle, ...rest] = key.split("/");
  const newest = inspections && inspections[0];
  const title = newest ? JUDGED[newest.judgement] || newest.judgement : mine.length ? mine[0].severity : "Unknown";
  const lead = newest ? newest.reason : mine.length ? mine[0].reason : "This page knows no such component.";
  const parts = [heading(`${rest.join("/")}${carWords(vehicle)}`, title, lead)];
  if (inspections) parts.push(section("notes", inspections.length > 1 ? "What technicians wrote" : "What the technician wrote", ...inspections.flatMap(noteParts)));
  return parts;
}

function alertParts(mine) {
  if (!mine.length) return section("alerts-of", "Its alerts", el("p", null, "It has had no alert."));
  return section("alerts-of", mine.length > 1 ? "Its alerts, now and before" : "Its alert", ...mine.flatMap(oneAlert));
}

function oneAlert(alert) {
  const [message, workshop] = own(data.texts, alert.id) || [];
  const steps = own(data.steps, alert.id) || [];
  const state = alert.state === "acknowledged" ? `acknowledged by ${alert.owner} until ${dayWords(alert.until)}` : alert.state;
  return [
    el("h3", { class: "over" }, `${capital(alert.severity || "")}, ${state}`),
    el("p", { class: "note" }, `Alert ${alert.id}${alert.previous ? `, after ${alert.previous}` : ""}; ${alert.status === "resolved" ? "stood for " + some(alert.days, "day") : alert.days ? "open for " + some(alert.days, "day") : "new on this day"}${alert.why ? `; ${alert.why}` : ""}.`),
    el("ol", { class: "steps" }, ...steps.map(([day, event, by, note]) => el("li", null, el("span", { class: "soft" }, dayWords(day)), el("span", null, event, by && by !== "system" ? ` by ${by}` : "", note ? `: ${note}` : "")))),
    message ? el("details", null, el("summary", null, "Message to the driver"), el("p", { class: "pre" }, message)) : null,
    workshop ? el("details", null, el("summary", null, "Text for the workshop"), el("p", { class: "pre" }, workshop)) : null,
    alert.status === "open" ? el("details", null, el("summary", null, "Take care of it"), el("p", null, "Up to the end of the day that you name nothing is sent about it, even if it becomes worse. Then it is open again, and its driver is told anew."), el("blockquote", null, `kedro run --pipelines alerting --params "acknowledge=${alert.id},owner=NAME,reason=WORDS,until=YYYY-MM-DD"`)) : null,
  ];
}

function subjectPage(subject, key) {
  const mine = alerts.filter((a) => a.subject === subject && a.key === key).sort((a, b) => (a.opened < b.opened ? 1 : -1));
  let parts;
  if (subject === "battery") parts = batteryParts(key, own(data.batteries, key), mine);
  else if (subject === "component") parts = componentParts(key, own(data.components, key), mine);
  else parts = [heading("The platform", capital(key.replaceAll("_", " ")), mine.length ? mine[0].reason : null)];
  return [el("a", { class: "back", href: "#list" }, "← All alerts"), ...parts, alertParts(mine)];
}
