import { definedFields } from '@ordertrace/conventions';

/** Periods of the numbers, in days. */
export const periods = [7, 30, 90] as const;
export type Period = (typeof periods)[number];

/** Search parameters of the start page. Invalid ones are dropped. */
export interface StartSearch {
  readonly days?: Period | undefined;
  readonly tenant?: string | undefined;
}

export function readStartSearch(search: Readonly<Record<string, unknown>>): StartSearch {
  const days = periods.find((each) => String(each) === String(search['days']));
  const tenant = search['tenant'];
  return {
    ...definedFields({ days }),
    ...(typeof tenant === 'string' && tenant !== '' ? { tenant } : {}),
  };
}

export const usualPeriod: Period = 30;
const dayMs = 86_400_000;
const quarterMs = 15 * 60_000;

/**
 * The last `days` days up to the current quarter of an hour, so that the query stays the same for a while.
 */
export function periodUntil(nowMs: number, days: Period): { readonly from: string; readonly to: string } {
  const to = Math.ceil(nowMs / quarterMs) * quarterMs;
  return { from: new Date(to - days * dayMs).toISOString(), to: new Date(to).toISOString() };
}
