import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseOptions } from '../src/launch/options.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function refusal(argv: readonly string[]): string {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  expect(() => parseOptions(argv)).toThrow();
  return written.join('');
}

describe('options', () => {
  it('has defaults that need nothing', () => {
    const options = parseOptions([]);
    expect(options.ports).toEqual({
      server: 7070,
      otlpHttp: 4318,
      otlpGrpc: 4317,
      shop: 7101,
      mes: 7102,
      calculation: 7103,
    });
    expect(options).toMatchObject({ traffic: true, pastOrders: 3000, serverOnly: false, quiet: false });
    expect(options).not.toHaveProperty('database');
  });

  it('takes ports, folder and addresses', () => {
    const options = parseOptions([
      '--port-shop=8101',
      '--port-otlp-http',
      '5318',
      '--data=/tmp/x',
      '--database=postgres://u:p@db/postgres',
      '--messaging=amqp://broker',
    ]);
    expect(options.ports).toMatchObject({ shop: 8101, otlpHttp: 5318, mes: 7102 });
    expect(options).toMatchObject({ data: '/tmp/x', database: 'postgres://u:p@db/postgres' });
    expect(options.messaging).toBe('amqp://broker');
  });

  it('takes from the environment what the command line does not say', () => {
    vi.stubEnv('ORDERTRACE_DATA', '/tmp/from-env');
    vi.stubEnv('ORDERTRACE_HTTP_PORT', '9070');
    expect(parseOptions([])).toMatchObject({ data: '/tmp/from-env', ports: { server: 9070 } });
    expect(parseOptions(['--data=/tmp/said']).data).toBe('/tmp/said');
  });

  it('has no demonstration when empty', () => {
    expect(parseOptions(['--empty'])).toMatchObject({ traffic: false, pastOrders: 0, serverOnly: false });
    expect(parseOptions(['--no-traffic'])).toMatchObject({ traffic: false, pastOrders: 3000 });
  });

  it.each([
    ['--port-shop=0', '--port-shop'],
    ['--port-mes=70000', '--port-mes'],
    ['--rate=fast', '--rate'],
    ['--past-orders=-3', '--past-orders'],
    ['--database=mysql://x', '--database'],
    ['--messaging=7', '--messaging'],
    ['--emty', '--emty'],
    ['--port-shp', '(Did you mean --port-shop?)'],
  ])('refuses %s and names the option', (argument, named) => {
    expect(refusal([argument])).toContain(named);
  });
});
