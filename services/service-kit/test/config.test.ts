import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readServiceConfig } from '@ordertrace/service-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const service = { name: 'shop-api', port: 7101 };
const base = { DATABASE_URL: 'postgres://user:secret@host/shop', MODELS_URL: 'file:///tmp/models' };

describe('the configuration of a service', () => {
  it('has defaults for all but the database and the models', () => {
    expect(readServiceConfig(base, service)).toEqual({
      name: 'shop-api',
      host: '127.0.0.1',
      port: 7101,
      databaseUrl: base.DATABASE_URL,
      databaseConnections: 10,
      messaging: {
        routes: {
          'shop.orders': 'http://127.0.0.1:7101',
          'mes.orders': 'http://127.0.0.1:7102',
          'mes.calculations': 'http://127.0.0.1:7102',
          'calculation.requests': 'http://127.0.0.1:7103',
        },
      },
      models: { url: base.MODELS_URL },
      logLevel: 'info',
      operators: [],
    });
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('takes messages without a token on %s', (HOST) => {
    expect(readServiceConfig({ ...base, HOST }, service).messaging.token).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.example.com', 'shop'])(
    'refuses HTTP push without a token on %s',
    (HOST) => {
      expect(() => readServiceConfig({ ...base, HOST }, service)).toThrow(
        expect.objectContaining({ code: 'BAD_CONFIG', key: 'MESSAGING_TOKEN' }),
      );
      for (const env of [{ MESSAGING_TOKEN: 't' }, { MESSAGING_URL: 'amqp://broker' }])
        expect(readServiceConfig({ ...base, HOST, ...env }, service).host).toBe(HOST);
    },
  );

  it('takes operators with their tokens', () => {
    const OPERATOR_TOKENS = 'olga=token-of-operator-olga,ivan=token-of-operator-ivan';
    expect(readServiceConfig({ ...base, OPERATOR_TOKENS }, service).operators).toEqual([
      { name: 'olga', token: 'token-of-operator-olga' },
      { name: 'ivan', token: 'token-of-operator-ivan' },
    ]);
  });

  it('takes each setting from its variable', () => {
    const config = readServiceConfig(
      {
        ...base,
        HOST: '0.0.0.0',
        PORT: '8080',
        MESSAGING_URL: 'amqp://broker',
        MESSAGING_TOKEN: 't',
        PEERS: 'mes.orders=http://mes:1, shop.orders=https://shop:2',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'key',
        LOG_LEVEL: 'debug',
      },
      service,
    );
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 8080,
      messaging: {
        url: 'amqp://broker',
        token: 't',
        routes: {
          'mes.orders': 'http://mes:1',
          'shop.orders': 'https://shop:2',
          'mes.calculations': 'http://127.0.0.1:7102',
        },
      },
      models: { credentials: { accessKeyId: 'id', secretAccessKey: 'key' } },
      logLevel: 'debug',
    });
  });

  it.each([
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://host/db'],
    ['MODELS_URL', ' '],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['MESSAGING_URL', 'kafka://host'],
    ['PEERS', 'mes.orders'],
    ['PEERS', 'mes.orders=mes:1'],
    ['LOG_LEVEL', 'loud'],
    ['OPERATOR_TOKENS', 'Olga K=token-of-operator-olga'],
    ['OPERATOR_TOKENS', 'olga=short'],
    ['OPERATOR_TOKENS', 'olga=token-of-operators,ivan=token-of-operators'],
    ['DATABASE_CONNECTIONS', '1'],
  ])('refuses %s="%s" and names the variable', (key, value) => {
    expect(() => readServiceConfig({ ...base, [key]: value }, service)).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', key, message: expect.stringContaining(key) as string }),
    );
  });

  it('takes secrets from files, as they are mounted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ordertrace-secrets-'));
    const file = join(folder, 'messaging');
    await writeFile(file, 'amqp://user:secret@broker\n');
    const env = { ...base, MESSAGING_URL_FILE: file };
    expect(readServiceConfig(env, service).messaging.url).toBe('amqp://user:secret@broker');
    expect(() => readServiceConfig({ ...env, MESSAGING_URL: 'amqp://other' }, service)).toThrow(
      'MESSAGING_URL_FILE',
    );
    await rm(folder, { recursive: true });
    expect(() => readServiceConfig(env, service)).toThrow('ENOENT');
  });

  it('is either read or refused by name, whatever the variables hold', () => {
    const keys = ['DATABASE_URL', 'MODELS_URL', 'PORT', 'PEERS', 'MESSAGING_URL', 'HOST', 'LOG_LEVEL'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.string()), (env) => {
        try {
          readServiceConfig({ ...base, ...env }, service);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });
});
