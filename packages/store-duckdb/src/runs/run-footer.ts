import { ByteReader } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import type { StrayNaming } from '../recent/recent-batch.js';
import { PageTable, readTime, writePages, writeTime, type PageInfo } from './page-table.js';
import type { RecordKind } from '../bytes/record-kind.js';

/** A kind of span or log record, by its searchable fields. A log record's `kind` is its severity. */
export interface Operation {
  readonly record: RecordKind;
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly status: number;
}

export interface Section {
  readonly at: number;
  /** Bytes, or entries of an index. */
  readonly length: number;
}

/** The end of a run's file: its content and positions. `Pages` is the form for writing or reading. */
interface RunFooter<Pages> {
  readonly firstCommit: bigint;
  readonly lastCommit: bigint;
  readonly spans: number;
  readonly logs: number;
  readonly dictionary: Section;
  readonly orderIndex: Section;
  readonly traceIndex: Section;
  readonly orderFilter: Section;
  readonly traceFilter: Section;
  readonly pages: Pages;
  readonly operations: readonly Operation[];
  readonly strays: readonly StrayNaming[];
  /** Checksums of the blocks between the dictionary and the footer; absent in the older format. */
  readonly checks: Uint32Array | undefined;
}

const sections = ['dictionary', 'orderIndex', 'traceIndex', 'orderFilter', 'traceFilter'] as const;

export function writeFooter(footer: RunFooter<readonly PageInfo[]>): Uint8Array {
  const out = new ByteWriter();
  writeTime(out, footer.firstCommit);
  writeTime(out, footer.lastCommit);
  out.number(footer.spans);
  out.number(footer.logs);
  for (const name of sections) {
    out.number(footer[name].at);
    out.number(footer[name].length);
  }
  writePages(out, footer.pages);
  out.number(footer.operations.length);
  for (const operation of footer.operations) {
    out.number(operation.record === 'span' ? 0 : 1);
    out.text(operation.service);
    out.text(operation.name);
    out.number(operation.kind);
    out.number(operation.status);
  }
  out.number(footer.strays.length);
  for (const stray of footer.strays) {
    out.text(stray.traceId);
    out.text(stray.tenantId);
    out.text(stray.orderId);
  }
  const checks = footer.checks ?? new Uint32Array(0);
  out.number(checks.length);
  for (const check of checks) out.word(check);
  return out.written();
}

export function readFooter(
  bytes: Uint8Array,
  { hasChecks }: { readonly hasChecks: boolean },
): RunFooter<PageTable> {
  const from = new ByteReader(bytes);
  const section = (): Section => ({ at: from.number(), length: from.number() });
  return {
    firstCommit: readTime(from),
    lastCommit: readTime(from),
    spans: from.number(),
    logs: from.number(),
    dictionary: section(),
    orderIndex: section(),
    traceIndex: section(),
    orderFilter: section(),
    traceFilter: section(),
    pages: new PageTable(from),
    operations: Array.from({ length: from.number() }, () => ({
      record: from.number() === 0 ? 'span' : 'log',
      service: from.text(),
      name: from.text(),
      kind: from.number(),
      status: from.number(),
    })),
    strays: Array.from({ length: from.number() }, () => ({
      traceId: from.text(),
      tenantId: from.text(),
      orderId: from.text(),
    })),
    checks: hasChecks ? Uint32Array.from({ length: from.number() }, () => from.word()) : undefined,
  };
}
