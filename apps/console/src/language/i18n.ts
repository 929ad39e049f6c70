import { consoleTexts as en, isLanguage, type Language } from '@ordertrace/words/console';
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { flowsChanged } from './stage-names.js';

const storageKey = 'ordertrace-language';

/** Texts in the stored language, else the browser's, else English. */
export async function startLanguage(): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    ns: ['console'],
    defaultNS: 'console',
    resources: { en: { console: en } },
    interpolation: { escapeValue: false },
    react: { bindI18n: `languageChanged ${flowsChanged}` },
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
  if (language === 'ru' && !i18next.hasResourceBundle('ru', 'console')) {
    const { consoleTexts: ru } = await import('@ordertrace/words/console/ru');
    i18next.addResourceBundle('ru', 'console', ru);
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
