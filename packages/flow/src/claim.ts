import { definedFields } from '@ordertrace/conventions';
import type { FlowClaim } from '@ordertrace/model';
import { isMapPlace, valueOf, type Entry, type FlowFile } from './flow-file.js';

const keys = ['rank', 'tenant', 'service', 'stage', 'attributes'];

function readRank(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function readAttributes(file: FlowFile, entry: Entry | undefined): Record<string, readonly string[]> {
  const entries = entry ? file.entries(entry.value, 'attributes') : [];
  return Object.fromEntries(
    entries.map(({ name, value }) => [name, file.texts(value, `the values of ${name}`)]),
  );
}

/** Reads which orders follow the flow; `stages` are the flow's own. */
export function readClaim(
  file: FlowFile,
  entry: Entry | undefined,
  stages: ReadonlySet<string>,
): FlowClaim | undefined {
  if (!entry) return undefined;
  if (!isMapPlace(entry.value)) {
    const example = '{ tenant: [acme] }, or { stage: REPAIR_ASKED }';
    file.report(entry.value ?? entry.key, `for says which orders take this flow, like ${example}.`);
    return undefined;
  }
  const entries = file.entries(entry.value, 'for', keys);
  const [rank, tenant, service, stage, attributes] = keys.map((key) => valueOf(entries, key));
  if (!tenant && !service && !stage && !attributes)
    file.report(entry.key, 'for needs a condition for orders: tenant, service, stage or attributes.');
  const place = rank && file.parsed(rank.value, 'write a whole number, lower is asked first', readRank);
  const known = (name: string): string | undefined => (stages.has(name) ? name : undefined);
  const entered =
    stage &&
    file
      .items(stage.value, 'stage')
      .flatMap((item) => file.parsed(item, 'name a stage of this flow', known) ?? []);
  return {
    ...definedFields({ rank: place }),
    ...(tenant ? { tenants: file.texts(tenant.value, 'tenant') } : {}),
    ...(service ? { services: file.texts(service.value, 'service') } : {}),
    ...(entered ? { stages: entered } : {}),
    attributes: readAttributes(file, attributes),
  };
}
