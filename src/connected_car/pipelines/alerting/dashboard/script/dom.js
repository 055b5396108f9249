"use strict";
// Data goes into the page as text nodes and attributes alone, never as markup.
const data = JSON.parse(document.getElementById("payload").textContent);
const alerts = data.rows.map((row) => Object.fromEntries(data.columns.map((name, i) => [name, row[i]])));
const byId = (id) => document.getElementById(id);
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const dayNumber = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / 864e5);
const isoDay = (number) => new Date(number * 864e5).toISOString().slice(0, 10);
function dayWords(day, short) {
  if (!day) return "–";
  const [year, month, date] = day.split("-").map(Number);
  const name = MONTHS[month - 1];
  return short ? `${date} ${name.slice(0, 3)}` : `${date} ${name} ${year}`;
}
function percent(share) {
  if (share === null || share === undefined) return "–";
  const value = 100 * share;
  if (value > 0 && value < 0.1) return "under 0.1 %";
  if (value > 99.9 && value < 100) return "over 99.9 %";
  return value === 0 || value === 100 ? `${value} %` : `${value.toFixed(1)} %`;
}
// What has not happened yet is neither sure nor out of the question.
function chanceWords(share, happened) {
  if (happened || (share !== 0 && share !== 1)) return percent(share);
  return share ? "over 99 %" : "under 1 %";
}
const some = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many || `${one}s`}`;
const number = (value, digits) => (value === null || value === undefined ? "unknown" : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const subjectLink = (subject, key) => `#${encodeURIComponent(subject)}/${encodeURIComponent(key)}`;
