"use strict";
// A field with data-preview shows, as it is typed, how each platform renders it.
for (const field of document.querySelectorAll("[data-preview]")) {
  const out = document.getElementById(field.dataset.preview);
  let waiting = null, asked = 0;
  const ask = async () => {
    const n = ++asked;
    const body = new URLSearchParams({ text: field.value });
    const r = await fetch("/console/preview", { method: "POST", body });
    if (r.ok && n === asked) out.innerHTML = await r.text(); // sanitised by the server
  };
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 250); });
  field.addEventListener("focus", () => { if (!out.hasChildNodes()) ask(); }, { once: true });
}
// What is live is read again when something has changed.
const live = document.getElementById("live");
if (live) {
  const again = async () => {
    const r = await fetch(location.href, { headers: { "Assent-Live": "1" } }); // no person asked for this
    if (!r.ok) return;
    const fresh = new DOMParser().parseFromString(await r.text(), "text/html").getElementById("live");
    if (fresh) live.replaceChildren(...fresh.childNodes);
  };
  const events = new EventSource("/console/inbox/events");
  events.addEventListener("change", again);
  events.addEventListener("open", again); // what changed before it was open
  setInterval(again, 30000);
}
