import { describe, expect, it } from 'vitest';
import { languageOf } from '../src/language.js';

describe('the language of a command', () => {
  it.each([
    [['order', '17', '--lang', 'ru'], { LC_ALL: 'en_US.UTF-8' }, 'ru'],
    [['--lang', 'ru', 'order', '17'], {}, 'ru'],
    [['order', '--lang=ru', '--help'], {}, 'ru'],
    [['--lang', 'en', 'order', '--lang', 'ru'], {}, 'ru'],
    [['order', '--lang', 'de'], { LANG: 'ru_RU.UTF-8' }, 'ru'],
    [['order', '--lang'], { LANG: 'ru_RU.UTF-8' }, 'ru'],
    [['order', '--', '--lang', 'ru'], {}, 'en'],
    [[], { LC_ALL: 'ru_RU.UTF-8', LANG: 'en_US.UTF-8' }, 'ru'],
    [[], { LC_MESSAGES: 'ru_RU', LANG: 'en_US.UTF-8' }, 'ru'],
    [[], { LC_ALL: '', LANG: 'ru' }, 'ru'],
    [[], { LC_ALL: 'C', LANG: 'ru_RU.UTF-8' }, 'en'],
    [[], { LANG: 'de_DE.UTF-8' }, 'en'],
    [[], { LANG: 'rus' }, 'en'],
    [[], {}, 'en'],
  ])('of %j in %o is %s', (args, environment, language) => {
    expect(languageOf(args, environment)).toBe(language);
  });
});
