import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consoleTexts as ru } from '@ordertrace/words/console/ru';
import i18next from 'i18next';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { durationText } from '../src/language/duration-text.js';
import { nameStagesBy } from '../src/language/stage-names.js';
import { activityName, deadlineName, stageName } from '../src/language/words.js';

const source = fileURLToPath(new URL('../src', import.meta.url));

const russian = () =>
  i18next.createInstance().init({ lng: 'ru', defaultNS: 'console', resources: { ru: { console: ru } } });

describe('the pages', () => {
  it('have no text of their own: all of it comes from the languages', () => {
    const literals = files(source)
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => literalsIn(file).map((text) => `${file.slice(source.length + 1)}: ${text}`));
    expect(literals).toEqual([]);
  });
});

describe('stages', () => {
  const named = (name: string, ru: string) => ({ name, stages: [{ name: 'SENT', names: { ru } }] });
  afterEach(() => {
    nameStagesBy([]);
  });

  it('are called as the flow file calls them, by the flow of the order where it is known', async () => {
    const t = await russian();
    nameStagesBy([named('shop', 'В пути'), named('repairs', 'У мастера')]);
    expect(stageName(t, 'SENT', 'repairs')).toBe('У мастера');
    expect(stageName(t, 'SENT')).toBe('В пути');
    expect(stageName(t, 'SENT', 'removed')).toBe('В пути');
    expect(stageName(t, '')).toBe('Этапа пока нет');
    expect(stageName(t, 'IN_PRODUCTION')).toBe('In production');
  });

  it('have names among other activities, which keep their own', async () => {
    const t = await russian();
    nameStagesBy([named('shop', 'В пути'), named('repairs', 'У мастера')]);
    expect(activityName(t, 'SENT', undefined)).toBe('В пути');
    expect(activityName(t, 'SENT', 'repairs')).toBe('У мастера');
    expect(activityName(t, 'GET_STOCK', 'shop')).toBe('GET_STOCK');
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
    const t = await russian();
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

/** Words in the markup of a file: between tags, or in attributes that screen readers read. */
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
