import { definedFields } from '@ordertrace/conventions';
import type { OutcomeRetention, RetentionPolicy } from '@ordertrace/model';
import { readMillis } from './amounts.js';
import { isMapPlace, valueOf, type Entry, type FlowFile } from './flow-file.js';

const keys = ['healthy', 'problem', 'technical'];
const outcomeKeys = ['keep', 'skeleton'];
const expected = 'write a time like 30 days or 2 years';

/** Reads what data of closed orders is removed, and when; `undefined` if the file does not define it. */
export function readRetention(file: FlowFile, entry: Entry | undefined): RetentionPolicy | undefined {
  if (!entry) return undefined;
  const entries = file.entries(entry.value, 'retention', keys);
  const [healthy, problem, technical] = keys.map((key) => valueOf(entries, key));
  const technicalMs = technical && file.parsed(technical.value, expected, readMillis);
  return {
    ...outcome('healthy', readOutcome(file, healthy)),
    ...outcome('problem', readOutcome(file, problem)),
    ...definedFields({ technicalMs }),
  };
}

function outcome(name: 'healthy' | 'problem', value: OutcomeRetention | undefined): RetentionPolicy {
  return value === undefined ? {} : { [name]: value };
}

/** Reads a time, or `keep` and `skeleton`. */
function readOutcome(file: FlowFile, entry: Entry | undefined): OutcomeRetention | undefined {
  if (!entry) return undefined;
  if (!isMapPlace(entry.value)) {
    const keepMs = file.parsed(entry.value, expected, readMillis);
    return keepMs === undefined ? undefined : { keepMs };
  }
  const entries = file.entries(entry.value, entry.name, outcomeKeys);
  const [keep, skeleton] = outcomeKeys.map((key) => valueOf(entries, key));
  if (!keep) file.report(entry.key, `${entry.name} needs keep: ${expected}.`);
  const keepMs = keep && file.parsed(keep.value, expected, readMillis);
  const skeletonMs = skeleton && file.parsed(skeleton.value, expected, readMillis);
  if (keepMs === undefined) return undefined;
  if (skeletonMs !== undefined && skeletonMs < keepMs)
    file.report(skeleton?.value, 'skeleton must not be shorter than keep: both count from the closing.');
  return { keepMs, ...definedFields({ skeletonMs }) };
}
