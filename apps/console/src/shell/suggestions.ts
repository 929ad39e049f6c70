import type { Order, OrderCounts } from '@ordertrace/api';
import { situations, type Situation } from '@ordertrace/model';
import type { TFunction } from 'i18next';
import type { OrdersSearch } from '../addresses/orders-search.js';
import { tenantsOf } from '../design/stages/stage-counts.js';
import { stageName } from '../language/words.js';

/** Target of a search text. */
export type Suggestion =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'trace'; readonly traceId: string }
  | { readonly kind: 'list'; readonly text: string; readonly search: OrdersSearch };

export interface SuggestionSources {
  readonly text: string;
  /** Orders with the text in their ID. */
  readonly orders: readonly Order[];
  readonly counts: OrderCounts | undefined;
  readonly t: TFunction;
}

const mostOrders = 6;

export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.trim());
}

/**
 * Suggestions for a text, the likeliest first: a trace with that ID; orders with the text in their ID, an
 * equal ID first; the list filtered by the tenant, stage or situation in the words.
 */
export function suggestions({ text, orders, counts, t }: SuggestionSources): Suggestion[] {
  const wanted = text.trim();
  if (wanted === '') {
    return [];
  }
  if (isTraceId(wanted)) {
    return [{ kind: 'trace', traceId: wanted.toLowerCase() }];
  }
  const exactFirst = [...orders].sort(
    (one, other) => Number(other.order_id === wanted) - Number(one.order_id === wanted),
  );
  const list = listOf(wanted, counts, t);
  const named: Suggestion[] = exactFirst.slice(0, mostOrders).map((order) => ({ kind: 'order', order }));
  return list === undefined ? named : [...named, list];
}

/** List that the words describe. Each word is a tenant, a stage, a situation, or a part of an order ID. */
function listOf(text: string, counts: OrderCounts | undefined, t: TFunction): Suggestion | undefined {
  const rest: string[] = [];
  const found: { tenant?: string; stage?: string; situation?: Situation } = {};
  for (const word of wordsOf(text, counts, t)) {
    const situation = situations.find((each) => isCalled(word, [each, t(`situations.${each}`)]));
    const stage = stagesOf(counts).find((each) => isCalled(word, [each, stageName(t, each)]));
    const tenant = (counts === undefined ? [] : tenantsOf(counts)).find((each) => begins(each, word));
    if (situation !== undefined && found.situation === undefined) {
      found.situation = situation;
    } else if (stage !== undefined && found.stage === undefined) {
      found.stage = stage;
    } else if (tenant !== undefined && found.tenant === undefined) {
      found.tenant = tenant;
    } else {
      rest.push(word);
    }
  }
  const named = Object.keys(found).length > 0;
  const q = rest.join(' ');
  const label = [
    found.situation === undefined ? '' : t(`situations.${found.situation}`),
    found.stage === undefined ? '' : stageName(t, found.stage),
    found.tenant ?? '',
    q === '' ? '' : t('words.quoted', { text: q }),
  ].filter((each) => each !== '');
  return {
    kind: 'list',
    text: label.join(', '),
    search: { ...found, ...(q === '' ? {} : { q }), ...(named ? {} : { show: 'all' as const }) },
  };
}

/** Words of the text. Names of several words, such as a stage's, stay together. */
function wordsOf(text: string, counts: OrderCounts | undefined, t: TFunction): string[] {
  const long = [
    ...stagesOf(counts).map((stage) => stageName(t, stage)),
    ...situations.map((situation) => t(`situations.${situation}`)),
  ].filter((name) => name.includes(' '));
  const words: string[] = [];
  let rest = text;
  for (const name of long) {
    const at = rest.toLowerCase().indexOf(name.toLowerCase());
    if (at >= 0) {
      words.push(name);
      rest = `${rest.slice(0, at)} ${rest.slice(at + name.length)}`;
    }
  }
  return [...words, ...rest.split(/\s+/).filter((word) => word !== '')];
}

function stagesOf(counts: OrderCounts | undefined): string[] {
  return [...new Set(counts?.counts.map((each) => each.stage))].filter((stage) => stage !== '');
}

const leastBeginning = 3;

function isCalled(word: string, names: readonly string[]): boolean {
  return names.some((name) => begins(name, word));
}

function begins(name: string, word: string): boolean {
  const [one, other] = [name.toLowerCase(), word.toLowerCase()];
  return one === other || (other.length >= leastBeginning && one.startsWith(other));
}
