import { type OrderState, type ProblemState, timestampText, type EpochNanos } from '@ordertrace/model';
import { customerText, type CustomerTextInput } from './customer-text.js';
import type { Language } from './duration-text.js';
import { reasonText } from './reason-text.js';

export type AnswerInput = CustomerTextInput;

/**
 * "Where is the order, and what do I tell the customer?" in one sentence: where it is and why, who takes care of it,
 * and words for the customer that name nothing of how the company works inside.
 */
export function orderAnswer(input: AnswerInput): string {
  const { order, problem, language, nowNanos } = input;
  const where =
    order.diagnosis === undefined ? ended(order, language) : reasonText(order.diagnosis, language, nowNanos);
  const parts = [where.replace(/\.$/, ''), ...taken(problem, language)];
  const words = customerText(input).replace(/\.$/, '');
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
