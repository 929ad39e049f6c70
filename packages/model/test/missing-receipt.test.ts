import type { HopContext, LaterSigns, PlaceCoverage } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { answerOf, grpcName, isRefusal } from '../src/hops/answers.js';
import { judgeMissing, type MissingInput } from '../src/hops/missing-receipt.js';
import { flow, minute } from './sample-flow.js';
import { end, start } from './sample-hop.js';
import { publish } from './sample-order.js';

const due = start + 5n * minute;
const sure: PlaceCoverage = { receiver: 'mes-api', seen: 1000, unseen: 0, lost: 0 };
const some: PlaceCoverage = { ...sure, seen: 20 };
const one: PlaceCoverage = { ...sure, seen: 1 };
const refused = { refused: true, status: 'error' } as const;

function judged(rest: Partial<MissingInput> = {}, context: Partial<HopContext> = {}) {
  return judgeMissing(
    {
      senders: [publish('shop-api', 'orders', start)],
      from: end('shop-api'),
      ...{ missing: ['mes-api'], dueNanos: due, declared: false, coverage: sure },
      ...rest,
    },
    { flow, nowNanos: due, ...context },
  );
}

function living(...lives: readonly LaterSigns[]): Partial<HopContext> {
  return { lifeAfter: (_, receiver) => lives[Number(receiver)] ?? 'none' };
}

describe('a receipt that is missing', () => {
  it('is waited for until its deadline', () => {
    expect(judged({}, { nowNanos: due - 1n })).toEqual({ state: 'waiting' });
    expect(judged()).toEqual({ state: 'broken', certainty: 'likely' });
  });

  it('is waited for while the telemetry of its receiver has not come so far', () => {
    const hearing = new Map([['mes-api', { upToNanos: start, latenessNanos: 2n * minute }]]);
    const nowNanos = due + 1n;
    expect(judged({}, { hearing, nowNanos })).toEqual({
      state: 'waiting',
      concludableNanos: nowNanos + 15_000_000_000n,
    });
    expect(judged({ missing: ['other'] }, { hearing, nowNanos }).state).toBe('broken');
  });

  it('is proven where every sending was refused', () => {
    const sendings = (...rest: readonly object[]) =>
      rest.map((one) => publish('shop-api', 'orders', start, one));
    expect(judged({ senders: sendings(refused), coverage: undefined })).toEqual({
      state: 'broken',
      certainty: 'proven',
    });
    expect(judged({ senders: sendings(refused, refused) }).certainty).toBe('proven');
    expect(judged({ senders: sendings(refused, {}) }).certainty).toBe('likely');
    expect(judged({ senders: sendings({ refused: true }) }).certainty).toBe('likely');
    expect(judged({ senders: sendings({ status: 'error' }) }).certainty).toBe('likely');
  });

  it.each<[what: string, input: Partial<MissingInput>, lives: readonly LaterSigns[], state: string]>([
    ['silence after it is a loss', {}, ['none'], 'broken'],
    ['signs elsewhere leave it a loss', {}, ['elsewhere'], 'broken'],
    ['a sign of its receiver shows that it was only not seen', { coverage: some }, ['receiver'], 'untraced'],
    ['unless receipts there are always seen', {}, ['receiver'], 'broken'],
    ['one silent receiver of several is enough', { missing: ['0', '1'] }, ['receiver', 'none'], 'broken'],
    [
      'the first receiver’s sign counts, where none is silent',
      { missing: ['0', '1'], coverage: some },
      ['receiver', 'elsewhere'],
      'untraced',
    ],
    [
      'a declared receiver has not received it, whatever else it did',
      { declared: true },
      ['receiver'],
      'broken',
    ],
    ['a receipt seen once is seldom enough', { coverage: one }, ['elsewhere'], 'broken'],
    ['half of the receipts unseen is a doubt', { coverage: { ...sure, unseen: 1000 } }, ['none'], 'unseen'],
    [
      'and nothing where the order moved on',
      { coverage: { ...sure, unseen: 1000 } },
      ['elsewhere'],
      'untraced',
    ],
    ['a sampled receiver is a doubt', { coverage: { ...sure, sampledShare: 0.1 } }, ['none'], 'unseen'],
    [
      'without coverage, a declared receiver is a loss',
      { declared: true, coverage: undefined },
      ['none'],
      'broken',
    ],
  ])('%s', (_, input, lives, state) => {
    const missing = input.missing ?? ['0'];
    expect(judged({ ...input, missing }, living(...lives)).state).toBe(state);
    const { certainty } = judged({ ...input, missing }, living(...lives));
    expect(certainty).toBe(state === 'untraced' ? undefined : 'likely');
  });

  it('is a doubt where one of its receivers declares to sample at any place', () => {
    const coverage = {
      at: () => undefined,
      sampledShare: (service: string) => (service === '1' ? 0.1 : undefined),
    };
    expect(judged({ missing: ['0', '1'] }, { coverage }).state).toBe('unseen');
    expect(judged({ missing: ['0'] }, { coverage }).state).toBe('broken');
  });
});

describe('the answer to a request', () => {
  it.each([
    ['200', 'answered', false],
    ['404', 'answered', true],
    ['499', 'answered', true],
    ['500', 'answered', false],
    ['502', 'unavailable', false],
    ['503', 'unavailable', false],
    ['504', 'unavailable', false],
    ['600', 'none', false],
    ['40', 'none', false],
    ['4040', 'none', false],
    ['OK', 'none', false],
    ['ERROR', 'none', false],
    ['', 'none', false],
    ['0', 'answered', false],
    ['1', 'none', true],
    ['CANCELLED', 'none', true],
    ['2', 'none', false],
    ['UNKNOWN', 'none', false],
    ['3', 'answered', true],
    ['invalid_argument', 'answered', true],
    ['4', 'none', false],
    ['DEADLINE_EXCEEDED', 'none', false],
    ['5', 'answered', true],
    ['6', 'answered', true],
    ['7', 'answered', true],
    ['8', 'answered', false],
    ['RESOURCE_EXHAUSTED', 'answered', false],
    ['9', 'answered', true],
    ['10', 'answered', false],
    ['11', 'answered', true],
    ['12', 'answered', false],
    ['13', 'answered', false],
    ['14', 'none', false],
    ['UNAVAILABLE', 'none', false],
    ['15', 'answered', false],
    ['16', 'answered', true],
    ['17', 'none', false],
  ])('%s is %s, and a refusal: %s', (statusCode, answer, refusal) => {
    expect(answerOf(publish('a', 'b', 0n, { statusCode }))).toBe(answer);
    expect(isRefusal({ statusCode })).toBe(refusal);
  });

  it.each([
    ['0', 'OK'],
    ['1', 'CANCELLED'],
    ['2', 'UNKNOWN'],
    ['3', 'INVALID_ARGUMENT'],
    ['4', 'DEADLINE_EXCEEDED'],
    ['5', 'NOT_FOUND'],
    ['6', 'ALREADY_EXISTS'],
    ['7', 'PERMISSION_DENIED'],
    ['8', 'RESOURCE_EXHAUSTED'],
    ['9', 'FAILED_PRECONDITION'],
    ['10', 'ABORTED'],
    ['11', 'OUT_OF_RANGE'],
    ['12', 'UNIMPLEMENTED'],
    ['13', 'INTERNAL'],
    ['14', 'UNAVAILABLE'],
    ['15', 'DATA_LOSS'],
    ['16', 'UNAUTHENTICATED'],
    ['17', undefined],
    ['200', undefined],
    ['OK', undefined],
    ['unauthenticated', 'UNAUTHENTICATED'],
  ])('by gRPC code %s is %s', (code, name) => {
    expect(grpcName(code)).toBe(name);
  });
});
