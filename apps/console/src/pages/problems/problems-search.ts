import { definedFields } from '@ordertrace/conventions';
import { diagnosisCodes, type DiagnosisCode } from '@ordertrace/model';
import type { ProblemListQuery } from '@ordertrace/api';

export const shownStates = ['open', 'acknowledged', 'resolved', 'all'] as const;
export type ShownState = (typeof shownStates)[number];

export const problemSorts = ['since', '-since', 'opened_at', '-opened_at'] as const;
export type ProblemSort = (typeof problemSorts)[number];

/** Search parameters of the problems page. Invalid ones are dropped. */
export interface ProblemsSearch {
  /** Default: unresolved problems. */
  readonly state?: ShownState | undefined;
  readonly cause?: string | undefined;
  readonly tenant?: string | undefined;
  readonly flow?: string | undefined;
  readonly stage?: string | undefined;
  readonly code?: DiagnosisCode | undefined;
  readonly assignee?: string | undefined;
  /** Only problems opened from this time on: RFC 3339, or `visit` for the last visit of this page. */
  readonly since?: string | undefined;
  readonly sort?: ProblemSort | undefined;
}

export function readProblemsSearch(search: Readonly<Record<string, unknown>>): ProblemsSearch {
  const text = (name: keyof ProblemsSearch) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  const oneOf = (name: keyof ProblemsSearch, values: readonly string[]) =>
    values.includes(String(search[name])) ? { [name]: search[name] } : {};
  const since = search['since'];
  return {
    ...oneOf('state', shownStates),
    ...text('cause'),
    ...text('tenant'),
    ...text('flow'),
    ...text('stage'),
    ...oneOf('code', diagnosisCodes),
    ...text('assignee'),
    ...(typeof since === 'string' && (since === 'visit' || !Number.isNaN(Date.parse(since)))
      ? { since }
      : {}),
    ...oneOf('sort', problemSorts),
  };
}

/** Query for the server. `visit` is the time of the last visit. */
export function problemListQuery(search: ProblemsSearch, visit: string | undefined): ProblemListQuery {
  const { state, cause, tenant, flow, stage, code, assignee, since, sort } = search;
  const openedAfter = since === 'visit' ? visit : since;
  return {
    ...(state === 'all' ? {} : { state: state ?? 'unresolved' }),
    ...definedFields({ cause, tenant, flow, stage, code, assignee, opened_after: openedAfter }),
    sort: sort ?? 'since',
    limit: 100,
  };
}
