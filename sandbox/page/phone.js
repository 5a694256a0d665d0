import { api, day, el } from "./dom.js";
import { fileWords, messageElement } from "./message.js";
import { attachMenu, commandMenu, phoneMenu } from "./menus.js";
import { ReplyKeyboard, Toasts, startForm } from "./parts.js";
import { wordsOf } from "./words.js";

// One person's phone: draws the chat and acts in it.
export class Phone {
  constructor(chat, { onActive, onUnread }) {
    this.person = chat.person;
    this.network = chat.person.network;
    this.words = wordsOf(this.network);
    this.path = `/api/chats/${this.network}/${this.person.id}`;
    this.name = `${this.person.first_name} ${this.person.last_name}`.trim();
    this.messages = new Map();
    this.elements = new Map();
    this.pending = [];
    this.unread = 0;
    this.onActive = onActive;
    this.onUnread = onUnread;
    this.send = this.send.bind(this);
    this.build();
    this.update(chat, true);
  }

  build() {
    this.title = el("span", { class: "bot-name" }, "Бот");
    this.state = el("span", { class: "bot-state", role: "status" });
    this.log = el("ol", { class: "log", role: "log", "aria-label": `Переписка: ${this.name}`, tabIndex: 0 });
    this.toasts = new Toasts(this);
    const last = "К последнему сообщению";
    this.down = el("button", { class: "down", type: "button", hidden: true, title: last, "aria-label": last, onclick: () => this.scroll() }, "↓");
    this.bar = el("div", { class: "bar" });
    this.element = el(
      "section",
      { class: "phone", "aria-label": `Телефон: ${this.name}`, data: { network: this.network, key: this.key } },
      this.caption(), el("div", { class: "frame" }, this.head(), el("div", { class: "wall" }, this.log, this.down, this.toasts.element), this.bar),
    );
    this.element.addEventListener("pointerdown", () => this.activate());
    this.element.addEventListener("focusin", () => this.activate());
    this.stuck = true;
    this.top = 0;
    this.log.addEventListener("scroll", () => this.scrolled());
    this.log.addEventListener("load", () => this.stick(), true);
    new ResizeObserver(() => this.stick()).observe(this.log);
    this.buildComposer();
  }

  get key() {
    return `${this.network}:${this.person.id}`;
  }

  caption() {
    this.badge = el("span", { class: "unread", hidden: true });
    this.networkBadge = el("span", { class: "network" }, this.network);
    const face = avatar(this.person.first_name, this.person.id);
    const old = this.person.old_client ? el("span", { class: "old", title: "Приложение без кнопок с ответом на месте" }, "старое") : null;
    return el("div", { class: "caption" }, face, el("h2", {}, this.name), this.badge, old, this.networkBadge);
  }

  head() {
    const names = el("div", { class: "bot-names" }, this.title, this.state);
    const face = el("span", { class: "bot-face", "aria-hidden": "true" }, "🎓");
    return el("div", { class: "head" }, face, names, phoneMenu(this));
  }

  buildComposer() {
    this.context = el("div", { class: "context", hidden: true });
    this.input = el("textarea", { rows: 1, placeholder: "Сообщение", maxLength: 4096, title: "Enter — отправить, ↑ — изменить последнее своё, Ctrl+↑ — ответить боту", "aria-label": `Сообщение от имени: ${this.name}` });
    this.input.addEventListener("keydown", (event) => this.keys(event));
    this.input.addEventListener("input", () => this.grow());
    this.commands = commandMenu(this);
    this.replyKeyboard = new ReplyKeyboard(this);
    const submit = el("button", { class: "icon send", type: "submit", title: "Отправить", "aria-label": "Отправить" }, "➤");
    this.form = el("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.commands.element, attachMenu(this), this.input, this.replyKeyboard.toggle, submit);
  }

  update(chat, first = false) {
    const isNew = chat.messages.filter((message) => !this.messages.has(message.id) && message.from === "bot" && !message.deleted);
    const follow = first || this.stuck || chat.messages.some((message) => message.from === "person");
    const pressed = [...this.pending, ...chat.pending].map((press) => press.message_id);
    Object.assign(this, { pending: chat.pending, blocked: chat.blocked, started: chat.started, typing: chat.typing });
    for (const message of chat.messages) this.messages.set(message.id, message);
    if (!first && isNew.length && !this.isActive()) this.markUnread(isNew);
    this.draw(new Set([...chat.messages.map((message) => message.id), ...pressed]));
    this.commands.show(chat.commands);
    this.replyKeyboard.show(chat.reply_keyboard);
    this.showBar();
    this.showState();
    for (const toast of first ? [] : chat.toasts) this.toasts.show(toast);
    if (follow) this.scroll();
  }

  reset() {
    this.messages.clear();
    this.elements.clear();
    this.log.replaceChildren();
  }

  draw(changed) {
    if (this.messages.size) this.log.querySelector(".about")?.remove();
    for (const id of [...changed].sort((a, b) => a - b)) {
      const message = this.messages.get(id);
      if (message) this.place(message);
    }
    this.separate();
  }

  place(message) {
    const old = this.elements.get(message.id);
    if (message.deleted) {
      old?.remove();
      this.elements.delete(message.id);
      return;
    }
    const fresh = messageElement(message, this);
    const focused = old ? [...old.querySelectorAll("button, a")].indexOf(document.activeElement) : -1;
    this.elements.set(message.id, fresh);
    if (old) old.replaceWith(fresh);
    else this.log.append(fresh);
    if (focused >= 0) (fresh.querySelectorAll("button, a")[focused] || this.input).focus();
  }

  // A line with the date before the first message of each day.
  separate() {
    for (const line of this.log.querySelectorAll(".day")) line.remove();
    let last = "";
    for (const item of [...this.log.querySelectorAll(".message")]) {
      const date = day(new Date(this.messages.get(Number(item.dataset.id)).date));
      if (date !== last) item.before(el("li", { class: "day" }, el("span", {}, date)));
      last = date;
    }
  }

  showBar() {
    if (this.blocked) this.bar.replaceChildren(el("button", { class: "wide", type: "button", onclick: () => this.act("unblock") }, this.words.unblock));
    else if (!this.started && !this.messages.size) this.bar.replaceChildren(this.startForm ??= startForm(this));
    else if (!this.form.isConnected) this.bar.replaceChildren(this.context, this.form, this.replyKeyboard.element);
  }

  showState(about = this.about) {
    this.about = about;
    if (!about) return;
    this.title.textContent = about.bot;
    const silent = about.faults.unreachable ? "нет сети" : about.online ? this.words.bot : "бот не подключён";
    this.state.textContent = this.typing ? "печатает…" : silent;
    this.state.classList.toggle("typing", this.typing);
    this.networkBadge.textContent = about.title;
    this.empty(about);
  }

  empty(about) {
    if (this.messages.size || this.log.querySelector(".about")) return;
    const text = about.description || "Здесь пока нет сообщений. Нажмите «Начать».";
    this.log.replaceChildren(el("li", { class: "about" }, el("strong", {}, about.bot), el("p", {}, text)));
  }

  isPending(messageId, data) {
    return this.pending.some((press) => press.message_id === messageId && press.data === data);
  }

  async act(name, body = {}) {
    try {
      return await api(`${this.path}/${name}`, body);
    } catch (error) {
      this.toasts.show({ text: `Не получилось: ${error.message}`, alert: false });
      return null;
    }
  }

  press(messageId, data) {
    return this.act("press", { message_id: messageId, data });
  }

  send(text) {
    const replied = this.replyTo;
    this.setContext(null);
    return this.act("say", { text, reply_to: replied });
  }

  attach(fields, ...files) {
    const form = new FormData();
    const caption = files.length ? this.input.value.trim() : "";
    const about = { ...fields, caption, reply_to: this.replyTo };
    for (const [name, value] of Object.entries(about)) if (value) form.append(name, value);
    for (const file of files) form.append("file", file);
    if (caption) this.clear();
    this.setContext(null);
    return this.act("file", form);
  }

  async submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    const editing = this.editing;
    this.clear();
    if (editing) {
      this.setContext(null);
      await this.act("edit", { message_id: editing, text });
    } else {
      await this.send(text);
    }
  }

  keys(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    if (event.key === "Escape") this.setContext(null);
    if (event.key !== "ArrowUp" || this.input.value) return;
    const last = this.last(event.ctrlKey ? "bot" : "person");
    if (last) event.preventDefault();
    if (last && event.ctrlKey) this.reply(last);
    else if (last) this.edit(last);
  }

  last(sender) {
    return [...this.messages.values()].findLast((message) => message.from === sender && message.text && !message.deleted);
  }

  clear() {
    this.input.value = "";
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  reply(message) {
    this.setContext({ replyTo: message.id, title: "Ответ", text: message.text || fileWords(message) });
  }

  edit(message) {
    this.setContext({ editing: message.id, title: "Изменение", text: message.text });
    this.input.value = message.text;
    this.grow();
  }

  setContext(context) {
    if (!context && this.editing) this.clear();
    this.replyTo = context?.replyTo ?? null;
    this.editing = context?.editing ?? null;
    this.context.hidden = !context;
    if (!context) return;
    const close = el("button", { type: "button", class: "icon", "aria-label": "Отменить", onclick: () => this.setContext(null) }, "✕");
    this.context.replaceChildren(el("div", {}, el("strong", {}, context.title), el("span", {}, context.text)), close);
    this.input.focus();
  }

  isActive() {
    return this.element.classList.contains("active") && document.hasFocus();
  }

  activate() {
    this.unread = 0;
    this.badge.hidden = true;
    this.onActive(this);
  }

  markUnread(messages) {
    this.unread += messages.length;
    this.badge.textContent = String(this.unread);
    this.badge.title = "Непрочитанные";
    this.badge.hidden = false;
    this.onUnread(this);
  }

  atBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  // Only a person scrolls up; a screen that has grown since the last frame is no reason to stay behind.
  scrolled() {
    this.down.hidden = this.atBottom();
    if (this.atBottom()) this.stuck = true;
    else if (this.log.scrollTop < this.top) this.stuck = false;
    this.top = this.log.scrollTop;
  }

  scroll() {
    this.stuck = true;
    requestAnimationFrame(() => this.stick());
  }

  // Pictures that load and keyboards that open must not push the last message out of sight.
  stick() {
    if (this.stuck) this.log.scrollTop = this.log.scrollHeight;
  }
}

export function avatar(name, id) {
  return el("span", { class: `avatar hue${id % 6}`, "aria-hidden": "true" }, [...name][0].toUpperCase());
}
