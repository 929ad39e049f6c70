import { Type, type Static } from 'typebox';
import { ImportProgress } from './event-logs.js';
import { oneOf, orNull, Timestamp } from './shapes.js';

const Count = Type.Integer({ minimum: 0 });

const SignalCounts = Type.Object({
  signal: oneOf(['traces', 'logs']),
  received: Type.Integer({ description: 'Records in requests that could be read' }),
  stored: Type.Integer({ description: 'Durably kept' }),
  duplicates: Type.Integer({ description: 'Byte-identical to one that was kept already' }),
  rejected: Type.Integer({ description: 'Records left out of requests that were kept' }),
  refused: Type.Integer({ description: 'Requests of which nothing was kept' }),
});

const Refusals = Type.Object({
  signal: oneOf(['traces', 'logs']),
  what: oneOf(['records', 'requests']),
  reason: Type.String(),
  count: Count,
});

export const ForwardTargetStatus = Type.Object({
  name: Type.String(),
  state: oneOf(
    ['up_to_date', 'catching_up', 'waiting'],
    'waiting: the target took nothing when last asked; it is asked again',
  ),
  lag_commits: Type.Integer({ description: 'Commits of the store that it has not got yet' }),
  taken: Count,
  rejected: Type.Integer({ description: 'Records that it refused for good' }),
  failures: Type.Integer({ description: 'Requests that it did not take; they are sent again' }),
  reason: orNull(Type.String(), 'Why it took nothing when last asked; null where it did'),
  last_taken_at: orNull(Timestamp),
  last_failed_at: orNull(Timestamp),
});
export type ForwardTargetStatus = Static<typeof ForwardTargetStatus>;

/** Status of receiving, folding and forwarding. Counts are since the server started. */
export const OperationsStatus = Type.Object({
  since: Timestamp,
  received: Type.Array(SignalCounts),
  refusals: Type.Array(Refusals, { description: 'Why records and requests were not kept' }),
  bytes_in_flight: Count,
  store: Type.Object({
    spans: Count,
    logs: Count,
    orders: Count,
    bytes_on_disk: Count,
    disk_free_bytes: orNull(Type.Integer(), 'null where nothing is kept on disk'),
    commits: Count,
    commits_to_fold: Type.Integer({ description: 'Kept, and not in the state of orders yet' }),
  }),
  applications: Type.Array(
    Type.Object({ application_name: Type.String(), last_seen_at: Timestamp, silent: Type.Boolean() }),
    { description: 'Heard since the server started' },
  ),
  forwarding: Type.Array(ForwardTargetStatus),
});
export type OperationsStatus = Static<typeof OperationsStatus>;

export const PinnedOrders = Type.Object({
  pins: Type.Array(
    Type.Object({
      tenant_id: Type.String(),
      order_id: Type.String(),
      at: Timestamp,
      by: Type.String(),
      note: Type.String(),
    }),
    { description: 'The latest first, 500 at most' },
  ),
  total: Count,
});
export type PinnedOrders = Static<typeof PinnedOrders>;

const ImportSummary = Type.Interface([Type.Omit(ImportProgress, ['report'])], {
  log: Type.String(),
  dry_run: Type.Boolean(),
  by: Type.String(),
  started_at: Timestamp,
});

/** Imports since the server started, at most a hundred, the latest first. */
export const ImportList = Type.Object({ imports: Type.Array(ImportSummary) });
export type ImportList = Static<typeof ImportList>;
