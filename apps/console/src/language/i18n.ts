import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'ordertrace-language';

/** The texts in the language chosen before, else the browser's, else English. */
export async function startLanguage(): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  await useTexts(preferred());
  return i18next;
}

export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await useTexts(language);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en';
}

async function useTexts(language: Language): Promise<void> {
  if (language === 'ru' && !i18next.hasResourceBundle('ru', 'translation')) {
    const { ru } = await import('./ru/index.js');
    i18next.addResourceBundle('ru', 'translation', ru);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function preferred(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) {
    return chosen;
  }
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return wanted ?? 'en';
}

function isLanguage(text: string | null): text is Language {
  return languages.some((language) => language === text);
}
