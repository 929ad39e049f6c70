import { createHmac } from 'node:crypto';
import { attribute } from '@ordertrace/conventions';
import type { Detector, Finding } from './detectors.js';
import { findIn, replaceIn, type LookedFor, type TextForm } from './find.js';
import { isPrivateAddress } from './ip-addresses.js';
import { stopped, type Gate, type GateOptions } from './gate-contract.js';
import { hiddenInList } from './hidden-in-list.js';
import { IdJudge } from './id-judge.js';
import { withoutIds } from './id-ranges.js';
import { keyRules, type KeyRule } from './key-rules.js';
import { checkPolicy, type Policy } from './policy.js';
import { StopCounts, type StopCount } from './stop-counts.js';
import { traitsOfText } from './traits.js';

const longestText = 64 * 1024;
const longestId = 1024;
const mostItems = 1000;
const deepest = 16;
const mostRules = 4096;
/** Numbers below this are never searched. */
const smallestNumber = 1e9;
/** Places whose texts have a form of their own. */
const formAt: ReadonlyMap<string, TextForm> = new Map([
  ['span.trace_state', 'state'],
  ['link.trace_state', 'state'],
]);

/** @throws PolicyError if the policy is invalid */
export function createGate(policy: Policy, options: GateOptions = {}): Gate {
  return new PolicyGate(checkPolicy(policy), options);
}

interface Spot {
  readonly place: string;
  readonly key: string;
  readonly form: TextForm;
  readonly tenant: string;
}

interface Attribute {
  readonly key: string;
  readonly value: unknown;
  readonly depth: number;
  readonly tenant: string;
}

class PolicyGate implements Gate {
  readonly #policy: Policy;
  readonly #counts: StopCounts;
  readonly #ruleOf: (key: string) => KeyRule;
  readonly #rules = new Map<string, KeyRule>();
  readonly #idsIn: GateOptions['idsIn'];
  readonly #ids: IdJudge;

  constructor(policy: Policy, options: GateOptions) {
    this.#policy = policy;
    this.#counts = new StopCounts(options.onStop);
    this.#ruleOf = keyRules(policy, options.idKeys ?? []);
    this.#idsIn = options.idsIn;
    this.#ids = new IdJudge(options.pseudonymKey, (id) => this.#findInId(id));
  }

  rule(key: string): KeyRule {
    let rule = this.#rules.get(key);
    if (rule === undefined) {
      rule = this.#keyHolds(key) ?? this.#ruleOf(key);
      if (this.#rules.size >= mostRules) this.#rules.clear();
      this.#rules.set(key, rule);
    }
    return rule;
  }

  scrubText(place: string, text: string, key = ''): string {
    return this.#text({ place, key, form: formAt.get(place) ?? 'text', tenant: '' }, text);
  }

  scrubAttribute(place: string, key: string, value: unknown, tenant = ''): unknown {
    return this.#attribute(place, { key, value, depth: 0, tenant });
  }

  scrubId(place: string, key: string, id: string, tenant = ''): string | typeof stopped {
    return this.#id({ place, key, form: 'id', tenant }, id);
  }

  pseudonymOfId(id: string): string | undefined {
    return this.#findInId(id) === undefined ? undefined : this.#ids.pseudonym(id);
  }

  sawId(tenant: string, id: string): void {
    this.#ids.saw(tenant, id);
  }

  scrubValue(place: string, value: unknown): unknown {
    return this.#value({ place, key: '', form: 'text', tenant: '' }, value, 0);
  }

  scrubAttributes(place: string, attributes: Record<string, unknown>): void {
    const tenant = tenantIn(attributes[attribute.tenantId]);
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      const kept = this.#attribute(place, { key, value, depth: 0, tenant });
      if (kept === value) continue;
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a stopped key must not stay
      if (kept === stopped) delete attributes[key];
      else attributes[key] = kept;
    }
  }

  counts(): StopCount[] {
    return this.#counts.list();
  }

  forgetCounts(): void {
    this.#counts.clear();
    this.#rules.clear();
    this.#ids.forget();
  }

  #lookFor(traits: number, form: TextForm): LookedFor {
    return { traits, form, regions: this.#policy.phoneRegions };
  }

  #keyHolds(key: string): KeyRule | undefined {
    if (key.length > 256) return { may: 'go', detector: 'too_long' };
    const found = findIn(key, this.#lookFor(traitsOfText(key), 'path'))[0];
    return found === undefined ? undefined : { may: 'go', detector: found.detector };
  }

  #attribute(place: string, at: Attribute): unknown {
    const { key, value, tenant } = at;
    const rule = this.rule(key);
    if (rule.may === 'stay') {
      if (rule.isPeer && !this.#mayIpStay(value)) return this.#stop(place, key, 'ip_address');
      return this.#value({ place, key, form: rule.form, tenant }, value, at.depth);
    }
    this.#counts.add(place, key, rule.detector);
    return rule.may === 'hash' ? this.#hash(value) : stopped;
  }

  #mayIpStay(address: unknown): boolean {
    const { ipAddresses } = this.#policy;
    if (ipAddresses !== 'private') return ipAddresses === 'keep';
    return typeof address === 'string' && isPrivateAddress(address);
  }

  #value(spot: Spot, value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return spot.form === 'id' ? this.#id(spot, value) : this.#text(spot, value);
      case 'number':
      case 'bigint':
        return this.#number(spot, value);
      case 'object':
        return value === null ? value : this.#structure(spot, value, depth);
      case 'boolean':
      case 'undefined':
        return value;
      case 'function':
      case 'symbol':
        return stopped;
    }
  }

  /** A redacted ID would be the same for many orders, and would join them into one. */
  #id(spot: Spot, id: string): string | typeof stopped {
    const verdict = this.#ids.judge(spot.tenant, id);
    if (verdict.detector !== undefined) this.#counts.add(spot.place, spot.key, verdict.detector);
    return verdict.id ?? stopped;
  }

  #findInId(id: string): Finding | undefined {
    if (id.length > longestId) return { start: 0, end: id.length, detector: 'too_long' };
    const traits = traitsOfText(id);
    return traits === 0 ? undefined : findIn(id, this.#lookFor(traits, 'id'))[0];
  }

  #text(spot: Spot, text: string): string {
    const isLong = text.length > longestText;
    const read = isLong ? text.slice(0, longestText) : text;
    if (isLong) this.#counts.add(spot.place, spot.key, 'too_long');
    const traits = traitsOfText(read);
    if (traits === 0 && spot.form !== 'sql' && spot.form !== 'query' && !/[/\\]/.test(read))
      return isLong ? `${read}[too_long]` : text;
    const found = this.#countedIn(read, findIn(read, this.#lookFor(traits, spot.form)));
    const findings = found.length === 0 ? found : this.#withIds(spot, read, found);
    for (const { detector } of findings) this.#counts.add(spot.place, spot.key, detector);
    if (findings.length === 0) return isLong ? `${read}[too_long]` : text;
    return replaceIn(read, findings) + (isLong ? '[too_long]' : '');
  }

  /** The findings, with the IDs in the text judged as IDs. */
  #withIds(spot: Spot, text: string, found: readonly Finding[]): readonly Finding[] {
    const ranges = this.#idsIn?.(spot, text) ?? [];
    if (ranges.length === 0) return found;
    const { rest, ids } = withoutIds(text, found, ranges);
    const replaced = ids.flatMap(({ start, end, isHidden }): Finding[] => {
      const id = text.slice(start, end);
      const verdict = this.#ids.judge(spot.tenant, id);
      if (verdict.id === id && !isHidden) return [];
      const instead = isHidden ? this.#ids.pseudonym(id) : verdict.id;
      const detector = verdict.detector ?? 'unknown_key';
      return [{ start, end, detector, ...(instead !== undefined && { instead }) }];
    });
    return [...rest, ...replaced].sort((a, b) => a.start - b.start);
  }

  /** The findings without the addresses that the policy keeps. */
  #countedIn(text: string, findings: Finding[]): readonly Finding[] {
    return findings.filter(
      ({ detector, start, end }) => detector !== 'ip_address' || !this.#mayIpStay(text.slice(start, end)),
    );
  }

  #number(spot: Spot, value: number | bigint): unknown {
    const size = value < 0 ? -value : value;
    if (!(size >= smallestNumber) || size === Infinity) return value;
    const digits = typeof size === 'bigint' ? size.toString() : BigInt(Math.trunc(size)).toString();
    if (spot.form === 'id') {
      const id = this.#id(spot, digits);
      return id === digits ? value : id;
    }
    const form = typeof size === 'bigint' || Number.isInteger(size) ? spot.form : 'id';
    const found = findIn(digits, this.#lookFor(traitsOfText(digits), form))[0];
    return found === undefined ? value : this.#stop(spot.place, spot.key, found.detector);
  }

  #structure(spot: Spot, value: object, depth: number): unknown {
    if (depth >= deepest) return this.#stop(spot.place, spot.key, 'too_long');
    if (value instanceof Uint8Array) return this.#bytes(spot, value);
    if (Array.isArray(value)) return this.#list(spot, value, depth);
    if (value instanceof Map) return this.#map(spot, value as ReadonlyMap<unknown, unknown>, depth);
    const entries = new Map(Object.entries(value));
    const kept = this.#map(spot, entries, depth);
    if (kept === entries) return value;
    return kept instanceof Map ? Object.fromEntries(kept) : kept;
  }

  #bytes(spot: Spot, bytes: Uint8Array): unknown {
    if (bytes.length > longestText) return this.#stop(spot.place, spot.key, 'too_long');
    const text = textOf(bytes);
    if (text === undefined) return this.#stop(spot.place, spot.key, 'unreadable');
    return this.#text(spot, text) === text ? bytes : stopped;
  }

  #list(spot: Spot, list: readonly unknown[], depth: number): unknown {
    if (list.length > mostItems) return this.#stop(spot.place, spot.key, 'too_long');
    const hidden = spot.form === 'id' ? undefined : hiddenInList(list);
    if (hidden !== undefined) return this.#stop(spot.place, spot.key, hidden);
    let isChanged = false;
    const kept: unknown[] = [];
    for (const item of list) {
      const scrubbed = this.#value(spot, item, depth + 1);
      isChanged ||= scrubbed !== item;
      if (scrubbed !== stopped) kept.push(scrubbed);
    }
    return isChanged ? kept : list;
  }

  #map(spot: Spot, map: ReadonlyMap<unknown, unknown>, depth: number): unknown {
    if (map.size > mostItems) return this.#stop(spot.place, spot.key, 'too_long');
    let isChanged = false;
    const kept = new Map<string, unknown>();
    const tenant = tenantIn(map.get(attribute.tenantId)) || spot.tenant;
    for (const [name, value] of map) {
      const key = String(name);
      const scrubbed = this.#attribute(spot.place, { key, value, depth: depth + 1, tenant });
      isChanged ||= scrubbed !== value;
      if (scrubbed !== stopped) kept.set(key, scrubbed);
    }
    return isChanged ? kept : map;
  }

  #stop(place: string, key: string, detector: Detector): typeof stopped {
    this.#counts.add(place, key, detector);
    return stopped;
  }

  #hash(value: unknown): string {
    const text = JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'bigint' ? String(part) : part,
    );
    return `hash:${createHmac('sha256', this.#policy.salt).update(text).digest('hex').slice(0, 16)}`;
  }
}

function tenantIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `undefined` for bytes that are no text: compressed or encrypted data could hold anything. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
