import type { Numbers, ProblemDetails } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, deliveredStage, nanosFromMillis, type OrderState, noCoverage } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore } from '@ordertrace/store';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { createApi } from '../src/api.js';
import { ProblemDesk } from '../src/problems/index.js';

const hour = nanosFromMillis(3_600_000);
const day = 24n * hour;
const dayMs = 86_400_000;
const now = nanosFromMillis(Date.now());

function order(orderId: string, part: Partial<OrderState>): OrderState {
  return {
    tenantId: 'retail',
    orderId,
    flow: 'manufacturer',
    stage: 'CLOSED',
    stageSinceNanos: now - day,
    firstSeenNanos: now - 10n * day,
    lastSeenNanos: now,
    ...part,
  };
}

describe("the company's three numbers", () => {
  const store = createMemoryStore();
  const flow = manufacturerFlow();
  const logger = pino({ level: 'silent' });
  const api = createApi({
    store,
    flows: () => flowsOf([flow]),
    coverage: noCoverage,
    gate: createGate(defaultPolicy),
    logger,
    metrics: createRegistry(),
    readiness: () => ({}),
    consoleFolder: undefined,
  });

  beforeAll(async () => {
    const delivered = [4n, 6n, 8n].map((days) =>
      order(`${days}`, { createdNanos: now - (days + 1n) * day, closedNanos: now - day }),
    );
    const before = order('before', { createdNanos: now - 43n * day, closedNanos: now - 40n * day });
    const stuck = order('stuck', {
      stage: 'SUBMITTED',
      stageSinceNanos: now - 3n * hour,
      createdNanos: now - 4n * hour,
      diagnosis: {
        situation: 'stuck',
        code: 'stage_overdue',
        details: { stage: 'SUBMITTED' },
        owner: 'mes-api',
        sinceNanos: now - 2n * hour,
        evidence: [],
        next: [],
      },
    });
    await store.saveOrders({ orders: [...delivered, before, stuck] });
    const desk = new ProblemDesk({ store, now: () => now - hour });
    await desk.reconcile([{ ref: stuck, order: stuck }]);
  });
  afterAll(async () => {
    await (await api).close();
    await store.close();
  });

  async function get<T>(query: string): Promise<{ status: number; body: T }> {
    const response = await (await api).inject({ url: `/api/v1/numbers${query}` });
    return { status: response.statusCode, body: response.json<T>() };
  }

  it('are told of the last 30 days, and of the 30 days before', async () => {
    const { body } = await get<Numbers>('');
    expect(body.lead_time.now).toEqual({
      orders: 3,
      median_ms: 6 * dayMs,
      p90_ms: expect.closeTo(7.6 * dayMs),
    });
    expect(body.lead_time.before).toEqual({ orders: 1, median_ms: 3 * dayMs, p90_ms: 3 * dayMs });
    expect(body.previous.to).toBe(body.from);
    expect(body.unresolved.now).toEqual({ open: 1, lost: 0, failed: 0, stuck: 1, slow: 0 });
    expect(body.unresolved.before).toMatchObject({ stuck: 0, slow: null });
    const { found_ms: found, resolved_ms: resolved, problems } = body.hours.now;
    expect([problems, found, resolved]).toEqual([1, 3_600_000, null]);
  });

  it('come as series that fill the time without a gap', async () => {
    const { body } = await get<Numbers>('');
    const { series } = body.lead_time;
    expect([series[0]?.from, series.at(-1)?.to]).toEqual([body.from, body.to]);
    for (const [i, period] of series.slice(1).entries()) expect(period.from).toBe(series[i]?.to);
    expect(series.reduce((sum, { orders }) => sum + orders, 0)).toBe(3);
    expect(body.unresolved.series.at(-1)).toMatchObject({ stuck: 1, open: 1 });
    expect(body.hours.series.reduce((sum, { problems }) => sum + problems, 0)).toBe(1);
  });

  it('are of one tenant where one is asked for', async () => {
    const { body } = await get<Numbers>('?tenant=none');
    expect(body.lead_time.now).toEqual({ orders: 0, median_ms: null, p90_ms: null });
    expect(body.unresolved.now).toMatchObject({ open: 0, stuck: 0 });
  });

  it.each([
    ['?from=yesterday', 'from'],
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['?from=1990-01-02T00:00:00Z', 'from'],
  ])('of %s are refused', async (query, field) => {
    const { status, body } = await get<ProblemDetails>(query);
    expect([status, body.field]).toEqual([400, field]);
  });

  it('count as delivered what ends the usual way, not the side exits', () => {
    expect(deliveredStage(flow)).toBe('CLOSED');
  });
});
