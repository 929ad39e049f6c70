import type { Language } from '@ordertrace/model';
import { html, type Html } from './html.js';

const locales = { en: 'en-GB', ru: 'ru-RU' } as const;

/** An instant (RFC 3339) for people, in one time zone that the page names. */
export function instantHtml(instant: string, language: Language, timeZone: string): Html {
  const format = new Intl.DateTimeFormat(locales[language], {
    ...{ dateStyle: 'medium', timeStyle: 'short' },
    timeZone,
  });
  return html`<time datetime="${instant}">${format.format(new Date(instant))}</time>`;
}
