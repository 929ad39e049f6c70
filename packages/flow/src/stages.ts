import { definedFields } from '@ordertrace/conventions';
import { waitedFor, type AwaitedParty, type FlowStage, type StageNames } from '@ordertrace/model';
import { languages } from '@ordertrace/words';
import { readDeadline, readMillis } from './amounts.js';
import { isMapPlace, valueOf, type Entry, type FlowFile, type Place } from './flow-file.js';

const stageKeys = ['owner', 'with', 'waits_for', 'within', 'abandoned_after', 'next', 'names'];

/** One application for all tenants, or one for each; `others` is every other tenant. */
function readOwner(file: FlowFile, entry: Entry): Readonly<Record<string, string>> {
  const value = entry.value;
  if (value && 'items' in value) {
    const owners = file.entries(value, 'owner');
    const pairs = owners.map(({ name, value: owner }) => [
      name === 'others' ? '*' : name,
      file.text(owner, `The owner for ${name}`) ?? '',
    ]);
    return Object.fromEntries(pairs) as Record<string, string>;
  }
  const owner = file.text(value, 'owner');
  return owner === undefined ? {} : { '*': owner };
}

function readWaitsFor(text: string): AwaitedParty | undefined {
  return waitedFor.find((name) => name === text);
}

/** Names for people, by language; one language is enough. */
function readNames(file: FlowFile, { key, value }: Entry, stage: string): StageNames {
  const what = `names of stage ${stage}`;
  const entries = file.entries(value, what, languages);
  if (file.keys(value).length === 0 && isMapPlace(value))
    file.report(key, `The ${what} are empty: write ${languages.join(' or ')}, or remove names.`);
  const pairs = entries.map(({ name, value: text }) => [
    name,
    file.text(text, `names.${name} of stage ${stage}`),
  ]);
  return Object.fromEntries(pairs) as StageNames;
}

export interface StageContext {
  readonly dayHours: number;
  /** Names of the stages that close an order. They need no owner. */
  readonly ends: readonly string[];
}

function readStage(file: FlowFile, { name, key, value }: Entry, { dayHours, ends }: StageContext): FlowStage {
  const isEmpty = value === null || value === undefined || ('value' in value && value.value === null);
  const entries = isEmpty ? [] : file.entries(value, `stage ${name}`, stageKeys);
  const [owner, helpers, waits, within, abandoned, next, names] = stageKeys.map((field) =>
    valueOf(entries, field),
  );
  const isLeft = next !== undefined && !ends.includes(name);
  if (isLeft && !owner)
    file.report(key, `Stage ${name} has no owner: name the application that moves an order on.`);
  if (isLeft && !waits)
    file.report(key, `Stage ${name} waits for nobody: add waits_for: ${waitedFor.join(' | ')}.`);
  const deadlineExpected = 'write a time like 1 hour, 30 days, 1 working day, or learned, at least 2 hours';
  const deadline =
    within && file.parsed(within.value, deadlineExpected, (text) => readDeadline(text, dayHours));
  const abandonedAfterMs = abandoned && file.parsed(abandoned.value, 'write a time like 30 days', readMillis);
  return {
    name,
    ...(names && { names: readNames(file, names, name) }),
    owner: owner ? readOwner(file, owner) : {},
    with: helpers ? file.texts(helpers.value, 'with') : [],
    waitsFor:
      (waits && file.parsed(waits.value, `use one of ${waitedFor.join(', ')}`, readWaitsFor)) ?? 'machine',
    ...(deadline ? { deadline } : {}),
    ...definedFields({ abandonedAfterMs }),
    next: next ? file.texts(next.value, 'next') : [],
  };
}

/** Reads the stages in the sequence of the file. Each stage in `next` must be one of them. */
export function readStages(file: FlowFile, place: Place, context: StageContext): readonly FlowStage[] {
  const entries = file.entries(place, 'stages');
  const names = new Set(entries.map((entry) => entry.name));
  if (entries.length === 0) file.report(place, 'A flow needs at least one stage under stages.');
  return entries.map((entry) => {
    const stage = readStage(file, entry, context);
    for (const next of stage.next)
      if (!names.has(next))
        file.report(
          entry.value,
          `Stage ${entry.name} leads to ${next}, which is no stage: add it, or correct the name.`,
        );
    return stage;
  });
}
