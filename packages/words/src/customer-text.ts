import {
  type Diagnosis,
  type OrderState,
  type ProblemState,
  millisFromNanos,
  type EpochNanos,
} from '@ordertrace/model';
import type { Language } from './duration-text.js';

export interface CustomerTextInput {
  readonly order: OrderState;
  /** Its unresolved problem. */
  readonly problem?: ProblemState;
  readonly language: Language;
  readonly nowNanos: EpochNanos;
  /** An IANA zone, in which days are told. */
  readonly timeZone: string;
}

type Words = Readonly<Record<Language, string>>;

/** The shipped flow's stages, as a customer would say them. Those of other flows are left out. */
const stages: ReadonlyMap<string, Words> = new Map([
  ['CREATED', { en: 'was begun and has not been submitted yet', ru: 'создан, но ещё не отправлен' }],
  ['SUBMITTED', { en: 'has been received and is being priced', ru: 'получен, мы рассчитываем его цену' }],
  [
    'PRICED',
    { en: 'has been priced and waits for your approval', ru: 'рассчитан и ждёт вашего подтверждения' },
  ],
  ['APPROVED', { en: 'has been paid for and is waiting to be made', ru: 'оплачен и ждёт изготовления' }],
  ['IN_PRODUCTION', { en: 'is being made', ru: 'изготавливается' }],
  ['PRODUCED', { en: 'has been made and is waiting to be packed', ru: 'изготовлен и ждёт упаковки' }],
  ['PACKED', { en: 'has been packed and is waiting to be shipped', ru: 'упакован и ждёт отправки' }],
  ['SHIPPED', { en: 'is on its way to you', ru: 'в пути к вам' }],
  ['CLOSED', { en: 'is completed', ru: 'завершён' }],
  ['REJECTED', { en: 'can not be made', ru: 'не может быть изготовлен' }],
  ['CANCELLED', { en: 'has been cancelled', ru: 'отменён' }],
]);

const ended: Words = { en: 'is completed', ru: 'завершён' };
const open: Words = { en: 'is being worked on', ru: 'в работе' };
const received: Words = { en: 'has been received', ru: 'получен' };
const delayed: Words = {
  en: 'it is delayed, we know of it and will come back to you',
  ru: 'он задерживается, мы об этом знаем и вернёмся к вам с ответом',
};
const beingSolved: Words = {
  en: 'it is delayed, and we are working on it right now',
  ru: 'он задерживается, и мы уже занимаемся этим',
};
const unseen: Words = {
  en: 'we are checking how far it has come and will come back to you',
  ru: 'мы уточняем, как далеко он продвинулся, и вернёмся к вам с ответом',
};
const yourTurn: Words = { en: 'the next step is yours', ru: 'следующий шаг за вами' };
const confirm: Words = {
  en: 'please tell us once you have it',
  ru: 'пожалуйста, сообщите нам, когда получите его',
};
const missing: Words = {
  en: 'it should have reached you; if it has not, tell us and we will look for it',
  ru: 'он уже должен был прийти; если его ещё нет, сообщите нам, и мы начнём его искать',
};
const longer: Words = {
  en: 'it takes somewhat longer than usual',
  ru: 'это занимает немного больше времени, чем обычно',
};
const asUsual: Words = { en: 'all goes its usual way', ru: 'всё идёт своим чередом' };
const expected: Words = { en: 'the next step is expected by', ru: 'следующий шаг ожидается до' };
const today: Words = { en: 'the next step is expected today', ru: 'следующий шаг ожидается сегодня' };

/**
 * What a customer or partner can be told of the order, as one sentence: how far it is, since when, and what comes
 * next or that it is being looked into. It names no application, queue, error or person.
 */
export function customerText(input: CustomerTextInput): string {
  const { order, language } = input;
  const state = stateWords(order)[language];
  const since = order.stage === '' ? '' : ` (${sinceText(input)})`;
  const yours = language === 'ru' ? 'Ваш заказ' : 'Your order';
  const parts = [`${yours} ${order.orderId} ${state}${since}`, ...whatNext(input)];
  return `${parts.join('; ')}.`;
}

function stateWords({ stage, closedNanos }: OrderState): Words {
  if (stage === '') return received;
  return stages.get(stage) ?? (closedNanos === undefined ? open : ended);
}

function sinceText({ order, language, ...input }: CustomerTextInput): string {
  const day = dayText(order.stageSinceNanos, { language, ...input });
  if (order.closedNanos !== undefined) return day;
  return language === 'ru' ? `с ${day}` : `since ${day}`;
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
    ...{ day: 'numeric', month: 'long' },
    ...(isSameYear(nanos, nowNanos, timeZone) ? {} : { year: 'numeric' }),
    timeZone,
  });
  return format.format(millisFromNanos(nanos)).replace(/ г\.$/, ' года');
}

function whatNext(input: CustomerTextInput): readonly string[] {
  const { order, problem, language } = input;
  const { diagnosis } = order;
  if (diagnosis === undefined || order.stage === '') return [];
  const underWay = order.stage === 'SHIPPED' && diagnosis.details['waits_for'] === 'customer';
  if (diagnosis.code === 'no_telemetry') return [unseen[language]];
  if (underWay && diagnosis.code === 'stage_overdue') return [missing[language]];
  if (diagnosis.situation !== 'on_track' && diagnosis.situation !== 'slow')
    return [(problem?.acknowledgedBy === undefined ? delayed : beingSolved)[language]];
  if (diagnosis.details['unknown_stage'] !== undefined) return [];
  if (diagnosis.details['waits_for'] === 'customer') return [(underWay ? confirm : yourTurn)[language]];
  return [dueText(diagnosis, input) ?? (diagnosis.situation === 'slow' ? longer : asUsual)[language]];
}

function dueText({ next }: Diagnosis, input: CustomerTextInput): string | undefined {
  const due = next[0]?.dueNanos;
  if (due === undefined || due <= input.nowNanos) return undefined;
  const day = dayText(due, input);
  const isToday = day === dayText(input.nowNanos, input);
  return isToday ? today[input.language] : `${expected[input.language]} ${day}`;
}
