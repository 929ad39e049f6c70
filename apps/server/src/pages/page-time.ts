import type { Language } from '@ordertrace/words';
import { html, type Html } from './html.js';

const locales = { en: 'en-GB', ru: 'ru-RU' } as const;

/** An instant (RFC 3339) for people, in the time zone that the page names. */
export function instantHtml(instant: string, language: Language, timeZone: string): Html {
  return html`<time datetime="${instant}">${instantText(instant, language, timeZone)}</time>`;
}

/** As `instantHtml`, for places that accept only text. */
export function instantText(instant: string, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  return format.format(new Date(instant));
}
