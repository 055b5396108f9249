// A chart as wide as its place: horizontal places are shares of the width, vertical ones pixels.
const INNER = 1000, HEIGHT = 210;

function niceTicks(top) {
  if (!(top > 0)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(top));
  const step = [0.2, 0.25, 0.5, 1, 2, 5].map((factor) => factor * power).find((size) => top / size <= 4);
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, i) => step * i);
}

class Chart {
  constructor(name, title, unit, low, high, top) {
    const ticks = niceTicks(top);
    Object.assign(this, { low, span: Math.max(high - low, 1), top: ticks[ticks.length - 1] });
    this.node = svg("svg", { class: "chart", role: "img", width: "100%", height: HEIGHT + 24, "aria-labelledby": `${name}-title` });
    this.node.append(svg("title", { id: `${name}-title` }, `${title}, ${unit}`));
    for (const value of ticks) {
      this.node.append(svg("line", { class: value ? "grid" : "axis", x1: 0, x2: "100%", y1: this.y(value), y2: this.y(value) }));
      this.node.append(svg("text", { class: "tick", x: -8, y: this.y(value), dy: 4, "text-anchor": "end" }, String(+value.toPrecision(10))));
    }
    this.node.append(svg("text", { class: "unit", x: 0, y: -9 }, unit));
    const step = Math.max(1, Math.ceil(this.span / 5));
    for (let at = low; at <= high; at += step) {
      if (high - at < step / 3 && at !== low) break;
      this.node.append(svg("text", { class: "tick", x: this.x(at), y: HEIGHT + 17, "text-anchor": at === low ? "start" : "middle" }, dayWords(isoDay(at), true)));
    }
  }
  y(value) { return (HEIGHT * (1 - Math.min(Math.max(value, 0), this.top) / this.top)).toFixed(1); }
  x(day) { return `${((100 * (day - this.low)) / this.span).toFixed(2)}%`; }
  inner(day) { return ((INNER * (day - this.low)) / this.span).toFixed(1); }
  path(d, style) {
    const box = { width: "100%", height: HEIGHT, viewBox: `0 0 ${INNER} ${HEIGHT}`, preserveAspectRatio: "none" };
    this.node.append(svg("svg", box, svg("path", { class: style, d })));
  }
  line(start, values, style) {
    let pen = "M", d = "";
    values.forEach((value, i) => {
      if (value === null) { pen = "M"; return; }
      d += `${pen}${this.inner(start + i)} ${this.y(value)}`;
      pen = "L";
    });
    this.path(d, style);
  }
  between(start, low, high) {
    const edge = (values) => values.map((value, i) => `${this.inner(start + i)} ${this.y(value)}`);
    this.path(`M${[...edge(high), ...edge(low).reverse()].join("L")}Z`, "area");
  }
  dots(days, values) {
    days.forEach((day, i) => this.node.append(svg("circle", { class: "hollow", cx: this.x(day), cy: this.y(values[i]), r: 2.6 })));
  }
  event(day, words, y) {
    const right = (day - this.low) / this.span > 0.6;
    this.node.append(svg("line", { class: "event", x1: this.x(day), x2: this.x(day), y1: 0, y2: HEIGHT }));
    this.node.append(svg("text", { class: "event-text", x: this.x(day), y: y || 11, dx: right ? -5 : 5, "text-anchor": right ? "end" : "start" }, words));
  }
  upright(day, low, high) {
    this.node.append(svg("line", { class: "bracket", x1: this.x(day), x2: this.x(day), y1: this.y(low), y2: this.y(high) }));
  }
}

const legend = (...pairs) => el("ul", { class: "legend" }, ...pairs.map(([style, words]) => el("li", null, el("i", { class: style }), words)));

function useChart(page) {
  const { history, forecast } = page;
  const start = dayNumber(history.start), ahead = forecast ? dayNumber(forecast.start) : null;
  const end = Math.max(start + history.use.length - 1, forecast ? ahead + forecast.mean.length - 1 : 0);
  const top = Math.max(1e-6, ...history.use.filter((v) => v !== null), ...(forecast ? forecast.high : []));
  const chart = new Chart("use", "Cycles used on each day, and their forecast", "cycles a day", start, end, top);
  if (forecast) {
    chart.between(ahead, forecast.low, forecast.high);
    chart.line(ahead, forecast.mean, "line dashed");
  }
  chart.line(start, history.use, "line");
  const filled = history.filled.filter((i) => history.use[i] !== null);
  chart.dots(filled.map((i) => start + i), filled.map((i) => history.use[i]));
  chart.event(start + history.use.length - 1, "last known day");
  return [el("div", { class: "plot" }, chart.node), legend(["fill", "cycles a day"], ["ring", "filled in"], ["dash", "forecast"], ["pale", "in 8 of 10 cases a day lies here"])];
}

// Cycles used so far are counted back from the last known day.
function counterChart(page) {
  const { history, forecast, used, rated } = page;
  const start = dayNumber(history.start), last = start + history.use.length - 1;
  const past = Array(history.use.length).fill(used);
  for (let i = past.length - 2; i >= 0; i--) past[i] = past[i + 1] - (history.use[i + 1] || 0);
  const left = past.map((value) => Math.max(0, rated - value));
  const ahead = forecast ? dayNumber(forecast.start) : last + 1;
  const coming = [];
  (forecast ? forecast.mean : []).reduce((sum, value) => (coming.push(Math.max(0, rated - used - sum - value)), sum + value), 0);
  const ends = page.ahead_low !== null && rated - used > page.ahead_low; // else all cases end at 0
  const end = Math.max(last, ahead + coming.length - 1);
  const chart = new Chart("left", "Cycles left to the rating, and how the forecast uses them up", "cycles left", start, end, Math.max(1e-6, ...left));
  chart.line(start, left, "line");
  if (coming.length) {
    chart.line(ahead - 1, [left[left.length - 1], ...coming], "line dashed");
    if (ends) chart.upright(end, Math.max(0, rated - used - page.ahead_high), Math.max(0, rated - used - page.ahead_low));
  }
  chart.event(last, "last known day");
  const due = page.due ? dayNumber(page.due) : null;
  if (due !== null && due > last && due <= end) chart.event(due, `due ${dayWords(page.due, true)}`, 28);
  return [el("div", { class: "plot" }, chart.node), legend(["fill", "left so far"], ["dash", "forecast"], ...(ends ? [["bracket", `in 8 of 10 cases it ends here after ${data.horizon} days`]] : []))];
}
