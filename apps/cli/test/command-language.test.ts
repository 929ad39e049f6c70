import { describe, expect, it } from 'vitest';
import { commandLanguage } from '../src/command-language.js';

describe('the language of a command', () => {
  it.each([
    [{ lang: 'ru' }, { LC_ALL: 'en_US.UTF-8' }, 'ru'],
    [{}, { LC_ALL: 'ru_RU.UTF-8', LANG: 'en_US.UTF-8' }, 'ru'],
    [{}, { LC_MESSAGES: 'ru_RU', LANG: 'en_US.UTF-8' }, 'ru'],
    [{}, { LC_ALL: '', LANG: 'ru' }, 'ru'],
    [{}, { LC_ALL: 'C', LANG: 'ru_RU.UTF-8' }, 'en'],
    [{}, { LANG: 'de_DE.UTF-8' }, 'en'],
    [{}, { LANG: 'rus' }, 'en'],
    [{}, {}, 'en'],
  ])('of %o in %o is %s', (options, environment, language) => {
    expect(commandLanguage(options, environment)).toBe(language);
  });
});
