// The chat page. Before a press on "I agree" or on a right it stores nothing
// and sends nothing: what is typed waits in the variable held.
"use strict";

const config = JSON.parse(document.getElementById("config").textContent);
const { say, show } = config;
const at = (id) => document.getElementById(id);
const log = at("log"), message = at("message"), noticeLine = at("notice");

let notice = config.notice;   // what AGREE names: the notice that is on the page
// A site may name the person by a token after #id=. It waits here until they
// agree, and is removed from the address.
let identity = new URLSearchParams(location.hash.slice(1)).get("id");
if (identity) history.replaceState(null, "", location.pathname + location.search);
let session = config.session; // the server has a record of this browser
let mode = config.mode;       // pending: the opt-in is open; open; declined
const ungated = config.ungated; // nobody is asked to agree: the session begins with the first message
let held = [];                // typed before the opt-in: {text, line}
let waiting = null;           // timer for the answer to the notice
let events = null;            // the stream of replies
let loaded = false;           // the stream has shown what is on record
const seen = new Set();       // ids of replies on the page
const queue = [];             // what is being sent, in order
let sending = false;

// ---- what is on the page

function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") e.className = value;
    else if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value);
  }
  e.append(...children);
  return e;
}

function add(line) {
  const follow = atEnd || line.classList.contains("person");
  log.append(line);
  if (follow) log.scrollTop = log.scrollHeight;
  return line;
}

let atEnd = true; // false while the person reads further up
log.addEventListener("scroll", () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40; });
new ResizeObserver(() => { if (atEnd && log.children.length > 1) log.scrollTop = log.scrollHeight; }).observe(log);

// own shows what the person wrote: as text, never as HTML.
function own(text) {
  return add(el("article", { class: "line person" }, el("p", { class: "who" }, say.web_you), el("div", { class: "text" }, text)));
}

// reply shows what the bot said. Its HTML is sanitised by the server.
function reply(html, { choices = [], files = [], unkept = false, from = "bot" } = {}) {
  const text = el("div", { class: "text" });
  text.innerHTML = html;
  const line = el("article", { class: "line bot" + (unkept ? " unkept" : "") }, el("p", { class: "who" }, from === "agent" ? say.web_team : say.web_bot), text);
  const row = el("div", { class: "choices" });
  for (const c of choices) {
    row.append(el("button", { type: "button", onclick: () => press(c, row) }, c.label));
  }
  for (const f of files) {
    if (!f.id) {
      if (f.link) row.append(el("a", { class: "primary", href: f.link, download: f.name }, say.link_button + " " + f.name));
      continue;
    }
    row.append(el("form", { method: "post", action: "/chat/file/" + encodeURIComponent(f.id) },
      el("button", { class: "primary" }, say.link_button + " " + f.name)));
  }
  if (row.childElementCount) line.append(row);
  return add(line);
}

// remark shows one of the page's own texts.
function remark(text) { reply("", { unkept: true }).querySelector(".text").textContent = text; }

function status() {
  const key = mode === "open" ? "web_open" : mode === "declined" ? "web_declined" : "web_pending";
  const offline = session && events && events.readyState !== EventSource.OPEN && loaded;
  at("status").textContent = say[offline ? "web_offline" : key];
  at("hint").hidden = mode !== "pending" || session;
}

let typing = null;
let team = false; // the team has the conversation
function busy(on) {
  clearTimeout(typing);
  if (on) {
    at("status").textContent = say.web_typing;
    typing = setTimeout(() => busy(false), 8000);
  } else status();
}

function note(line, text) {
  let n = line.querySelector(".note");
  if (!text) { if (n) n.remove(); return; }
  if (!n) line.append(n = el("p", { class: "note" }));
  n.textContent = text;
}

// askAnew shows the notice again, at the end of the page.
function askAnew() {
  if (ungated === "external") return;
  noticeLine.hidden = false;
  for (const b of noticeLine.querySelectorAll("button")) b.disabled = false;
  log.append(noticeLine);
  noticeLine.previousElementSibling?.scrollIntoView({ block: "start" }); // what was said last stays in view
}

// ---- the server

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

async function post(path, body) {
  const response = await fetch("/chat/" + path, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language: config.language, ...(identity && (path === "agree" || path === "right") ? { identity } : {}), ...body }),
  });
  const answer = await response.json().catch(() => ({}));
  return { ok: response.ok, status: response.status, retry: Number(response.headers.get("Retry-After")) || 2, answer };
}

// once tries until the server has decided: the same id counts once, however
// often it arrives.
async function once(path, body, line) {
  for (let pause = 1; ; pause = Math.min(pause * 2, 30)) {
    let r;
    try { r = await post(path, body); } catch { r = { status: 0, retry: pause }; }
    if (r.ok || (r.status >= 400 && r.status < 500 && r.status !== 429)) {
      if (line) note(line, "");
      return r;
    }
    if (line) note(line, r.status === 429 ? say.too_fast : say.web_retry);
    await sleep(Math.max(pause, r.retry) * 1000);
  }
}

function become(state) {
  const had = session;
  session = state.known;
  team = Boolean(state.team);
  mode = state.known ? state.mode : ungated ? "open" : "pending";
  if (had && !session) ended();
  if (mode !== "pending" && !ungated) noticeLine.hidden = true;
  status();
}

// ended: the record is gone, and the cookie with it.
function ended() {
  if (events) events.close();
  events = null;
  loaded = false;
  queue.length = 0;
  post("clear", {}).catch(() => {});
  askAnew();
}

function listen() {
  if (events) return;
  events = new EventSource("/chat/events");
  events.addEventListener("line", (e) => {
    const l = JSON.parse(e.data);
    if (l.from === "person") {
      if (!loaded) own(l.text);
    } else if (!seen.has(l.id)) {
      seen.add(l.id);
      reply(l.html, l);
      busy(false);
    }
    if (l.state) become(l.state);
  });
  events.addEventListener("typing", () => busy(true));
  events.addEventListener("ready", (e) => {
    loaded = true;
    become(JSON.parse(e.data));
  });
  events.onerror = () => {
    const broken = events;
    status();
    if (broken && broken.readyState === EventSource.CLOSED) {
      events = null;
      setTimeout(() => session && listen(), 3000);
    }
  };
}

// deliver sends what the person said, one at a time and in order.
async function deliver(body, line) {
  queue.push([{ id: newID(), ...body }, line]);
  if (sending) return;
  sending = true;
  while (queue.length) {
    const [next, its] = queue[0];
    if (!team) busy(true); // the team answers when it can
    const first = !session;
    const r = await once("send", first ? { ...next, notice } : next, its);
    queue.shift();
    if (r.ok && first) { loaded = true; become(r.answer); listen(); } // what they wrote is on the page already
    if (r.status === 401 && ungated) { location.reload(); return; } // people are asked to agree by now
    // The state comes from the stream alone: an answer may overtake it.
    if (r.status === 401) { session = false; mode = "pending"; if (its) hold(next.text, its); ended(); }
    else if (!r.ok && its) note(its, r.status === 413 ? say.too_long : say.web_failed);
  }
  sending = false;
}

// ---- the opt-in

function hold(text, line) {
  if (!text) return;
  held.push({ text, line });
  note(line, say.web_waits);
  line.append(el("button", { type: "button", onclick: () => ask(text) }, say.choice_privacy));
  if (!waiting) waiting = setTimeout(timeUp, config.timeout);
}

function release(forget) {
  clearTimeout(waiting);
  waiting = null;
  for (const h of held) {
    if (forget) h.line.remove();
    else { note(h.line, ""); h.line.querySelector("button")?.remove(); }
  }
  const was = held;
  held = [];
  return was;
}

// timeUp: nobody answered the notice. What waited is gone, and the next message
// starts afresh.
function timeUp() {
  if (mode !== "pending") return;
  release(true);
  reply(show.timeout);
  askAnew();
}

function buttons(off) { for (const b of noticeLine.querySelectorAll("button")) b.disabled = off; }

// changed shows the notice that is in force now.
function changed(r) {
  notice = r.answer.error.notice;
  noticeLine.querySelector(".text").innerHTML = notice.html;
  askAnew();
  note(noticeLine, say.web_notice_changed);
}

// begin opens a session: by AGREE, or by a right.
async function begin(path, body) {
  buttons(true);
  let r;
  try { r = await post(path, { id: newID(), notice: notice, ...body }); } catch { r = { status: 0, answer: {} }; }
  buttons(false);
  note(noticeLine, "");
  if (r.status === 409) { changed(r); return false; }
  if (!r.ok) { note(noticeLine, r.status === 429 ? say.too_fast : say.web_failed); return false; }
  if (!events) become(r.answer);
  listen();
  busy(true);
  return true;
}

async function agree() {
  if (!await begin("agree", {})) return;
  own(say.choice_agree);
  for (const h of release(false)) deliver({ text: h.text }, h.line);
  message.focus();
}

// decline stays on the page: there is nothing to tell the server.
function decline() {
  release(true);
  own(say.choice_decline);
  mode = "declined";
  noticeLine.hidden = true;
  reply(show.declined, { choices: [{ id: "agree", label: say.choice_agree }, { id: "policy_question", label: say.choice_privacy }] });
  status();
}

// ---- what the person does

function press(choice, row) {
  if (!session) {
    if (choice.id === "agree") { mode = "pending"; agree(); } else openAsk();
    return;
  }
  for (const b of row.querySelectorAll("button[type=button]")) b.disabled = true;
  deliver({ choice: choice.id, for: choice.for || "" }, own(choice.label));
}

at("agree").addEventListener("click", agree);
at("decline").addEventListener("click", () => (session ? deliver({ choice: "decline" }, own(say.choice_decline)) : decline()));

at("composer").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = message.value.trim();
  if (!text) return;
  message.value = "";
  message.style.height = "";
  if (session || (ungated && mode === "open")) deliver({ text }, own(text));
  else if (mode === "declined") {
    if (text.toUpperCase() === say.word_agree.toUpperCase()) { mode = "pending"; agree(); return; }
    own(text);
    reply(show.declined_help, { choices: [{ id: "agree", label: say.choice_agree }, { id: "policy_question", label: say.choice_privacy }] });
  } else if (text.toUpperCase() === say.word_agree.toUpperCase()) agree();
  else if (text.toUpperCase() === say.word_decline.toUpperCase()) decline();
  else hold(text, own(text));
});

message.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    at("composer").requestSubmit();
  }
});
message.addEventListener("input", () => {
  message.style.height = "";
  message.style.height = Math.min(message.scrollHeight + 2, 128) + "px";
});

function openAsk(open = true) {
  at("ask").hidden = !open;
  at("ask-open").setAttribute("aria-expanded", String(open));
  if (open) at("question").focus();
}
at("ask-open").addEventListener("click", () => openAsk(at("ask").hidden));

async function ask(text) {
  let r;
  try { r = await post("ask", { text }); } catch { r = { status: 0 }; }
  if (r.ok) reply(r.answer.html, { unkept: true });
  else remark(r.status === 429 ? say.too_fast : say.web_failed);
}
at("ask").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = at("question").value.trim();
  if (!text) return;
  at("question").value = "";
  own(text).classList.add("unkept");
  ask(text);
});

for (const b of document.querySelectorAll("[data-right]")) {
  b.addEventListener("click", () => {
    if (session) { deliver({ choice: b.dataset.right }, own(b.textContent)); return; }
    // Without a session: first what a request requires, then the request.
    const line = reply(show.web_session_note, { unkept: true });
    const row = el("div", { class: "choices" });
    row.append(
      el("button", { type: "button", class: "primary", onclick: async () => {
        line.remove();
        const mine = own(b.textContent);
        if (!await begin("right", { right: b.dataset.right })) note(mine, say.web_failed);
      } }, say.web_go_on),
      el("button", { type: "button", onclick: () => { line.remove(); b.focus(); } }, say.choice_later));
    line.append(row);
    log.scrollTop = log.scrollHeight;
    row.firstChild.focus();
  });
}

at("clear").addEventListener("click", () => {
  at("sure-text").textContent = say.web_clear_ask;
  at("sure").returnValue = "no";
  at("sure").showModal();
});
at("sure").addEventListener("close", async () => {
  if (at("sure").returnValue !== "yes") return;
  release(true);
  for (const line of [...log.children]) if (line !== noticeLine) line.remove();
  if (session) { // that everything is deleted comes on the stream, which then ends
    let r;
    try { r = await post("clear", {}); } catch { r = { ok: false }; }
    if (!r.ok) remark(say.web_failed);
    return;
  }
  mode = "pending";
  remark(say.web_cleared);
  askAnew();
  status();
});

// named asks the server whether the person whom the site names is on record. A
// token that is refused names nobody: then the person is a visitor.
async function named() {
  if (!identity) return;
  let r;
  try { r = await post("identify", { identity }); } catch { return; }
  if (!r.ok) { identity = null; return; }
  session = r.answer.known;
  mode = r.answer.mode;
  noticeLine.hidden = session && mode !== "pending";
}

named().then(() => {
  status();
  if (session) listen();
});
