import { el } from "./dom.js";

const TOAST_MS = 3500;

// The big button of an empty chat; people who come by a link bring its parameter.
export function startForm(phone) {
  const payload = el("input", {
    placeholder: "параметр ссылки", "aria-label": "Параметр ссылки для начала", pattern: "[A-Za-z0-9_\\-]{0,64}",
    title: "Латинские буквы, цифры, _ и -, не больше 64", maxLength: 64, autocomplete: "off",
  });
  const begin = (event) => {
    event.preventDefault();
    phone.act("start", { payload: payload.value.trim() });
  };
  const more = el("details", {}, el("summary", {}, "Пришёл по ссылке с параметром"), payload);
  return el("form", { class: "start", onsubmit: begin }, el("button", { class: "wide", type: "submit" }, "Начать"), more);
}

export class ReplyKeyboard {
  constructor(phone) {
    const words = "Клавиатура бота";
    const turn = () => { this.element.hidden = !this.element.hidden; };
    this.phone = phone;
    this.shown = "null";
    this.element = el("div", { class: "reply-keys", role: "group", "aria-label": words, hidden: true });
    this.toggle = el("button", { class: "icon", type: "button", hidden: true, title: words, "aria-label": words, onclick: turn }, "⌨");
  }

  show(rows) {
    if (JSON.stringify(rows) === this.shown) return;
    this.shown = JSON.stringify(rows);
    this.toggle.hidden = this.element.hidden = !rows;
    const lines = (rows || []).map((row) => el("div", { class: "row" }, ...row.map((key) => this.key(key))));
    this.element.replaceChildren(...lines);
  }

  key({ label, asks, data, url, color }) {
    if (url) return el("a", { class: "reply-key", href: url, target: "_blank", rel: "noopener noreferrer" }, label);
    const say = () => (data === undefined ? this.phone.send(label) : this.phone.press(0, data));
    const act = () => (asks ? this.phone.attach({ kind: asks }) : say());
    return el("button", { type: "button", class: `reply-key ${color || ""}`, onclick: act }, label);
  }
}

export class Toasts {
  constructor(phone) {
    this.phone = phone;
    this.element = el("div", { class: "toasts", role: "status" });
  }

  show({ text, alert }) {
    if (alert) {
      this.alert(text);
      return;
    }
    const toast = el("div", { class: "toast" }, text);
    this.element.append(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  alert(text) {
    const close = el("button", { type: "button" }, "ОК");
    const box = el(
      "div",
      { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": "Сообщение бота" },
      el("div", {}, el("p", {}, text), close),
    );
    const leave = () => {
      box.remove();
      if (this.phone.isActive()) this.phone.input.focus();
    };
    close.addEventListener("click", leave);
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
    this.phone.element.querySelector(".frame").append(box);
    if (this.phone.isActive()) close.focus();
  }
}
