import { definedFields } from '@ordertrace/conventions';
import type { Flows, LearnableRecord, LearnRule, Transition, TransitionLearner } from '@ordertrace/model';
import type { RE2JS } from 're2js';
import { compileForPseudonyms, longestText } from './learned-ids.js';

interface CompiledRule {
  readonly rule: LearnRule;
  readonly pattern: RE2JS | undefined;
  readonly attributes: readonly (readonly [string, string])[];
  readonly captures: readonly (readonly [string, RE2JS | undefined])[];
}

type Captures = Readonly<Record<string, string | null>>;

function captured(pattern: RE2JS | undefined, text: string): Captures | undefined {
  if (!pattern) return {};
  const matcher = pattern.matcher(text.slice(0, longestText));
  if (!matcher.find()) return undefined;
  return matcher.getNamedGroups();
}

function matches({ rule, attributes }: CompiledRule, record: LearnableRecord): boolean {
  if ((rule.on === 'log') !== (record.type === 'log')) return false;
  if (rule.service !== undefined && rule.service !== record.service) return false;
  if (rule.spanName !== undefined && rule.spanName !== record.name) return false;
  return attributes.every(([key, value]) => record.attribute(key) === value);
}

/** The captures of all patterns of a rule; `undefined` if one doesn't match. Those of the text come first. */
function groupsOf({ pattern, captures }: CompiledRule, record: LearnableRecord): Captures | undefined {
  const found = [captured(pattern, record.text)];
  for (const [key, own] of captures) {
    const value = record.attribute(key);
    found.push(value === undefined ? undefined : captured(own, value));
  }
  if (found.some((groups) => groups === undefined)) return undefined;
  const pairs = found.toReversed().flatMap((groups) => Object.entries(groups ?? {}));
  return Object.fromEntries(pairs.filter(([, value]) => value !== null));
}

function transition(compiled: CompiledRule, record: LearnableRecord): readonly Transition[] {
  if (!matches(compiled, record)) return [];
  const { rule } = compiled;
  const groups = groupsOf(compiled, record);
  if (!groups) return [];
  const orderId = groups['order_id'] ?? record.attribute(rule.orderIdFrom) ?? '';
  if (orderId === '') return [];
  return [
    {
      type: 'transition',
      stage: rule.stage,
      orderId,
      tenantId: groups['tenant_id'] ?? record.attribute(rule.tenantIdFrom) ?? '',
      timeNanos: rule.on === 'span_end' ? record.endNanos : record.startNanos,
      service: record.service,
      ...definedFields({ traceId: record.traceId, spanId: record.spanId }),
    },
  ];
}

/**
 * Applies the `learn` rules of all flows: derives transitions from spans or log lines of services that can't
 * be changed. `undefined` if no flow has rules, so that records need no check.
 */
export function transitionLearner({ all }: Pick<Flows, 'all'>): TransitionLearner | undefined {
  const learned = all.flatMap((flow) => flow.learn);
  if (learned.length === 0) return undefined;
  const rules = learned.map((rule) => ({
    rule,
    pattern: rule.text === undefined ? undefined : compileForPseudonyms(rule.text),
    attributes: Object.entries(rule.attributes),
    captures: Object.entries(rule.captures ?? {}).map(
      ([key, text]) => [key, compileForPseudonyms(text)] as const,
    ),
  }));
  return (record) => rules.flatMap((rule) => transition(rule, record));
}
