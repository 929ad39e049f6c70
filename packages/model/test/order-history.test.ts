import { orderHistory, type OrderEvent } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow } from './sample-flow.js';

const ref = { tenantId: 'acme', orderId: '1' };
const base = { ...ref, service: 'mes-api' };

function entered(stage: string, timeNanos: bigint): OrderEvent {
  return { type: 'transition', ...base, stage, timeNanos };
}

function begun(timeNanos: bigint): OrderEvent {
  return { type: 'work_started', ...base, work: 'price model', timeNanos };
}

function stepsOf(events: readonly OrderEvent[]) {
  return orderHistory({ ref, flow, events, open: true })?.steps;
}

describe('the way of a live order', () => {
  const way = [entered('SUBMITTED', 100n), entered('PRICED', 200n), entered('APPROVED', 300n)];

  it('says when the first work began that led to a step', () => {
    const steps = stepsOf([begun(180n), ...way, begun(150n)]);
    expect(steps).toMatchObject([{ timeNanos: 100n }, { timeNanos: 200n, workNanos: 150n }, {}]);
    expect(steps?.filter((step) => 'workNanos' in step)).toHaveLength(1);
    expect(steps?.some((step) => 'startNanos' in step)).toBe(false);
  });

  it('takes no work from before the order came or after it moved on', () => {
    const steps = stepsOf([begun(50n), ...way, begun(400n)]);
    expect(steps?.some((step) => 'workNanos' in step)).toBe(false);
  });

  it('of an event log has intervals as the log says', () => {
    const events = way.map((event) => ({ ...event, source: 'imported:log', startNanos: 90n }) as OrderEvent);
    const steps = stepsOf([...events, begun(150n)]);
    expect(steps?.every((step) => step.startNanos === 90n && !('workNanos' in step))).toBe(true);
  });
});
