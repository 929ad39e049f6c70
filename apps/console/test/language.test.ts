import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import i18next from 'i18next';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { durationText } from '../src/language/duration-text.js';
import { en } from '../src/language/en/index.js';
import { ru } from '../src/language/ru/index.js';
import { deadlineName, withStageNames } from '../src/language/words.js';

const source = fileURLToPath(new URL('../src', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const plural = /_(zero|one|two|few|many|other)$/;

/** Every text by its path: `orders.title`. */
function textsOf(texts: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${path}${key}`, value] as const]
        : [...textsOf(value as object, `${path}${key}.`)],
    ),
  );
}

const texts = { en: textsOf(en), ru: textsOf(ru) };

describe('the texts', () => {
  it('are there in both languages, each plural with all forms of its language', () => {
    const needed = (language: 'en' | 'ru') => {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const keys = [...texts.en.keys()];
      const single = keys.filter((key) => !plural.test(key));
      const many = new Set(keys.filter((key) => plural.test(key)).map((key) => key.replace(plural, '')));
      return [...single, ...[...many].flatMap((key) => forms.map((form) => `${key}_${form}`))].sort();
    };
    expect([...texts.en.keys()].sort()).toEqual(needed('en'));
    expect([...texts.ru.keys()].sort()).toEqual(needed('ru'));
  });

  it('hold the same places for values in both languages, and no empty text', () => {
    const places = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort();
    for (const [key, text] of texts.ru) {
      const english = texts.en.get(key) ?? texts.en.get(key.replace(plural, '_other'));
      expect([key, places(text)]).toEqual([key, places(english ?? '')]);
      expect(text.trim()).not.toBe('');
    }
  });

  it('are translated: Russian texts are written in Russian', () => {
    const same = [...texts.ru].filter(([key, text]) => /[a-z]{3}/i.test(text) && texts.en.get(key) === text);
    expect(same.map(([key]) => key)).toEqual(['logs.unset']);
  });

  it('are all used', () => {
    const codeOf = (folder: string) =>
      files(folder)
        .filter((file) => !/\/language\/(en|ru)\//.test(file))
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n');
    const code = codeOf(source);
    // What the last part of a text's name is where the code puts it together: a word of the server's.
    const folders = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'apps/server'];
    const words = code + folders.map((folder) => codeOf(join(root, folder, 'src'))).join('\n');
    const unused = [...texts.en.keys()].filter((key) => {
      const name = key.replace(plural, '');
      const group = name.slice(0, name.lastIndexOf('.'));
      const last = name.slice(group.length + 1);
      const putTogether =
        code.includes(`\`${group}.\${`) && new RegExp(`['"\`]${last}['"\`]|\\b${last}:`).test(words);
      return !code.includes(`'${name}'`) && !code.includes(`"${name}"`) && !putTogether;
    });
    expect(unused.filter((key) => !/^(stages|people|operations\.access\.actions)\./.test(key))).toEqual([]);
  });
});

describe('the pages', () => {
  it('have no text of their own: all of it comes from the languages', () => {
    const literals = files(source)
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => literalsIn(file).map((text) => `${file.slice(source.length + 1)}: ${text}`));
    expect(literals).toEqual([]);
  });
});

describe("the server's sentences", () => {
  it('call stages as people call them, and leave other words in capitals alone', async () => {
    const t = await i18next.createInstance().init({ lng: 'ru', resources: { ru: { translation: ru } } });
    expect(withStageNames(t, 'Застрял на IN_PRODUCTION: STL, 1 POST')).toBe(
      'Застрял на «В производстве»: STL, 1 POST',
    );
  });
});

describe('deadlines', () => {
  it.each([
    ['5 working days', '5 рабочих дней'],
    ['1 hour', '1 час'],
    ['4.5 working hours', '4,5 рабочего часа'],
    ['learned, at least 2 hours', 'по опыту, не меньше: 2 часа'],
    ['when it is done', 'when it is done'],
  ])('%s are said as %s', async (deadline, said) => {
    const t = await i18next.createInstance().init({ lng: 'ru', resources: { ru: { translation: ru } } });
    expect(deadlineName(t, deadline)).toBe(said);
  });
});

describe('lengths of time', () => {
  it.each([
    [0, '0ms'],
    [0.0005, '0.5μs'],
    [48.25, '48.3ms'],
    [59_900, '59.9s'],
    [60_000, '1m'],
    [214_000, '3m 34s'],
    [86_400_000 * 3 + 3_600_000 * 4 + 59_000, '3d 4h'],
    [86_400_000 * 1234, '1,234d'],
    [-1500, '−1.5s'],
  ])('%d ms reads %s', (millis, text) => {
    expect(durationText(millis, 'en')).toBe(text);
  });

  it('are whole words in sentences, in the plural of the language', () => {
    expect(durationText(86_400_000 * 3, 'en', 'long')).toBe('3 days');
    expect(durationText(86_400_000 * 3, 'ru', 'long')).toBe('3 дня');
    expect(durationText(86_400_000 * 5, 'ru', 'long')).toBe('5 дней');
  });
});

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

const spoken = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'text', 'kind']);

/** Words that stand in the markup of a file: between tags, or in attributes that are read to people. */
function literalsIn(file: string): string[] {
  const tree = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) {
      found.push(node.text.trim());
    }
    if (
      ts.isJsxAttribute(node) &&
      spoken.has(node.name.getText()) &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer)
    ) {
      found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
