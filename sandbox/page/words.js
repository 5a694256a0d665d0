// What the networks' applications call things.
const WORDS = {
  telegram: {
    short: "TG", bot: "бот", block: "Заблокировать бота", unblock: "Разблокировать бота", again: "/start", edited: "изменено ",
    cannot: [],
  },
  vk: {
    short: "VK", bot: "сообщество", block: "Запретить сообщения", unblock: "Разрешить сообщения", again: "кнопка «Начать»", edited: "(ред.) ",
    cannot: ["contact"],
  },
};

export const wordsOf = (network) => WORDS[network] ?? WORDS.telegram;
