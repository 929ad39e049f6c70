import { spanKinds, type SpanKind } from '@ordertrace/model';
import { compareTexts } from '@ordertrace/store';
import { columnsOf, keeps, type Snapshot } from '../reading/snapshot.js';

export function servicesOf({ recent, runs }: Snapshot): string[] {
  const services = new Set(runs.flatMap((run) => run.operations.map((operation) => operation.service)));
  for (const batch of recent)
    for (const kind of ['span', 'log'] as const) {
      const { length, service } = columnsOf(batch.batch, kind);
      for (let row = 0; row < length; row++)
        if (keeps(batch, kind, row)) services.add(batch.batch.texts[service[row] ?? 0] ?? '');
    }
  return [...services].sort(compareTexts);
}

export interface NamedOperation {
  readonly name: string;
  readonly kind: SpanKind;
}

export function operationsOf({ recent, runs }: Snapshot, service: string): NamedOperation[] {
  const operations = new Map<string, NamedOperation>();
  const add = (name: string, kindNumber: number) => {
    const kind = spanKinds[kindNumber] ?? 'unspecified';
    operations.set(JSON.stringify([name, kind]), { name, kind });
  };
  for (const run of runs)
    for (const operation of run.operations)
      if (operation.record === 'span' && operation.service === service) add(operation.name, operation.kind);
  for (const batch of recent) {
    const { spans, texts } = batch.batch;
    for (let row = 0; row < spans.length; row++)
      if (texts[spans.service[row] ?? 0] === service && batch.hasSpan(row))
        add(texts[spans.name[row] ?? 0] ?? '', spans.kind[row] ?? 0);
  }
  return [...operations.values()].sort(
    (a, b) => compareTexts(a.name, b.name) || compareTexts(a.kind, b.kind),
  );
}
