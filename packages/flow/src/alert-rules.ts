import type { Certainty } from '@ordertrace/model';
import type { AlertChannel } from './alert-channels.js';
import type { AlertKind } from './alert-kind.js';
import type { AlertSettings } from './alerts-file.js';
import { quietEndMs } from './quiet-hours.js';

export interface AlertTopic {
  readonly kind: AlertKind;
  readonly certainty: Certainty;
}

export type AlertRefusal = 'situation_not_listed' | 'not_certain_enough';

/** Why a channel is not notified; `undefined` where it is. A prediction is never certain, so its certainty does not count. */
export function alertRefusal(
  channel: Pick<AlertChannel, 'situations' | 'certainty'>,
  { kind, certainty }: AlertTopic,
): AlertRefusal | undefined {
  if (!channel.situations.includes(kind)) return 'situation_not_listed';
  if (kind === 'at_risk' || channel.certainty === 'likely' || certainty === 'proven') return undefined;
  return 'not_certain_enough';
}

/** The unresolved problems of one cause, as a channel sees them. Times in milliseconds since the epoch. */
export interface AlertCause {
  readonly kind: AlertKind;
  /** When the first and the latest problem were opened. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The last alert of the cause. */
export interface LastAlert {
  readonly atMs: number;
  /** It covered the problems that were opened until then. */
  readonly untilMs: number;
}

export interface NextAlert {
  /** When it would be sent without quiet hours. */
  readonly dueMs: number;
  readonly atMs: number;
}

/**
 * The next alert of a cause; `undefined` where there is nothing new. The first alert is sent when its problems have
 * gathered, each later one after the time to repeat. No alert is sent before `nowMs`, or within quiet hours.
 */
export function nextAlert(
  settings: Pick<AlertSettings, 'gatherMs' | 'repeatAfterMs' | 'quiet'>,
  cause: AlertCause,
  { last, nowMs }: { readonly last: LastAlert | undefined; readonly nowMs: number },
): NextAlert | undefined {
  if (last !== undefined && cause.lastMs <= last.untilMs) return undefined;
  const ruleMs = last === undefined ? cause.firstMs + settings.gatherMs : last.atMs + settings.repeatAfterMs;
  const dueMs = Math.max(ruleMs, nowMs);
  const { quiet } = settings;
  const isQuietFree = quiet === undefined || quiet.except.includes(cause.kind);
  return { dueMs, atMs: isQuietFree ? dueMs : quietEndMs(quiet, dueMs) };
}
