import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages, textsIn } from '@ordertrace/words';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { consoleTexts as consoleEn } from '../src/en/console/index.js';
import { texts as serverEn } from '../src/en/index.js';
import { consoleTexts as consoleRu } from '../src/ru/console/index.js';
import { texts as serverRu } from '../src/ru/index.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const plural = /_(zero|one|two|few|many|other)$/;

/** All texts by path: `orders.title`. */
function flat(texts: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${path}${key}`, value] as const]
        : [...flat(value as object, `${path}${key}.`)],
    ),
  );
}

const groups = [
  { name: 'console', en: flat(consoleEn), ru: flat(consoleRu), users: ['apps/console'] },
  {
    name: 'server and command line',
    en: flat(serverEn),
    ru: flat(serverRu),
    users: ['apps/server', 'apps/cli', 'packages/words'],
  },
];

describe.each(groups)('the texts of $name', ({ en, ru, users }) => {
  it('exist in both languages, each plural with all forms of its language', () => {
    const needed = (language: 'en' | 'ru') => {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const keys = [...en.keys()];
      const single = keys.filter((key) => !plural.test(key));
      const many = new Set(keys.filter((key) => plural.test(key)).map((key) => key.replace(plural, '')));
      return [...single, ...[...many].flatMap((key) => forms.map((form) => `${key}_${form}`))].sort();
    };
    expect([...en.keys()].sort()).toEqual(needed('en'));
    expect([...ru.keys()].sort()).toEqual(needed('ru'));
  });

  it('have the same placeholders in both languages, and are not empty', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort();
    for (const [key, text] of ru) {
      const english = en.get(key) ?? en.get(key.replace(plural, '_other'));
      expect([key, placeholders(text)]).toEqual([key, placeholders(english ?? '')]);
      expect(text.trim()).not.toBe('');
    }
  });

  it('are translated', () => {
    const same = [...ru].filter(
      ([key, text]) => /[a-z]{3}/i.test(text.replace(/\{\{.*?\}\}/g, '')) && en.get(key) === text,
    );
    expect(same.map(([key]) => key).filter((key) => !['logs.unset'].includes(key))).toEqual([]);
  });

  it('are all used', () => {
    const code = users.map((folder) => codeOf(folder)).join('\n');
    const unused = [...en.keys()].filter((key) => !isUsed(key.replace(plural, ''), code));
    expect(unused.filter((key) => !/^(stages|people|operations\.access\.actions)\./.test(key))).toEqual([]);
  });
});

/** True if the code contains the whole key, or if its last part is an identifier of the code. */
function isUsed(key: string, code: string): boolean {
  const dot = key.lastIndexOf('.');
  const [group, last] = [key.slice(0, dot), key.slice(dot + 1)];
  if (code.includes(`'${key}'`) || code.includes(`"${key}"`)) return true;
  const isBuilt = code.includes(`\`${group}.\${`) || code.includes(`\`\${group}.\${`);
  const name = last.replace(/Text$/, '');
  const word = new RegExp(`['"\`](${last}|${name})['"\`]|\\b${last}:`);
  return isBuilt && (word.test(code) || word.test(allCode()));
}

let all: string | undefined;
function allCode(): string {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  all ??= [...packages, 'apps/server'].map((folder) => codeOf(folder)).join('\n');
  return all;
}

function codeOf(folder: string): string {
  return sources(join(root, folder, 'src'))
    .filter((file) => !/\/words\/src\/(en|ru)\//.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

/** Files whose Cyrillic letters are data, not sentences for people. */
const dataFiles = [
  // The letter of the key Z on a Russian keyboard.
  'apps/console/src/design/waterfall/waterfall.tsx',
  // Column names in event logs of Russian systems.
  'packages/event-logs/src/csv/columns.ts',
  // Words beside secrets and personal data that the privacy gate looks for.
  'packages/privacy/src/',
  // Test data of the suite that every store passes.
  'packages/store/src/contract-suite/',
];

describe('sentences for people', () => {
  const folders = ['apps', 'packages', 'services'].flatMap((top) =>
    readdirSync(join(root, top)).map((name) => `${top}/${name}`),
  );

  it('are in this package only: no other source has a Russian word', () => {
    const found = [...folders, 'demo']
      .filter((folder) => folder !== 'packages/words')
      .flatMap((folder) => sources(join(root, folder, 'src')))
      .map((file) => file.slice(root.length))
      .filter((file) => !dataFiles.some((data) => file.startsWith(data)))
      .filter((file) => /[А-Яа-яЁё]/.test(readFileSync(join(root, file), 'utf8')));
    expect(found).toEqual([]);
  });

  it('are not in the templates of pages that the server makes', () => {
    const found = sources(join(root, 'apps/server/src')).flatMap((file) =>
      wordsInTemplates(file).map((text) => `${file.slice(root.length)}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});

/** Text of a template with a gap for each of its values. */
function markupOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join(' ');
}

/** Words between the tags of templates marked with `html`. */
function wordsInTemplates(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
      for (const [, words = ''] of markupOf(node.template).matchAll(/>([^<>]*)</g))
        if (/\p{L}{2}/u.test(words.replace('Ordertrace', ''))) found.push(words.trim());
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('a text', () => {
  it('shows what its values are, also where they look like placeholders or keys of the library', () => {
    const hostile = '{{stage}} $t(reasons.abandoned) $& <b>';
    for (const language of languages) {
      const title = textsIn(language)('causes.failed_with_error', { error: hostile, application: 'a' });
      expect(title).toContain(hostile);
    }
  });
});
