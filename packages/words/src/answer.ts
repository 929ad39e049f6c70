import { timestampText, type EpochNanos, type ProblemState } from '@ordertrace/model';
import { customerText, type CustomerTextInput } from './customer-text.js';
import { reasonText } from './reason-text.js';
import { stageName } from './stage-name.js';
import { textsIn, type Texts } from './texts.js';

export type AnswerInput = CustomerTextInput;

/**
 * One sentence about an order for support: its place and reason, the owner, and words for the customer that
 * name nothing internal.
 */
export function orderAnswer(input: AnswerInput): string {
  const { order, problem, language } = input;
  const t = textsIn(language);
  const where = order.diagnosis === undefined ? endedText(t, input) : reasonText(order.diagnosis, input);
  const customer = t('answer.customer', { text: withoutFullStop(customerText(input)) });
  return `${[withoutFullStop(where), ...ownerTexts(t, problem), customer].join('; ')}.`;
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function endedText(t: Texts, { order, language, flow }: AnswerInput): string {
  const stage = stageName(order.stage, language, [flow]);
  return t('answer.ended', { stage, time: momentText(order.closedNanos ?? 0n) });
}

/** To the minute, in UTC. */
function momentText(nanos: EpochNanos): string {
  return `${timestampText(nanos).slice(0, 16).replace('T', ' ')} UTC`;
}

function ownerTexts(t: Texts, problem: ProblemState | undefined): string[] {
  if (problem === undefined) return [];
  const { acknowledgedBy, acknowledgedNanos, assignee } = problem;
  const assigned = assignee === undefined ? [] : [t('answer.assigned', { name: assignee })];
  if (acknowledgedBy === undefined || acknowledgedNanos === undefined)
    return assigned.length > 0 ? assigned : [t('answer.nobody')];
  const time = momentText(acknowledgedNanos);
  return [t('answer.acknowledged', { name: acknowledgedBy, time }), ...assigned];
}
