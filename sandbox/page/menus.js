import { el } from "./dom.js";

// A button that opens a list; closes on choice, Escape and a press elsewhere.
function popup(button, items, name) {
  const list = el("div", { class: "popup-list", role: "menu", hidden: true });
  const element = el("div", { class: `popup ${name}` }, button, list);
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) {
      list.replaceChildren(...items().map((item) => entry(item, () => show(false))));
      list.firstElementChild?.focus();
    }
  };
  button.setAttribute("aria-haspopup", "menu");
  button.addEventListener("click", () => show(list.hidden));
  element.addEventListener("keydown", (event) => move(event, list, () => { show(false); button.focus(); }));
  document.addEventListener("pointerdown", (event) => { if (!element.contains(event.target)) show(false); });
  show(false);
  return element;
}

function entry({ label, note, act }, close) {
  const choose = () => { close(); act(); };
  return el("button", { type: "button", role: "menuitem", onclick: choose }, el("span", {}, label), note ? el("small", {}, note) : null);
}

function move(event, list, close) {
  if (event.key === "Escape" && !list.hidden) close();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || list.hidden) return;
  event.preventDefault();
  const entries = [...list.children];
  const next = (entries.indexOf(document.activeElement) + step + entries.length) % entries.length;
  entries[next].focus();
}

export function commandMenu(phone) {
  let commands = [];
  const button = el("button", { class: "menu-button", type: "button" }, "Меню");
  const items = () => commands.map(({ command, description }) => ({
    label: `/${command}`, note: description, act: () => phone.send(`/${command}`),
  }));
  const element = popup(button, items, "commands");
  return {
    element,
    show(list) {
      commands = list;
      element.hidden = !list.length;
    },
  };
}

export function attachMenu(phone) {
  const picker = el("input", { type: "file", multiple: true, class: "unseen", tabIndex: -1, "aria-hidden": "true" });
  const pick = (kind, accept) => () => {
    picker.accept = accept;
    picker.value = "";
    picker.onchange = () => { if (picker.files[0]) phone.attach({ kind }, ...picker.files); };
    picker.click();
  };
  const sticker = () => phone.attach({ kind: "sticker", emoji: "👍" }, new File(["sticker"], "sticker.webp"));
  const items = () => [
    { label: "Фото", act: pick("photo", "image/*") },
    { label: "Файл", act: pick("document", "") },
    { label: "Голосовое", note: "из звукового файла", act: pick("voice", "audio/*") },
    { label: "Видео", act: pick("video", "video/*") },
    { label: "Стикер 👍", act: sticker },
    { label: "Контакт", kind: "contact", act: () => phone.attach({ kind: "contact" }) },
    { label: "Геопозиция", act: () => phone.attach({ kind: "location" }) },
  ].filter(({ kind }) => !phone.words.cannot.includes(kind));
  const button = el("button", { class: "icon", type: "button", title: "Прикрепить", "aria-label": "Прикрепить" }, "📎");
  const element = popup(button, items, "attach");
  element.append(picker);
  return element;
}

export function phoneMenu(phone) {
  const button = el("button", { class: "icon dots", type: "button", title: "Ещё", "aria-label": "Ещё" }, "⋮");
  const items = () => [
    phone.blocked
      ? { label: phone.words.unblock, act: () => phone.act("unblock") }
      : { label: phone.words.block, act: () => phone.act("block") },
    { label: "Начать заново", note: phone.words.again, act: () => phone.act("start") },
  ];
  return popup(button, items, "more");
}
