// Builds elements; text is always text, never markup.
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export async function api(path, body, method = "POST") {
  const isForm = body instanceof FormData;
  const response = await fetch(path, {
    method,
    headers: isForm || body === undefined ? {} : { "Content-Type": "application/json" },
    body: isForm || body === undefined ? body : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

const MOSCOW = { timeZone: "Europe/Moscow" };
const clockFormat = new Intl.DateTimeFormat("ru", { ...MOSCOW, hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("ru", { ...MOSCOW, day: "numeric", month: "long" });
const momentFormat = new Intl.DateTimeFormat("ru", {
  ...MOSCOW, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
});

export const clock = (date) => clockFormat.format(date);
export const day = (date) => dayFormat.format(date);
export const moment = (date) => `${momentFormat.format(date)} МСК`;

export function size(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`;
}
