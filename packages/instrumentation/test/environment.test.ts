import { configFromEnvironment, EnvironmentError, instrumentationNames } from '@ordertrace/instrumentation';
import { describe, expect, it } from 'vitest';

describe('the environment', () => {
  it('has defaults for everything', () => {
    expect(configFromEnvironment({})).toMatchObject({
      applicationName: 'unknown_service',
      environment: '',
      coverage: 'full',
      trustInboundOrder: true,
      instrumentations: instrumentationNames,
    });
  });

  it('names the service and its environment', () => {
    const config = configFromEnvironment({
      OTEL_SERVICE_NAME: 'shop-api',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=pre%2Cprod,team=a',
    });
    expect(config).toMatchObject({
      applicationName: 'shop-api',
      environment: 'pre,prod',
      resourceAttributes: { team: 'a' },
    });
  });

  it('sets limits, coverage, and which instrumentations run', () => {
    const config = configFromEnvironment({
      OTEL_BSP_MAX_QUEUE_SIZE: '10',
      OTEL_BLRP_SCHEDULE_DELAY: '5',
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'amqplib, fs',
      ORDERTRACE_COVERAGE: 'logs-only',
      OTEL_TRACES_EXPORTER: 'none',
    });
    expect(config).toMatchObject({
      spanQueue: { maxQueueSize: 10, maxExportBatchSize: 10 },
      logQueue: { scheduledDelayMs: 5 },
      instrumentations: ['http', 'undici', 'pg', 'pino'],
      coverage: 'logs-only',
      exportTraces: false,
    });
  });

  it('switches the kit off', () => {
    expect(configFromEnvironment({ OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  });

  it.each([
    ['OTEL_SDK_DISABLED', 'yes'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'novalue'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=%zz'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'nonsense'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_TRACES_SAMPLER', 'often'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '-1'],
    ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 'many'],
    ['ORDERTRACE_COVERAGE', 'some'],
    ['ORDERTRACE_TRUST_INBOUND_ORDER', '1'],
    ['ORDERTRACE_MESSAGE_SPANS', 'both'],
  ])('names %s where it holds %s', (key, value) => {
    const read = () => configFromEnvironment({ [key]: value });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(expect.objectContaining({ key, code: 'BAD_ENVIRONMENT' }) as Error);
  });

  it('refuses a sampling ratio that is none', () => {
    const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' };
    expect(() => configFromEnvironment(env)).toThrow('OTEL_TRACES_SAMPLER_ARG');
  });
});
