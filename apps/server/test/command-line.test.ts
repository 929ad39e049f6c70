import { describe, expect, it } from 'vitest';
import { printedInstead } from '../src/start/command-line.js';
import { readConfig } from '../src/config.js';

describe('the command line of the server', () => {
  it('serves where nothing is asked', () => {
    expect(printedInstead([])).toBeUndefined();
  });

  it('tells its settings, as they are', () => {
    const printed = printedInstead(['--help']);
    expect(printed).toMatchObject({ exitCode: 0 });
    const { host, httpPort, otlpHttpPort, otlpGrpcPort, logLevel } = readConfig({});
    for (const [name, value] of Object.entries({
      HOST: host,
      HTTP_PORT: httpPort,
      OTLP_HTTP_PORT: otlpHttpPort,
      OTLP_GRPC_PORT: otlpGrpcPort,
      LOG_LEVEL: logLevel,
    }))
      expect(printed?.text).toMatch(new RegExp(`ORDERTRACE_${name} .*\\(${value}\\)`));
  });

  it('tells its version', () => {
    expect(printedInstead(['--version'])).toMatchObject({ exitCode: 0, text: expect.stringMatching(/^\d/) });
  });

  it.each([['--port=1'], ['serve']])('names what it does not know: %s', (argument) => {
    const printed = printedInstead([argument]);
    expect(printed).toMatchObject({ exitCode: 2 });
    expect(printed?.text).toContain(argument.split('=')[0]);
    expect(printed?.text).toContain('Usage');
  });
});
