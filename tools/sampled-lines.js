import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { randomOf } from '../benchmarks/support/random.js';

/** Lines without code that a mutation tester could change. */
const withoutCode = /^\s*(?:$|\/\/|\/?\*|import\b|export \{|export type\b|[)}\]];?,?$)/;

/**
 * Lines of a package's sources, drawn at random without repetition, as ranges for the mutation tester (`file:7-7`).
 * The same seed gives the same lines.
 *
 * @param {string} root
 * @param {{ sources: string, without?: string }} chosen
 * @param {{ sample?: string, seed: string }} sampling
 */
export function sampledLines(root, { sources, without }, { sample, seed }) {
  const lines = sourceFiles(root, sources)
    .filter((file) => without === undefined || !file.startsWith(without))
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, i) => (withoutCode.test(line) ? [] : [`${file}:${i + 1}-${i + 1}`])),
    );
  return drawn(lines, Number(sample), randomOf(Number(seed)));
}

function sourceFiles(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .filter(({ name }) => name !== 'index.ts' && !name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function drawn(lines, count, random) {
  const rest = [...lines];
  const chosen = [];
  while (chosen.length < count && rest.length > 0)
    chosen.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return chosen;
}
