import { dirname } from 'node:path';

const noticed = new Set(['Killed', 'Timeout']);
const counted = new Set([...noticed, 'Survived', 'NoCoverage']);

/**
 * A report of the mutation tester as Markdown: a row per folder, then every change that no test noticed.
 * Score = noticed ÷ (noticed + survived + not covered). A time-out counts as noticed and is listed
 * separately.
 */
export function mutationSummary({ files }) {
  const folders = new Map();
  const unnoticed = [];
  for (const [file, { mutants }] of Object.entries(files)) {
    for (const mutant of mutants.filter(({ status }) => counted.has(status))) {
      for (const folder of [dirname(file), 'all']) count(folders, folder, mutant.status);
      if (!noticed.has(mutant.status)) unnoticed.push(lineOf(file, mutant));
    }
  }
  const rows = [...folders].sort(([one], [other]) => (one < other ? -1 : 1)).map(rowOf);
  return [
    '| folder | score | changes | noticed | of these time-outs | survived | not covered |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '## Not noticed',
    ...unnoticed.sort(),
    '',
  ].join('\n');
}

function count(folders, folder, status) {
  const counts = folders.get(folder) ?? { Killed: 0, Timeout: 0, Survived: 0, NoCoverage: 0 };
  counts[status] += 1;
  folders.set(folder, counts);
}

function rowOf([folder, { Killed, Timeout, Survived, NoCoverage }]) {
  const all = Killed + Timeout + Survived + NoCoverage;
  const score = ((100 * (Killed + Timeout)) / all).toFixed(1);
  return `| ${folder} | ${score} % | ${all} | ${Killed + Timeout} | ${Timeout} | ${Survived} | ${NoCoverage} |`;
}

function lineOf(file, { location, mutatorName, replacement, status }) {
  const change = (replacement ?? '').replace(/\s+/g, ' ').slice(0, 80);
  return `- ${file}:${location.start.line}:${location.start.column} ${mutatorName} → \`${change}\` (${status})`;
}
