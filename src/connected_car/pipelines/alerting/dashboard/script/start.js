// The part of the address behind # says what is shown: the overview, its list, or one subject.
const TITLE = document.title;
let place = 0; // how far the overview was scrolled
let opened = ""; // the link by which the last subject was opened

function show() {
  const hash = location.hash.slice(1);
  const subject = hash.match(/^(battery|component|operation)\/(.*)$/s);
  if (subject) return showSubject(subject[1], decoded(subject[2]));
  const back = !byId("subject").hidden;
  byId("subject").hidden = true;
  byId("overview").hidden = false;
  document.title = TITLE;
  if (hash === "list" || hash.startsWith("list?")) {
    const given = Object.fromEntries(new URLSearchParams(hash.slice(5)));
    if (hash !== "list") setFilters(given);
    else { list.from = -1; draw(); }
    if (back && place) window.scrollTo(0, place);
    else byId("alerts").scrollIntoView();
    if (!(back && focusOpened())) byId("alerts-title").focus({ preventScroll: true });
  } else if (back) {
    list.from = -1;
    draw();
    const target = hash && byId(hash);
    if (target) target.scrollIntoView();
    else window.scrollTo(0, place);
    focusOpened();
  }
}

// Who walks by keyboard goes on where he was.
function focusOpened() {
  const links = [...document.querySelectorAll(".rows a"), ...document.querySelectorAll("#overview a")];
  const link = links.find((a) => a.getAttribute("href") === opened);
  if (link) link.focus({ preventScroll: true });
  return Boolean(link);
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function showSubject(subject, key) {
  if (byId("subject").hidden) place = window.scrollY;
  opened = subjectLink(subject, key);
  byId("overview").hidden = true;
  byId("subject").hidden = false;
  byId("subject").replaceChildren(...subjectPage(subject, key));
  document.title = `${key} – ${TITLE}`;
  window.scrollTo(0, 0);
  byId("subject").querySelector("h1").focus({ preventScroll: true });
}

function sayAge() {
  if (!data.day) return;
  const days = Math.floor(Date.now() / 864e5) - dayNumber(data.day);
  if (days > 0) byId("opened-on").textContent = `, ${some(days, "day")} ago`;
}

byId("alerts-title").tabIndex = -1;
for (const link of document.querySelectorAll("a.to-subject")) link.href = subjectLink(link.dataset.subject, link.dataset.key);
buildList();
apply();
sayAge();
window.addEventListener("hashchange", show);
document.addEventListener("click", (event) => { // the list of a number may be asked for again
  const link = event.target.closest ? event.target.closest('a[href^="#list?"]') : null;
  if (link && link.hash === location.hash) show();
});
show();
