import type { OrderState } from '../orders/order.js';
import type { ProblemState } from '../problems/problem.js';
import { timestampText, type EpochNanos } from '../time.js';
import type { Language } from './duration-text.js';
import { reasonText } from './reason-text.js';

export interface AnswerInput {
  readonly order: OrderState;
  /** Its unresolved problem. */
  readonly problem?: ProblemState;
  readonly language: Language;
  readonly nowNanos: EpochNanos;
}

/**
 * "Where is the order, and what do I tell the customer?" in one sentence: where it is and why, who takes care of it,
 * and words for the customer that name nothing of how the company works inside.
 */
export function orderAnswer(input: AnswerInput): string {
  const { order, problem, language, nowNanos } = input;
  const where =
    order.diagnosis === undefined ? ended(order, language) : reasonText(order.diagnosis, language, nowNanos);
  const parts = [where.replace(/\.$/, ''), ...taken(problem, language)];
  const words = wordsForCustomer(order, problem)[language];
  const tell = language === 'ru' ? `клиенту: «${words}»` : `tell the customer: "${words}"`;
  return `${[...parts, tell].join('; ')}.`;
}

function ended({ stage, closedNanos = 0n }: OrderState, language: Language): string {
  const at = moment(closedNanos);
  return language === 'ru' ? `Завершён на этапе ${stage} ${at}` : `Ended in ${stage} on ${at}`;
}

/** To the minute, in UTC. */
function moment(nanos: EpochNanos): string {
  return `${timestampText(nanos).slice(0, 16).replace('T', ' ')} UTC`;
}

function taken(problem: ProblemState | undefined, language: Language): string[] {
  if (problem === undefined) return [];
  const { acknowledgedBy, acknowledgedNanos, assignee } = problem;
  const russian = language === 'ru';
  const assigned =
    assignee === undefined ? [] : [russian ? `поручено: ${assignee}` : `assigned to ${assignee}`];
  if (acknowledgedBy === undefined || acknowledgedNanos === undefined)
    return assigned.length > 0 ? assigned : [russian ? 'этим ещё никто не занят' : 'nobody has taken it yet'];
  const at = moment(acknowledgedNanos);
  return [
    russian ? `принято в работу (${acknowledgedBy}, ${at})` : `acknowledged by ${acknowledgedBy} on ${at}`,
    ...assigned,
  ];
}

type Words = Readonly<Record<Language, string>>;

const delayed: Words = {
  en: 'your order is delayed, we know of it and will come back to you',
  ru: 'ваш заказ задерживается, мы об этом знаем и вернёмся к вам с ответом',
};
const beingSolved: Words = {
  en: 'your order is delayed, and we are working on it right now',
  ru: 'ваш заказ задерживается, мы уже занимаемся этим',
};
const unseen: Words = {
  en: 'we are checking where your order is and will come back to you',
  ru: 'мы уточняем, где ваш заказ, и вернёмся к вам с ответом',
};
const done: Words = { en: 'your order is completed', ru: 'ваш заказ завершён' };
const yourTurn: Words = {
  en: 'all is well with your order, and the next step is yours',
  ru: 'с вашим заказом всё в порядке, следующий шаг за вами',
};
const onItsWay: Words = { en: 'your order is on its way to you', ru: 'ваш заказ в пути' };
const inWork: Words = {
  en: 'your order is being worked on and goes its usual way',
  ru: 'ваш заказ в работе, всё идёт своим чередом',
};

function wordsForCustomer({ diagnosis }: OrderState, problem: ProblemState | undefined): Words {
  if (diagnosis === undefined) return done;
  if (diagnosis.code === 'no_telemetry') return unseen;
  if (diagnosis.situation !== 'on_track' && diagnosis.situation !== 'slow')
    return problem?.acknowledgedBy === undefined ? delayed : beingSolved;
  const waitsFor = diagnosis.details['waits_for'];
  if (waitsFor === 'customer') return yourTurn;
  return waitsFor === 'carrier' ? onItsWay : inWork;
}
