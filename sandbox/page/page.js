import { api, el, moment } from "./dom.js";
import { Phone, avatar } from "./phone.js";

const $ = (id) => document.getElementById(id);
const phones = new Map();
let networks = {};
let skew = 0;
let refreshed = null;
let active = null;
const SHARES = ["errors", "drop_before", "drop_after"];

function connect() {
  const events = new EventSource("/api/events");
  const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("hello", () => { refreshed = new Set(); });
  on("chat", showChat);
  on("status", showStatus);
  events.onopen = () => { $("offline").hidden = true; };
  events.onerror = () => { $("offline").hidden = false; };
}

function showChat(chat) {
  const key = `${chat.person.network}:${chat.person.id}`;
  const phone = phones.get(key);
  if (!phone) {
    addPhone(key, chat);
  } else if (refreshed && !refreshed.has(key)) {
    phone.reset();
    phone.update(chat, true);
  } else {
    phone.update(chat);
  }
  refreshed?.add(key);
}

function addPhone(key, chat) {
  const phone = new Phone(chat, { onActive: activate, onUnread: showUnread });
  phone.showState(networks[phone.network]);
  phones.set(key, phone);
  phone.tab = tab(phone);
  $("people").append(phone.tab);
  $("phones").append(phone.element);
  phone.scroll();
  if (!active || !refreshed) activate(phone);
}

// A link to the bot opens the first phone of its network.
function follow({ network, payload }) {
  const phone = [...phones.values()].find((each) => each.network === network);
  if (!phone) return;
  phone.tab.click();
  phone.act("start", { payload });
}

function tab(phone) {
  const open = () => {
    activate(phone);
    phone.activate();
    phone.element.scrollIntoView({ inline: "nearest", block: "nearest" });
    phone.input.focus({ preventScroll: true });
  };
  const badge = el("span", { class: "unread", hidden: true });
  return el("button", { type: "button", class: "person", onclick: open }, avatar(phone.person.first_name, phone.person.id), nameOn(phone), badge);
}

// Where there is little room, the first name and the network do.
function nameOn({ person, network, words }) {
  const last = el("span", { class: "last-name" }, ` ${person.last_name}`.trimEnd());
  return el("span", {}, person.first_name, last, el("small", { class: "of", data: { network } }, words.short));
}

function activate(phone) {
  const before = active;
  active = phone;
  for (const each of phones.values()) {
    each.element.classList.toggle("active", each === phone);
    each.tab?.setAttribute("aria-pressed", String(each === phone));
  }
  if (phone.tab) showUnread(phone);
  if (before !== phone) phone.scroll();
}

function showUnread(phone) {
  const badge = phone.tab.querySelector(".unread");
  badge.textContent = String(phone.unread);
  badge.hidden = !phone.unread;
  const total = [...phones.values()].reduce((sum, each) => sum + each.unread, 0);
  document.title = total ? `(${total}) Песочница` : "Песочница";
}

function showStatus(status) {
  forgetMissing();
  networks = status.networks;
  skew = new Date(status.clock.now).getTime() - Date.now();
  showTime(status.clock.offset);
  const used = Object.entries(networks).filter(([name, { online }]) => online || [...phones.values()].some((each) => each.network === name));
  $("networks").replaceChildren(...used.map(([, network]) => networkState(network)));
  for (const phone of phones.values()) phone.showState(networks[phone.network]);
  for (const select of document.querySelectorAll("select[name=network]")) fillNetworks(select);
  $("nobody").hidden = phones.size > 0;
}

function forgetMissing() {
  if (!refreshed) return;
  for (const [key, phone] of phones) {
    if (refreshed.has(key)) continue;
    phone.element.remove();
    phone.tab.remove();
    phones.delete(key);
  }
  refreshed = null;
}

function networkState(network) {
  const faults = network.faults;
  const broken = ["unreachable", "latency_ms", "jitter_ms", ...SHARES, "flood", "long_poll_failed"].some((name) => faults[name]);
  const state = network.online ? "бот на связи" : "бот не подключён";
  const waiting = network.unread_updates && !network.online ? `, ждут: ${network.unread_updates}` : "";
  const signs = broken ? el("span", { class: "broken" }, faults.unreachable ? "недоступен" : "сбои") : null;
  const words = el("span", { class: "words" }, network.title, el("span", { class: "state" }, `: ${state}${waiting}`));
  return el("span", { class: network.online ? "net online" : "net", title: state }, words, signs);
}

function fillNetworks(select) {
  if (select.options.length === Object.keys(networks).length) return;
  select.replaceChildren(...Object.entries(networks).map(([value, { title }]) => el("option", { value }, title)));
}

function showTime(offset) {
  $("clock").textContent = moment(new Date(Date.now() + skew));
  if (offset !== undefined) $("offset").textContent = offset ? shift(offset) : "";
}

function shift(seconds) {
  const hours = Math.round(Math.abs(seconds) / 3600);
  const parts = [[Math.floor(hours / 24), "д"], [hours % 24, "ч"]].filter(([count]) => count);
  return (seconds < 0 ? "−" : "+") + (parts.map(([count, unit]) => `${count} ${unit}`).join(" ") || "меньше часа");
}

function dialogs() {
  for (const name of ["person", "faults"]) {
    $(`${name}-open`).addEventListener("click", () => $(name).showModal());
  }
  for (const close of document.querySelectorAll("[data-close]")) {
    close.addEventListener("click", () => close.closest("dialog").close());
  }
  for (const button of document.querySelectorAll("[data-forward]")) {
    button.addEventListener("click", () => forward(Number(button.dataset.forward)));
  }
}

async function forward(seconds) {
  const { offset, now } = await api("/api/clock", { seconds });
  skew = new Date(now).getTime() - Date.now();
  showTime(offset);
}

function personDialog() {
  const form = $("person").querySelector("form");
  const wrong = form.querySelector(".wrong");
  form.elements.network.addEventListener("change", () => fitNetwork(form));
  $("person-open").addEventListener("click", () => fitNetwork(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api("/api/people", Object.fromEntries(new FormData(form)));
      form.reset();
      wrong.hidden = true;
      $("person").close();
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  });
}

function fitNetwork(form) {
  const network = form.elements.network.value;
  for (const part of form.querySelectorAll(".vk-only, .telegram-only")) part.hidden = !part.classList.contains(`${network}-only`);
}

function faultsDialog() {
  const form = $("faults").querySelector("form");
  const network = () => form.elements.network.value;
  const show = (faults) => {
    fitNetwork(form);
    for (const field of form.elements) if (field.name in faults) fill(field, faults[field.name]);
  };
  const load = async () => show(await api(`/api/faults/${network()}`, undefined, "GET"));
  $("faults-open").addEventListener("click", load);
  form.elements.network.addEventListener("change", load);
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "network" && form.reportValidity()) api(`/api/faults/${network()}`, { [target.name]: chosen(target) });
  });
  $("faults-reset").addEventListener("click", async () => show(await api(`/api/faults/${network()}`, undefined, "DELETE")));
}

function fill(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else field.value = SHARES.includes(field.name) ? Math.round(value * 100) : value;
}

function chosen(field) {
  if (field.type === "checkbox") return field.checked;
  const number = Number(field.value || 0);
  return SHARES.includes(field.name) ? number / 100 : number;
}

function fitTools() {
  const wide = matchMedia("(min-width: 760px)");
  const fit = () => { $("tools").open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

dialogs();
personDialog();
faultsDialog();
fitTools();
setInterval(() => showTime(), 5000);
document.addEventListener("follow", ({ detail }) => follow(detail));
connect();
