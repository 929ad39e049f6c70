import type { Catalogue } from '@ordertrace/store';

interface JaegerOperation {
  readonly name: string;
  readonly spanKind: string;
}

/** A service's operations, and which of them a client asks for. */
export interface OperationQuery {
  readonly service: string;
  /** Only operations with this kind. */
  readonly kind?: string | undefined;
  /** The name of an unspecified kind: empty in Jaeger's first API, `internal` in its third. */
  readonly unspecified: '' | 'internal';
}

/** Lists each name and kind once. */
export async function operationsOf(
  store: Pick<Catalogue, 'operations'>,
  { service, kind, unspecified }: OperationQuery,
): Promise<JaegerOperation[]> {
  const found = new Map<string, JaegerOperation>();
  for (const operation of await store.operations({ service })) {
    const spanKind = operation.kind === 'unspecified' ? unspecified : operation.kind;
    if (kind !== undefined && spanKind !== kind) continue;
    found.set(JSON.stringify([operation.name, spanKind]), { name: operation.name, spanKind });
  }
  return [...found.values()];
}
