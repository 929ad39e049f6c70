import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order } from '../src/order.js';

const answers = {
  en: { answer: 'Stuck in APPROVED; tell the customer: "…".', customer_answer: 'Your order 17 is delayed.' },
  ru: { answer: 'Застрял на этапе APPROVED.', customer_answer: 'Ваш заказ 17 задерживается.' },
};

const named = (name: string, en: string) => ({ name, stages: [{ name: 'PACKED', names: { en } }] });

describe('ordertrace order', () => {
  let server: Server;
  let address: { readonly server: string; readonly token: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const language = request.headers['accept-language']?.startsWith('ru') === true ? 'ru' : 'en';
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/v1/orders/17?tenant=acme') {
        response.end(JSON.stringify({ order_id: '17', stage: 'APPROVED', ...answers[language] }));
      } else if (request.url === '/api/v1/orders/18') {
        const closed = { order_id: '18', flow: 'shop', stage: 'PACKED', stage_since: 'today' };
        response.end(JSON.stringify({ ...closed, answer: null }));
      } else if (request.url === '/api/v1/flows') {
        response.end(JSON.stringify({ flows: [named('other', 'Weg'), named('shop', 'Packed up')] }));
      } else if (request.url === '/api/v1/orders/20') {
        const answer = { answer: 'Stuck.', customer_answer: 'It is delayed.' };
        response.end(JSON.stringify({ ...answer, diagnosis: { next_step: 'Ask the team of mes-api.' } }));
      } else {
        response.writeHead(404, { 'content-type': 'application/problem+json' });
        response.end(
          JSON.stringify({ code: 'order_not_found', title: 'None', status: 404, detail: 'No 19' }),
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' };
  });
  afterAll(() => server.close());

  it('says what to do next on a line of its own, but not to the customer', async () => {
    expect((await order(address, '20', {})).text).toBe('Stuck.\nAsk the team of mes-api.');
    expect((await order(address, '20', { customer: true })).text).toBe('It is delayed.');
  });

  it('answers in one sentence, in the language that is asked for', async () => {
    const tenant = 'acme';
    expect((await order(address, '17', { tenant })).text).toBe(answers.en.answer);
    expect((await order({ ...address, language: 'ru' }, '17', { tenant })).text).toBe(answers.ru.answer);
    const customer = await order(address, '17', { tenant, customer: true });
    expect(customer).toEqual({ exitCode: 0, text: answers.en.customer_answer, errors: '' });
    const { text } = await order(address, '17', { tenant, json: true });
    expect(JSON.parse(text)).toMatchObject({ order_id: '17' });
  });

  it('tells the stage to who may not know more, and what is wrong with the question', async () => {
    expect((await order(address, '18', {})).text).toBe('18: Packed up, today');
    expect(await order(address, '19', {})).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining('19'),
    });
  });
});
