import { definedFields } from '@ordertrace/conventions';
import type { LearnRule } from '@ordertrace/model';
import { RE2JS } from 're2js';
import { valueOf, type Entry, type FlowFile, type Place } from './flow-file.js';

const keys = [
  ...['stage', 'on', 'service', 'span', 'attributes', 'text', 'order_id_from', 'tenant_id_from', 'capture'],
];
const moments = { 'span start': 'span_start', 'span end': 'span_end', log: 'log' } as const;

/** Compiles a pattern for log texts. RE2 syntax: the time is proportional to the text for every pattern. */
export function compilePattern(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    return undefined;
  }
}

function readMoment(text: string): LearnRule['on'] | undefined {
  return Object.hasOwn(moments, text) ? moments[text as keyof typeof moments] : undefined;
}

function readAttributes(file: FlowFile, entry: Entry | undefined): Readonly<Record<string, string>> {
  const entries = entry ? file.entries(entry.value, 'attributes') : [];
  return Object.fromEntries(
    entries.map(({ name, value }) => [name, file.text(value, `Attribute ${name}`) ?? '']),
  );
}

function readPattern(file: FlowFile, { value }: Entry): string | undefined {
  const expected = 'write a regular expression in RE2 syntax (no look-around, no back-references)';
  return file.parsed(value, expected, (text) => (compilePattern(text) ? text : undefined));
}

function readCaptures(file: FlowFile, { value }: Entry): Readonly<Record<string, string>> {
  const entries = file.entries(value, 'capture');
  return Object.fromEntries(entries.map((entry) => [entry.name, readPattern(file, entry) ?? '']));
}

function readRule(file: FlowFile, place: Place, stages: ReadonlySet<string>): LearnRule | undefined {
  const entries = file.entries(place, 'a learn rule', keys);
  if (entries.length === 0) return undefined;
  const [stage, on, service, span, attributes, text, orderId, tenantId, capture] = keys.map((key) =>
    valueOf(entries, key),
  );
  if (!stage || !on) {
    file.report(place, 'A learn rule needs stage, and on: span start | span end | log.');
    return undefined;
  }
  const known = (name: string): string | undefined => (stages.has(name) ? name : undefined);
  const stageName = file.parsed(stage.value, 'name a stage of this flow', known);
  const moment = file.parsed(on.value, 'use span start, span end or log', readMoment);
  const pattern = text && readPattern(file, text);
  if (!service && !span && !attributes && !text && !capture)
    file.report(place, 'A learn rule needs something to match: service, span, attributes, capture or text.');
  if (text && moment !== 'log') file.report(text.key, 'text matches log lines: use it with on: log.');
  if (span && moment === 'log')
    file.report(span.key, 'span matches spans: use it with on: span start or span end.');
  const optional = (entry: Entry | undefined, what: string): string | undefined =>
    entry && file.text(entry.value, what);
  const serviceName = optional(service, 'service');
  const spanName = optional(span, 'span');
  if (stageName === undefined || moment === undefined) return undefined;
  return {
    stage: stageName,
    on: moment,
    ...definedFields({ service: serviceName, spanName }),
    attributes: readAttributes(file, attributes),
    ...definedFields({ text: pattern }),
    ...(capture === undefined ? {} : { captures: readCaptures(file, capture) }),
    orderIdFrom: optional(orderId, 'order_id_from') ?? 'order_id',
    tenantIdFrom: optional(tenantId, 'tenant_id_from') ?? 'tenant_id',
  };
}

export function readLearnRules(
  file: FlowFile,
  entry: Entry | undefined,
  stages: ReadonlySet<string>,
): readonly LearnRule[] {
  if (!entry) return [];
  return file.items(entry.value, 'learn').flatMap((place) => readRule(file, place, stages) ?? []);
}
