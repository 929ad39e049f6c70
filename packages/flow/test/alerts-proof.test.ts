import { parseAlerts, proveAlerts, type ProvenProblem } from '@ordertrace/flow';
import { describe, expect, it } from 'vitest';

const at = (text: string): number => Date.parse(`2026-11-24T${text}:00Z`);
const night = at('23:59');

function settingsOf(channel = '', more = '') {
  return parseAlerts(
    `repeat_after: 2 hours\ngather: 5 minutes\n${more}\nchannels: { ops: { type: slack, url_env: OPS${channel} } }`,
    { fileName: 'alerts.yaml' },
  );
}

function problem(opened: string, changes: Partial<ProvenProblem> = {}): ProvenProblem {
  const usual = { tenantId: 'retail', orderId: '1', kind: 'lost', causeId: 'a' } as const;
  return { ...usual, openedMs: at(opened), ...changes };
}

const verdicts = (settings: ReturnType<typeof settingsOf>, ...problems: ProvenProblem[]) =>
  proveAlerts(settings, problems, night).map(({ verdict }) => verdict);

describe('the proof of an alert', () => {
  it('comes once a cause’s problems have gathered, with all of them', () => {
    const alerted = { outcome: 'alerted', atMs: at('09:05'), late: false };
    expect(verdicts(settingsOf(), problem('09:00'), problem('09:04', { orderId: '2' }))).toEqual([
      alerted,
      alerted,
    ]);
  });

  it('is each cause’s own', () => {
    const [first, second] = verdicts(settingsOf(), problem('09:00'), problem('09:01', { causeId: 'b' }));
    expect(first).toMatchObject({ atMs: at('09:05') });
    expect(second).toMatchObject({ atMs: at('09:06') });
  });

  it('comes again for new problems, not before the time to repeat, and at once after it', () => {
    const [, early, late] = verdicts(
      settingsOf(),
      problem('09:00'),
      problem('10:00', { orderId: '2' }),
      problem('15:00', { orderId: '3' }),
    );
    expect(early).toMatchObject({ outcome: 'alerted', atMs: at('11:05') });
    expect(late).toMatchObject({ outcome: 'alerted', atMs: at('15:00') });
  });

  it('says why there is none: the situation, the tenant, or resolved before', () => {
    const [slow] = verdicts(settingsOf(), problem('09:00', { kind: 'slow' }));
    expect(slow).toEqual({ outcome: 'situation_not_listed' });
    const [other] = verdicts(settingsOf(', tenants: [acme]'), problem('09:00'));
    expect(other).toEqual({ outcome: 'tenant_not_listed' });
    const [gone] = verdicts(settingsOf(), problem('09:00', { resolvedMs: at('09:05') }));
    expect(gone).toEqual({ outcome: 'resolved_before', dueMs: at('09:05') });
  });

  it('says that a verdict is only likely, unless the channel takes such verdicts', () => {
    const likely = problem('09:00', { certainty: 'likely' });
    expect(verdicts(settingsOf(), likely)).toEqual([{ outcome: 'not_certain_enough' }]);
    expect(verdicts(settingsOf(), problem('09:00', { certainty: 'proven' }))).toMatchObject([
      { outcome: 'alerted' },
    ]);
    expect(verdicts(settingsOf(', certainty: likely'), likely)).toMatchObject([{ outcome: 'alerted' }]);
  });

  it('holds for an order at risk where the channel lists it, certain or not', () => {
    const risk = problem('09:00', { kind: 'at_risk', certainty: 'likely' });
    expect(verdicts(settingsOf(', situations: [at_risk]'), risk)).toMatchObject([{ atMs: at('09:05') }]);
    expect(verdicts(settingsOf(), risk)).toEqual([{ outcome: 'situation_not_listed' }]);
  });

  it('has one alert a tenant where the channel names tenants', () => {
    const both = settingsOf(', tenants: [acme, retail]');
    const [, acme] = verdicts(both, problem('09:00'), problem('10:00', { tenantId: 'acme' }));
    expect(acme).toMatchObject({ atMs: at('10:05') });
  });

  it('waits for the end of quiet hours, unless the situation is excepted', () => {
    const quiet = (except: string) => settingsOf('', `quiet: { hours: 08:00-10:00, except: [${except}] }`);
    expect(verdicts(quiet('failed'), problem('09:00'))).toEqual([
      { outcome: 'alerted', atMs: at('10:00'), late: true },
    ]);
    expect(verdicts(quiet('lost'), problem('09:00'))).toMatchObject([{ atMs: at('09:05'), late: false }]);
  });

  it('is not due yet after the time until which is replayed', () => {
    const [verdict] = proveAlerts(settingsOf(), [problem('09:00')], at('09:04')).map(
      (proof) => proof.verdict,
    );
    expect(verdict).toEqual({ outcome: 'due_later', dueMs: at('09:05') });
  });
});
