import { clock, el, size } from "./dom.js";

const STYLES = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|tg|mailto):/i;
const WAY = /^https:\/\/(t\.me|vk\.me)\/[^?]+\?(?:start|ref)=([\w-]{1,64})$/;  // opens a bot, which here is ours

// Spans are nested or cross each other; a crossing one is cut at the border of the one that began earlier.
export function formatted(text, spans, onCommand) {
  const ordered = spans
    .map((span) => ({ ...span, end: span.offset + span.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  return nodes(text, 0, text.length, ordered, onCommand);
}

function nodes(text, start, end, spans, onCommand) {
  const result = [];
  let at = start;
  let rest = spans;
  while (rest.length) {
    const [first, ...others] = rest;
    const stop = Math.min(first.end, end);
    if (first.offset > at) result.push(text.slice(at, first.offset));
    const inside = others.filter((span) => span.offset < stop).map((span) => ({ ...span, end: Math.min(span.end, stop) }));
    result.push(styled(first, text.slice(first.offset, stop), nodes(text, first.offset, stop, inside, onCommand), onCommand));
    at = stop;
    rest = others.filter((span) => span.end > stop).map((span) => ({ ...span, offset: Math.max(span.offset, stop) }));
  }
  if (at < end) result.push(text.slice(at, end));
  return result;
}

function styled(span, text, children, onCommand) {
  if (STYLES[span.type]) return el(STYLES[span.type], {}, ...children);
  if (span.type === "link" || span.type === "url") return link(span.url || text, children);
  if (span.type === "bot_command") {
    return el("button", { class: "command", type: "button", onclick: () => onCommand(text) }, ...children);
  }
  if (span.type === "spoiler") return spoiler(children);
  return el("span", { class: span.type }, ...children);
}

function link(url, children) {
  const address = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (!SAFE.test(address)) return el("span", {}, ...children);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function spoiler(children) {
  const hidden = el("button", { class: "spoiler", type: "button", title: "Показать" }, ...children);
  hidden.addEventListener("click", () => hidden.classList.add("shown"));
  return hidden;
}

export function messageElement(message, phone) {
  const mine = message.from === "person";
  const bubble = el("div", { class: "bubble" }, reply(message, phone), ...message.files.map(file));
  if (message.text) {
    bubble.append(el("div", { class: "text" }, ...formatted(message.text, message.spans, phone.send)));
  }
  bubble.append(meta(message, phone));
  const author = el("span", { class: "unseen" }, mine ? "Вы: " : "Бот: ");
  return el(
    "li",
    { class: `message ${mine ? "mine" : "theirs"}`, data: { id: message.id } },
    author, el("div", { class: "line" }, bubble, actions(message, phone)), keyboard(message, phone),
  );
}

function reply(message, phone) {
  if (!message.reply_to) return null;
  const original = phone.messages.get(message.reply_to);
  const text = original ? original.text || fileWords(original) : "сообщение";
  return el("div", { class: "quote" }, text);
}

export function fileWords(message) {
  return message.files.map((each) => each.name || KINDS[each.kind] || "файл").join(", ");
}

function meta(message, phone) {
  const edited = message.edited ? el("span", { class: "edited" }, phone.words.edited) : null;
  const time = el("time", { dateTime: message.date }, clock(new Date(message.date)));
  return el("span", { class: "meta" }, edited, time);
}

function actions(message, phone) {
  const again = (title, sign, act) =>
    el("button", { type: "button", class: "act", tabIndex: -1, title, "aria-label": title, onclick: act }, sign);
  const edit = message.from === "person" && message.text ? again("Изменить", "✎", () => phone.edit(message)) : null;
  return el("span", { class: "acts" }, again("Ответить", "↩", () => phone.reply(message)), edit);
}

function keyboard(message, phone) {
  if (!message.rows.length) return null;
  const rows = message.rows.map((row) => el("div", { class: "row" }, ...row.map((button) => key(button, message, phone))));
  return el("div", { class: "keyboard", role: "group", "aria-label": "Кнопки" }, ...rows);
}

function key(button, message, phone) {
  if (button.url) {
    const way = WAY.exec(button.url);
    const follow = way && ((event) => {
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("follow", { detail: { network: way[1] === "t.me" ? "telegram" : "vk", payload: way[2] } }));
    });
    return el("a", { onclick: follow, class: "key link", href: SAFE.test(button.url) ? button.url : "#", target: "_blank", rel: "noopener noreferrer" }, button.label);
  }
  const color = button.color ? ` ${button.color}` : "";
  const waits = phone.isPending(message.id, button.data);
  return el(
    "button",
    {
      type: "button", class: `key${color}${waits ? " waits" : ""}`, disabled: button.data === undefined,
      "aria-busy": String(waits), onclick: () => phone.press(message.id, button.data),
    },
    button.label,
  );
}

const KINDS = {
  photo: "Фото", document: "Файл", voice: "Голосовое сообщение", audio: "Аудио", video: "Видео",
  video_note: "Видеосообщение", animation: "Анимация", sticker: "Стикер", contact: "Контакт",
  location: "Геопозиция", poll: "Опрос",
};
const SIGNS = { contact: "👤", location: "📍", poll: "📊", voice: "🎤", audio: "🎵", video: "🎬", video_note: "🎬" };

function file(each) {
  if (each.kind === "sticker") return el("div", { class: "sticker", title: "Стикер" }, each.emoji || "👍");
  if (each.kind === "photo") {
    const image = el("img", { src: each.url, alt: "Фото", loading: "lazy" });
    return el("a", { class: "photo", href: each.url, target: "_blank", rel: "noopener" }, image);
  }
  const name = each.name || KINDS[each.kind];
  const words = el("span", { class: "file-words" }, el("span", { class: "file-name" }, name), details(each));
  const sign = el("span", { class: "file-sign", "aria-hidden": "true" }, SIGNS[each.kind] || "📄");
  if (!each.url) return el("div", { class: "file" }, sign, words);
  const opened = el("a", { class: "file", href: each.url, download: each.name || "" }, sign, words);
  return each.kind === "voice" || each.kind === "audio" ? el("div", {}, opened, el("audio", { controls: true, src: each.url, preload: "none" })) : opened;
}

function details(each) {
  const parts = [each.name ? KINDS[each.kind] : "", each.size ? size(each.size) : ""].filter(Boolean);
  return el("span", { class: "file-size" }, parts.join(", "));
}
