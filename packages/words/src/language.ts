/** Languages of all texts for people. */
export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

export function isLanguage(text: unknown): text is Language {
  return languages.some((language) => language === text);
}
