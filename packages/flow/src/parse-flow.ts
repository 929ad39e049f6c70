import { coverages, type Coverage, definedFields } from '@ordertrace/conventions';
import { flowIndex, withCoverage, type Flow } from '@ordertrace/model';
import { everyHour, readCalendar } from './calendar.js';
import { readClaim } from './claim.js';
import { FlowFile, valueOf, type Entry } from './flow-file.js';
import type { FlowOfFile } from './flow-set.js';
import { readHopDeadlines } from './hop-deadlines.js';
import { readLearnRules } from './learn-rules.js';
import { FlowFileError } from './problems.js';
import { readOrderNames } from './order-names.js';
import { readRetention } from './retention.js';
import { readStages } from './stages.js';

const keys = [
  'name',
  'for',
  'start',
  'end',
  'stages',
  'messages',
  'requests',
  'calendar',
  'coverage',
  'learn',
  'retention',
  'slow_is_problem',
  'names',
  'item',
];
const messagesWithinMs = 300_000;
const requestsWithinMs = 60_000;

function readStageNames(
  file: FlowFile,
  entry: Entry | undefined,
  stages: readonly string[],
): readonly string[] {
  if (!entry) return [];
  const known = (name: string): string | undefined => (stages.includes(name) ? name : undefined);
  return file
    .items(entry.value, entry.name)
    .flatMap((item) => file.parsed(item, 'name a stage of this flow', known) ?? []);
}

/** Checks that every stage is on a path from a start to an end. */
function checkWays(file: FlowFile, flow: Flow, stagesEntry: Entry | undefined): void {
  const index = flowIndex(flow);
  const entries = stagesEntry && flow.stages.length > 0 ? file.entries(stagesEntry.value, 'stages') : [];
  for (const { name, key } of entries) {
    const stage = index.stage(name);
    if (!stage) continue;
    const isEnd = index.isEnd(name);
    if (!isEnd && stage.next.length === 0)
      file.report(key, `Stage ${name} leads nowhere: give it next, or name it under end.`);
    const isEntered =
      flow.start.some((start) => start === name || index.reaches(start, name)) ||
      flow.end.some((end) => index.follows(end, name));
    if (!isEntered)
      file.report(key, `No way leads to stage ${name}: name it under start, or in another stage's next.`);
  }
}

function readCoverage(text: string): Coverage | undefined {
  return coverages.find((coverage) => coverage === text);
}

function readSlow(file: FlowFile, entry: Entry | undefined): boolean {
  const answers = { yes: true, no: false, true: true, false: false } as const;
  const read = (text: string) =>
    Object.hasOwn(answers, text) ? answers[text as keyof typeof answers] : undefined;
  return (entry && file.parsed(entry.value, 'write yes or no', read)) ?? false;
}

function covered(file: FlowFile, flow: Flow, entry: Entry | undefined): Flow {
  if (!entry) return flow;
  const coverage = file.parsed(entry.value, `use one of ${coverages.join(', ')}`, readCoverage);
  if (coverage === undefined || file.problems.length > 0) return flow;
  try {
    return withCoverage(flow, coverage);
  } catch (error) {
    file.report(entry.value, error instanceof RangeError ? error.message : String(error));
    return flow;
  }
}

/**
 * Reads a flow file (YAML).
 *
 * @example
 * const flow = parseFlow(await readFile('flow.yaml', 'utf8'), { fileName: 'flow.yaml' });
 *
 * @throws FlowFileError with all faults, each with line and column
 */
export function parseFlow(text: string, options: { readonly fileName: string }): Flow {
  return readFlowFile(text, options).flow;
}

/** As `parseFlow`, with the positions of the values that must fit other files. */
export function readFlowFile(text: string, { fileName }: { readonly fileName: string }): FlowOfFile {
  const file = new FlowFile(text);
  if (file.problems.length > 0) throw new FlowFileError(fileName, file.problems);
  const entries = file.entries(file.root, 'A flow file', keys);
  const [name, claimEntry, start, end, stagesEntry, ...others] = keys.map((key) => valueOf(entries, key));
  const [messages, requests, calendarEntry, coverage, learn, retentionEntry, slow, namesEntry, item] = others;
  for (const key of ['name', 'start', 'end', 'stages'])
    if (!valueOf(entries, key)) file.report(file.root, `A flow file needs ${key}.`);
  const calendar = calendarEntry ? readCalendar(file, calendarEntry.value) : everyHour;
  const dayHours = (calendar.toMinute - calendar.fromMinute) / 60;
  const retention = readRetention(file, retentionEntry);
  const stageNames = file.keys(stagesEntry?.value);
  const ends = readStageNames(file, end, stageNames);
  const stages = stagesEntry ? readStages(file, stagesEntry.value, { dayHours, ends }) : [];
  const names = readOrderNames(file, namesEntry);
  const claim = readClaim(file, claimEntry, new Set(stageNames));
  const flow: Flow = {
    name: (name && file.text(name.value, 'name')) ?? '',
    ...definedFields({ claim }),
    stages,
    start: readStageNames(file, start, stageNames),
    end: ends,
    calendar,
    messages: readHopDeadlines(file, messages, messagesWithinMs),
    requests: readHopDeadlines(file, requests, requestsWithinMs),
    coverage: 'full',
    learn: readLearnRules(file, learn, new Set(stageNames)),
    ...definedFields({ names, retention }),
    ...(item && { itemKeys: file.texts(item.value, 'item') }),
    ...(readSlow(file, slow) ? { slowIsProblem: true } : {}),
  };
  checkWays(file, flow, stagesEntry);
  const result = covered(file, flow, coverage);
  if (file.problems.length > 0) throw new FlowFileError(fileName, file.problems);
  const lines = { name: file.lineOf(name?.key), claim: file.lineOf((claimEntry ?? name)?.key) };
  return { fileName, flow: result, lines };
}
