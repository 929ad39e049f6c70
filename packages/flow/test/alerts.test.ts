import { FlowFileError, parseAlerts } from '@ordertrace/flow';
import { quietEndMs } from '../src/quiet-hours.js';
import { describe, expect, it } from 'vitest';

function mistakes(text: string): string[] {
  try {
    parseAlerts(text, { fileName: 'alerts.yaml' });
    return [];
  } catch (error) {
    if (!(error instanceof FlowFileError)) throw error;
    return error.problems.map(({ line, message }) => `${line}: ${message}`);
  }
}

describe('an alerts file', () => {
  it('names channels, and how often each is told', () => {
    const settings = parseAlerts(
      `repeat_after: 2 hours
quiet: { time_zone: Europe/Moscow, hours: 22:00-07:00, except: [failed] }
channels:
  ops: { type: webhook, url: https://example.com/hook, secret_file: /run/secrets/hook }
  mail: { type: email, smtp: smtps://mail.example.com, from: a@example.com, to: b@example.com, language: ru, certainty: likely, situations: [at_risk] }
`,
      { fileName: 'alerts.yaml' },
    );
    expect(settings).toMatchObject({
      repeatAfterMs: 7_200_000,
      gatherMs: 60_000,
      quiet: { fromMinute: 1320, toMinute: 420, except: ['failed'] },
      channels: [
        {
          name: 'ops',
          type: 'webhook',
          secret: { from: 'file' },
          situations: ['failed', 'lost', 'stuck'],
          certainty: 'proven',
        },
        {
          name: 'mail',
          type: 'email',
          to: ['b@example.com'],
          language: 'ru',
          certainty: 'likely',
          situations: ['at_risk'],
        },
      ],
    });
  });

  it.each([
    ['channels: {}', /^1: Name at least one channel/],
    ['gather: 1 minute', /^1: An alerts file needs channels/],
    ['channels: { a: { type: pigeon } }', /^1: "pigeon" is not understood/],
    ['channels:\n  a: { type: webhook, secret_env: A }', /^2: Channel a needs url/],
    ['channels:\n  a: { type: slack }', /^2: Channel a needs url_env or url_file/],
    ['channels:\n  a: { type: slack, url_env: A, url: x }', /^2: Unknown key "url"/],
    ['channels: { a: { type: slack, url_env: A, certainty: sure } }', /^1: "sure".*use proven or likely/],
    ['channels: { a: { type: slack, url_env: A, situations: [on_track] } }', /"on_track" is not understood/],
    ['quiet: { hours: 25:00-26:00 }\nchannels: { a: { type: slack, url_env: A } }', /^1: "25:00-26:00"/],
    ['channels: [', /^1: Not YAML/],
  ])('%s is refused, with the line and what to write', (text, message) => {
    const [first = ''] = mistakes(text);
    expect(first).toMatch(message);
  });
});

describe('quiet hours', () => {
  const at = (text: string) => Date.parse(text);

  it('are those of the zone, across midnight too, in summer and winter', () => {
    const night = { timeZone: 'Europe/Berlin', fromMinute: 22 * 60, toMinute: 7 * 60, except: [] };
    const ends = (from: string, hours = night) => new Date(quietEndMs(hours, at(from))).toISOString();
    expect(ends('2026-01-15T21:00:00Z')).toBe('2026-01-16T06:00:00.000Z');
    expect(ends('2026-01-15T20:59:00Z')).toBe('2026-01-15T20:59:00.000Z');
    expect(ends('2026-07-15T20:00:00Z')).toBe('2026-07-16T05:00:00.000Z');
    expect(ends('2026-07-15T05:00:00Z')).toBe('2026-07-15T05:00:00.000Z');
    expect(ends('2026-01-15T23:30:00Z', { ...night, fromMinute: 0, toMinute: 60 })).toBe(
      '2026-01-16T00:00:00.000Z',
    );
  });
});
