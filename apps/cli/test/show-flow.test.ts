import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showFlow, type FlowViewName } from '../src/flow/show-flow.js';
import { flowAnswers } from './support/flow-answers.js';

const flows = [
  { name: 'repairs', stages: [{ name: 'ship', names: { ru: 'У мастера' } }] },
  { name: 'shop', stages: [{ name: 'ship', names: { en: 'On the way', ru: 'В пути' } }] },
];

describe('ordertrace flow', () => {
  const asked: string[] = [];
  let server: Server;
  let address: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      const path = request.url?.replace(/\?.*/, '') ?? '';
      const answer = path === '/api/v1/flows' ? { flows, faulty_files: [] } : flowAnswers[path];
      if (answer === undefined) response.statusCode = 403;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(answer ?? { status: 403, code: 'forbidden', title: 'Forbidden', detail: 'No.' }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const shown = async (name: FlowViewName, language: 'en' | 'ru' = 'en', options = { flow: 'shop' }) => {
    const result = await showFlow(name, {
      address: { server: address, token: undefined, language },
      options,
      json: false,
    });
    expect(result).toMatchObject({ exitCode: 0, errors: '' });
    // Numbers have spaces that do not break.
    return result.text.replaceAll('\u00a0', ' ');
  };

  it('queries the server with filters and token', async () => {
    const options = { tenant: 'acme', source: 'imported', flow: 'shop' };
    await showFlow('map', { address: { server: address, token: 't' }, options, json: false });
    expect(asked).toEqual([
      '/api/v1/flows Bearer t',
      '/api/v1/flow/map?tenant=acme&flow=shop&source=imported Bearer t',
    ]);
  });

  it('shows the map', async () => {
    expect(await shown('map')).toBe(
      [
        '2 orders',
        '',
        'activity  count  orders  starts  ends  open  working',
        '--------  -----  ------  ------  ----  ----  -------',
        'pay           2       2       2     0     0        -',
        '',
        'from → to         count  median    p90   mean  waiting  working',
        '----------------  -----  ------  -----  -----  -------  -------',
        'pay → On the way      2    1.5h  1.0ms  1.0ms        -        -',
      ].join('\n'),
    );
    expect(await shown('map', 'ru')).toBe(
      [
        '2 заказа',
        '',
        'шаг  число  заказы  первых  последних  открыто  работа',
        '---  -----  ------  ------  ---------  -------  ------',
        'pay      2       2       2          0        0       -',
        '',
        'откуда → куда  число  медиана    90 %  среднее  ожидание  работа',
        '-------------  -----  -------  ------  -------  --------  ------',
        'pay → В пути       2    1,5 ч  1,0 мс   1,0 мс         -       -',
      ].join('\n'),
    );
  });

  it('names stages by the flow of the query', async () => {
    expect(await shown('map', 'ru', { flow: 'repairs' })).toContain('pay → У мастера');
  });

  it('shows the map of operations, and what it leaves out', async () => {
    const notes = async (language: 'en' | 'ru') =>
      (await shown('operations', language)).split('\n').slice(0, 4);
    expect(await notes('en')).toEqual([
      'Read the spans of the latest 21 orders.',
      'There are more orders: --orders reads up to 1000.',
      '1 of them no longer has spans of requests or messages.',
      '3 rare operations are not shown.',
    ]);
    expect(await notes('ru')).toEqual([
      'Прочитаны спаны последних заказов: 21.',
      'Есть и другие заказы: с --orders можно прочитать до 1000.',
      'У 1 из них спанов запросов и сообщений уже нет.',
      'Не показаны 3 редкие операции.',
    ]);
  });

  it('shows the stages', async () => {
    expect(await shown('stages', 'ru')).toBe(
      [
        'место  этап    код   заказо-дни  поступило  вышло  открыто  медиана     90 %   99 %    срок',
        '-----  ------  ----  ----------  ---------  -----  -------  -------  -------  -----  ------',
        '    1  В пути  ship        12,5          5      4        1   2,0 д.  3,0 мин  4,0 с  2 days',
      ].join('\n'),
    );
  });

  it('shows the variants, and how to get the next page', async () => {
    expect(await shown('variants', 'ru')).toBe(
      [
        '5 вариантов, 1 заказ',
        '',
        'число    доля  длительность  пример   вариант  шаги',
        '-----  ------  ------------  -------  -------  ------------',
        '    1  75,0 %         1,0 с  acme/17  ab12     pay → В пути',
        '',
        'Следующая страница: --cursor c2',
      ].join('\n'),
    );
    expect(await shown('variants')).toContain('5 variants, 1 order\n');
  });

  it('shows the deviations', async () => {
    expect(await shown('deviations', 'ru')).toBe(
      [
        'С процессом сверены 2 заказа.',
        '',
        'отклонение  шаги    заказы    доля  примеры',
        '----------  ------  ------  ------  ---------------',
        'пропуск     В пути       1  50,0 %  acme/17, acme/8',
        '',
        'необычно долгий интервал  раз  среднее  станд. отклонение  примеры',
        '------------------------  ---  -------  -----------------  -------',
        'pay … В пути                2    1,0 с             0,5 мс  acme/17',
        '',
        'Шаги, для которых в процессе нет этапа: refund',
      ].join('\n'),
    );
    expect(await shown('deviations')).toContain('The flow judged 2 orders.');
  });

  it('shows the lead time', async () => {
    const text = await shown('lead-time', 'ru');
    expect(text).toContain('Завершён 1 заказ; медиана 1,0 ч, 90-й процентиль 2,0 ч\n');
    expect(text).toMatch(/^завершены с +заказы +медиана +90 %\n.*\n *2026-11-23 +1 +1,0 ч +2,0 ч$/m);
    expect(text).toMatch(/^организация +заказы.*\n.*\nacme/m);
    expect(text).toMatch(/^вариант +заказы.*\n.*\nab12/m);
    expect(await shown('lead-time')).toContain('1 order has ended; median 1.0h, 90th percentile 2.0h\n');
  });

  it('compares two periods', async () => {
    expect(await shown('compare', 'ru')).toBe(
      [
        'откуда → куда  сейчас  раньше  медленнее на  число  число раньше  самые долгие заказы',
        '-------------  ------  ------  ------------  -----  ------------  -------------------',
        'pay → В пути    2,0 с       -             -      3             0  acme/17',
      ].join('\n'),
    );
  });

  it('shows the resources', async () => {
    expect(await shown('resources', 'ru')).toBe(
      [
        'исполнитель  шаги  работа  простой',
        '-----------  ----  ------  -------',
        'Olga            4   2,0 с    1,0 ч',
      ].join('\n'),
    );
  });

  it('forecasts the end of an order', async () => {
    expect(await shown('forecast')).toBe(
      'In “On the way”: likely ended by 2026-11-30 09:05 UTC, 90% likely by 2026-12-02 10:00 UTC (from 12 orders).',
    );
    expect(await shown('forecast', 'ru')).toBe(
      'На этапе «В пути»: скорее всего, завершится к 2026-11-30 09:05 UTC, с вероятностью 90 % — к 2026-12-02 10:00 UTC (по 12 заказам).',
    );
  });

  it('gives the answer as it is for programs', async () => {
    const result = await showFlow('map', {
      address: { server: address, token: undefined },
      options: {},
      json: true,
    });
    expect(JSON.parse(result.text)).toEqual(flowAnswers['/api/v1/flow/map']);
  });

  it('reports where no server answers, and a refusal', async () => {
    const nowhere = { server: 'http://127.0.0.1:1', token: undefined, language: 'ru' } as const;
    const result = await showFlow('stages', { address: nowhere, options: {}, json: false });
    expect(result).toEqual({ exitCode: 1, text: '', errors: 'Сервер http://127.0.0.1:1 не отвечает.' });
    const refused = await showFlow('map', {
      address: { server: `${address}/elsewhere`, token: undefined },
      options: {},
      json: false,
    });
    expect(refused).toEqual({ exitCode: 1, text: '', errors: 'The server refused (403): No.' });
  });
});
