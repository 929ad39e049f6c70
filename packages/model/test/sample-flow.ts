import type { Flow, FlowStage, Transition, WorkingCalendar } from '@ordertrace/model';

export const moscow: WorkingCalendar = {
  timeZone: 'Europe/Moscow',
  weekDays: [1, 2, 3, 4, 5],
  fromMinute: 9 * 60,
  toMinute: 18 * 60,
  holidays: ['2026-11-04', '2026-12-31', '2027-01-01'],
  extraWorkingDays: ['2026-11-14'],
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const workingDays = (days: number): FlowStage['deadline'] => ({
  type: 'within',
  amount: { type: 'working', days },
});
const within = (millis: number): FlowStage['deadline'] => ({
  type: 'within',
  amount: { type: 'elapsed', millis },
});
const retail = { retail: 'shop-api', '*': 'mes-api' };
const mes = { '*': 'mes-api' };

function stage(name: string, next: string[], rest: Partial<FlowStage> = {}): FlowStage {
  return { name, next, owner: mes, with: [], waitsFor: 'operator', ...rest };
}

/** The manufacturer's stages, with a way back from PRODUCED to IN_PRODUCTION. */
export const flow: Flow = {
  name: 'sample',
  stages: [
    stage('CREATED', ['SUBMITTED', 'CANCELLED'], {
      owner: retail,
      waitsFor: 'customer',
      abandonedAfterMs: 30 * dayMs,
    }),
    stage('SUBMITTED', ['PRICED', 'REJECTED', 'CANCELLED'], {
      waitsFor: 'machine',
      with: ['calculation-service'],
      deadline: within(hourMs)!,
    }),
    stage('PRICED', ['APPROVED', 'CANCELLED'], {
      owner: retail,
      waitsFor: 'customer',
      abandonedAfterMs: 30 * dayMs,
    }),
    stage('APPROVED', ['IN_PRODUCTION', 'CANCELLED'], { deadline: workingDays(1)! }),
    stage('IN_PRODUCTION', ['PRODUCED', 'CANCELLED'], { deadline: workingDays(5)! }),
    stage('PRODUCED', ['PACKED', 'IN_PRODUCTION'], { deadline: workingDays(1)! }),
    stage('PACKED', ['SHIPPED'], { deadline: workingDays(1)! }),
    stage('SHIPPED', ['CLOSED'], { owner: retail, waitsFor: 'carrier', deadline: within(14 * dayMs)! }),
    stage('CLOSED', []),
    stage('REJECTED', []),
    stage('CANCELLED', []),
  ],
  start: ['CREATED'],
  end: ['CLOSED', 'REJECTED', 'CANCELLED'],
  calendar: moscow,
  messages: { withinMs: 300_000, exceptions: {}, receivers: {} },
  requests: { withinMs: 60_000, exceptions: {}, receivers: {} },
  coverage: 'full',
  learn: [],
};

export function at(text: string): bigint {
  return BigInt(Date.parse(text)) * 1_000_000n;
}

export const minute = 60_000_000_000n;
export const hour = 60n * minute;
export const second = 1_000_000_000n;

export const ref = { tenantId: 'retail', orderId: '48213' };

export function transition(stageName: string, timeNanos: bigint, rest: Partial<Transition> = {}): Transition {
  return { ...ref, type: 'transition', stage: stageName, timeNanos, service: 'shop-api', ...rest };
}

/** The way of a healthy order up to CLOSED: who says what, with the stage before. */
export const way = [
  ['CREATED', 'shop-api'],
  ['SUBMITTED', 'shop-api'],
  ['PRICED', 'mes-api'],
  ['APPROVED', 'shop-api'],
  ['IN_PRODUCTION', 'mes-api'],
  ['PRODUCED', 'mes-api'],
  ['PACKED', 'mes-api'],
  ['SHIPPED', 'mes-api'],
  ['CLOSED', 'shop-api'],
] as const;
