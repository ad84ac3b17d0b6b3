// What the page says, in English, Chinese and Russian. Commands, codes and the RFCs' terms stay as they are.

export const languages = {en: "English", zh: "中文", ru: "Русский"};

const asked = localStorage.getItem("language") ?? navigator.languages?.find((one) => one.slice(0, 2) in languages) ?? "en";
export const language = asked.slice(0, 2) in languages ? asked.slice(0, 2) : "en";

export function setLanguage(code) {
  localStorage.setItem("language", code);
  location.reload();
}

const catalogue = (await import(`/words.${language}.js`)).default;

/// Words of what is seldom seen, words.PART.LANGUAGE.js: it learns them before it says anything.
export async function learn(part) {
  Object.assign(catalogue, (await import(`/words.${part}.${language}.js`)).default);
}

/// What stands under that name: a text, or a list. All three have the same names.
export const words = (name) => catalogue[name];

/// A text with its details, which stand for {} in their order, or for {2} where a language wants another one.
export function t(name, ...details) {
  let next = 0;
  return (words(name) ?? name).replace(/\{(\d?)\}/g, (_, number) => String(details[number ? number - 1 : next++]));
}
