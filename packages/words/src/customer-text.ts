import {
  millisFromNanos,
  type Diagnosis,
  type EpochNanos,
  type OrderState,
  type ProblemState,
} from '@ordertrace/model';
import { texts as english } from './en/index.js';
import type { Language } from './language.js';
import { givenStageName, type NamedFlow } from './stage-name.js';
import { textsIn } from './texts.js';

export interface CustomerTextInput {
  readonly order: OrderState;
  /** The flow of the order, for the names of its stages. */
  readonly flow: NamedFlow;
  /** The unresolved problem of the order. */
  readonly problem?: ProblemState;
  readonly language: Language;
  readonly nowNanos: EpochNanos;
  /** IANA time zone of the days in the text. */
  readonly timeZone: string;
}

type CustomerKey = Exclude<keyof typeof english.customer, 'stages'>;

/**
 * One sentence for a customer or partner: the progress of the order, since when, and the next stage, or that
 * the delay is being investigated. It names no application, queue, error or person.
 */
export function customerText(input: CustomerTextInput): string {
  const next = nextText(input);
  return next === undefined ? `${stateText(input)}.` : `${stateText(input)}; ${next}.`;
}

function stateText(input: CustomerTextInput): string {
  const { order, language } = input;
  const t = textsIn(language);
  const id = order.orderId;
  if (order.stage === '') return t('customer.order', { id, state: t('customer.received') });
  const day = dayText(order.stageSinceNanos, input);
  const isClosed = order.closedNanos !== undefined;
  const stage = namedStage(input);
  const state =
    stage === undefined
      ? t(stateKey(order))
      : t(isClosed ? 'customer.endedIn' : 'customer.openIn', { stage });
  return t(isClosed ? 'customer.orderOn' : 'customer.orderSince', { id, state, day });
}

const shippedFlow = 'manufacturer';

/** The stage by the name that its flow file gives it; the shipped flow's stages have sentences of their own. */
function namedStage({ order, flow, language }: CustomerTextInput): string | undefined {
  const hasSentence = flow.name === shippedFlow && isShipped(order.stage);
  return hasSentence ? undefined : givenStageName(order.stage, language, [flow]);
}

function stateKey(order: OrderState) {
  const { stage, closedNanos } = order;
  if (askedTooEarly(order)) return 'customer.priced';
  if (isShipped(stage)) return `customer.stages.${stage}` as const;
  return closedNanos === undefined ? 'customer.open' : 'customer.ended';
}

/** A priced order waits for the customer's approval only once nothing is wrong on the price's way to them. */
function askedTooEarly({ stage, diagnosis }: OrderState): boolean {
  return stage === 'PRICED' && diagnosis !== undefined && isTrouble(diagnosis) && !isTheirDelay(diagnosis);
}

function isTrouble({ situation }: Diagnosis): boolean {
  return situation !== 'on_track' && situation !== 'slow';
}

function isTheirDelay({ code, details }: Diagnosis): boolean {
  return code === 'stage_overdue' && details['waits_for'] === 'customer';
}

/** Only stages of the shipped flow have texts for customers. */
function isShipped(stage: string): stage is keyof typeof english.customer.stages {
  return Object.hasOwn(english.customer.stages, stage);
}

function isSameYear(one: EpochNanos, other: EpochNanos, timeZone: string): boolean {
  const format = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone });
  return format.format(millisFromNanos(one)) === format.format(millisFromNanos(other));
}

function dayText(
  nanos: EpochNanos,
  { language, timeZone, nowNanos }: Omit<CustomerTextInput, 'order'>,
): string {
  const format = new Intl.DateTimeFormat(language === 'ru' ? 'ru' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    ...(isSameYear(nanos, nowNanos, timeZone) ? {} : { year: 'numeric' }),
    timeZone,
  });
  return format.format(millisFromNanos(nanos)).replace(/ г\.$/, ' года');
}

function nextText(input: CustomerTextInput): string | undefined {
  const { diagnosis, stage } = input.order;
  if (diagnosis === undefined || stage === '') return undefined;
  const key = nextKey(diagnosis, input);
  if (key !== undefined) return textsIn(input.language)(`customer.${key}`);
  return diagnosis.details['unknown_stage'] === undefined ? dueText(diagnosis, input) : undefined;
}

/** Text of the next stage without a date. */
function nextKey(diagnosis: Diagnosis, { order, problem }: CustomerTextInput): CustomerKey | undefined {
  const { code, certainty, details } = diagnosis;
  const waitsForCustomer = details['waits_for'] === 'customer';
  const isUnderWay = order.stage === 'SHIPPED' && waitsForCustomer;
  if (code === 'no_telemetry') return 'unseen';
  if (isUnderWay && code === 'stage_overdue') return 'missing';
  if (isTrouble(diagnosis)) {
    if (problem?.acknowledgedBy !== undefined) return 'beingSolved';
    return certainty === 'likely' ? 'unseen' : 'delayed';
  }
  if (details['unknown_stage'] !== undefined || !waitsForCustomer) return undefined;
  return isUnderWay ? 'confirm' : 'yourTurn';
}

function dueText({ next, situation }: Diagnosis, input: CustomerTextInput): string {
  const t = textsIn(input.language);
  const due = next[0]?.dueNanos;
  if (due === undefined || due <= input.nowNanos)
    return t(situation === 'slow' ? 'customer.longer' : 'customer.asUsual');
  const day = dayText(due, input);
  const isToday = day === dayText(input.nowNanos, input);
  return isToday ? t('customer.expectedToday') : t('customer.expected', { day });
}
