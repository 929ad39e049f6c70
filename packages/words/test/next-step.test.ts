import { existsSync } from 'node:fs';
import { diagnosisCodes, type Diagnosis, type DiagnosisCode } from '@ordertrace/model';
import { nextStepText, runbookOf } from '@ordertrace/words';
import { describe, expect, it } from 'vitest';

const flow = { name: 'sample', stages: [{ name: 'APPROVED', names: { en: 'Paid for', ru: 'Оплачен' } }] };

function step(code: DiagnosisCode, details: Diagnosis['details'], language: 'en' | 'ru' = 'en') {
  const rest = { situation: 'stuck', owner: 'mes-api', evidence: [], sinceNanos: 0n, next: [] } as const;
  return nextStepText({ ...rest, code, details }, language, flow);
}

const lost = { sender: 'shop-api', receiver: 'mes-api', destination: 'mes.orders' };

describe('what to do next', () => {
  it('names who to ask and the queue, in both languages', () => {
    expect(step('message_not_consumed', lost)).toBe(
      'Ask the team of mes-api whether it is running and reads mes.orders. If the message is no longer there, ask the team of shop-api to send it again.',
    );
    expect(step('message_not_consumed', lost, 'ru')).toContain('Спросите команду mes-api');
    expect(step('side_effect_lost', lost)).toBe(step('message_not_consumed', lost));
    expect(step('message_dead_lettered', { ...lost, dead_letter_queue: 'mes.dlq' })).toContain(
      'from mes.dlq back to mes.orders',
    );
  });

  it('asks the sender where nobody is known to receive', () => {
    const unknown = { ...lost, receiver: '' };
    expect(step('message_not_consumed', unknown)).toMatch(/^Ask the team of shop-api which application/);
    expect(step('request_not_received', unknown)).toMatch(/^Ask the team of shop-api which application/);
    expect(step('request_not_received', lost)).toMatch(/^Ask the team of mes-api/);
  });

  it('depends on who is waited for, and names the last queue and the stage in words', () => {
    const late = { stage: 'APPROVED', application: 'mes-api' };
    expect(step('stage_overdue', { ...late, waits_for: 'customer' })).toMatch(/^Remind the customer/);
    expect(step('stage_overdue', { ...late, waits_for: 'carrier' })).toMatch(/^Ask the carrier/);
    expect(step('stage_overdue', { ...late, waits_for: 'operator' })).toMatch(/^Ask who works/);
    const machine = { ...late, waits_for: 'machine' };
    expect(step('stage_overdue', machine)).toContain('has not left “Paid for”');
    expect(step('stage_overdue', machine, 'ru')).toContain('не вышел из этапа «Оплачен»');
    expect(step('stage_overdue', { ...late, sent_to: 'mes.orders' })).toMatch(
      /“Paid for”.*sent to mes\.orders/,
    );
  });

  it('names the application whose error it was, else the one that failed', () => {
    const failed = { application: 'shop-api', operation: 'POST /pay' };
    expect(step('failed_with_error', failed)).toMatch(/team of shop-api.*“POST \/pay”/);
    const caused = { ...failed, cause_application: 'bank', cause_operation: 'INSERT' };
    expect(step('failed_with_error', caused)).toMatch(/team of bank.*“POST \/pay”/);
  });

  it('is nothing where nothing is wrong', () => {
    expect(step('on_track', {})).toBeUndefined();
    expect(step('slow_stage', {})).toBeUndefined();
  });

  it('asks for a person where the flow names no application', () => {
    expect(step('stage_overdue', { stage: 'APPROVED', waits_for: 'operator' })).toMatch(
      /^Ask who works on the order\./,
    );
    const unowned = { stage: 'APPROVED', waits_for: 'machine', application: '' };
    expect(step('stage_overdue', unowned)).toContain('from “Paid for”: the flow file names nobody');
    expect(step('stage_overdue', unowned, 'ru')).toContain('ответственный не указан');
  });

  it('has a run book wherever something is wrong', () => {
    const folder = new URL('../../../docs/runbooks/', import.meta.url);
    for (const code of diagnosisCodes) {
      const name = runbookOf(code);
      const isWrong = step(code, { stage: 'APPROVED' }) !== undefined;
      expect(name !== undefined, code).toBe(isWrong);
      if (name !== undefined) expect(existsSync(new URL(`${name}.md`, folder)), name).toBe(true);
    }
  });
});
