import i18next, { type TFunction } from 'i18next';
import { texts as en } from './en/index.js';
import type { Language } from './language.js';
import './resources.js';
import { texts as ru } from './ru/index.js';

/** Returns the text of a key, with its values filled in. */
export type Texts = TFunction<'texts'>;

/** Headings in the tables of `ordertrace flow`. */
export type FlowHeading = keyof typeof en.commandFlow.headings;

/** One instance per language: a caller can't change the language of another caller. */
function instanceOf(language: Language, texts: object): Texts {
  const instance = i18next.createInstance();
  // Without `initAsync: false` the texts would be missing until the next tick.
  void instance.init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    ns: ['texts'],
    defaultNS: 'texts',
    resources: { [language]: { texts } },
    // Pages escape their values; messages and the command line are plain text.
    interpolation: { escapeValue: false },
  });
  // Not `getFixedT`: its functions copy all options of the instance at each call. The type is that of the
  // console's texts, which are the default.
  return instance.t as unknown as Texts;
}

const instances: Readonly<Record<Language, Texts>> = {
  en: instanceOf('en', en),
  ru: instanceOf('ru', ru),
};

export function textsIn(language: Language): Texts {
  return instances[language];
}
