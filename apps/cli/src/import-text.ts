import type { ImportReport } from '@ordertrace/api';

const states: Readonly<Record<ImportReport['state'], string>> = {
  done: 'Imported.',
  checked: 'Checked, nothing kept (--dry-run).',
  refused: 'Refused: nothing was kept.',
  stopped: 'Stopped at the first error: what came before it was kept.',
};

const noteTexts: Readonly<Record<string, string>> = {
  start_without_end: 'starts have no end: taken as they are',
  end_without_start: 'ends have no start: taken without one',
  lifecycle_passed_over:
    'rows of other steps of the lifecycle were passed over (--lifecycle each takes them)',
  time_occurs_twice: 'times occur twice when clocks are put back: the first was taken',
  no_time_of_day: 'times have no time of day: taken as midnight',
  object_not_declared: 'references name objects that the file does not declare',
  event_of_other_object_type: 'events name no object of the followed type: passed over',
  digits_beyond_nanoseconds: 'times have more than nine digits of the second: the rest was cut',
};

/** A report for people. */
export function importText(report: ImportReport): string {
  return [
    states[report.state],
    '',
    ...understoodLines(report),
    `${report.events} events of ${report.orders} orders, from ${short(report.first_at)} to ${short(report.last_at)}`,
    `activities: ${report.activities.map(({ name, count }) => `${name} ${count}`).join(', ')}`,
    ...report.notes.map(
      ({ code, count, first }) => `note: ${count} ${noteTexts[code] ?? code} (first: ${first})`,
    ),
    ...(report.scrubbed > 0 ? [`the privacy gate replaced something in ${report.scrubbed} values`] : []),
    ...(report.events === 0 && report.refused === 0 ? ['There is no event in it: nothing to import.'] : []),
    ...previewLines(report),
    ...refusalLines(report),
    ...nextLines(report),
  ].join('\n');
}

function understoodLines({ understood, source, tenant_id: tenant }: ImportReport): string[] {
  const { variant, encoding, separator, time_zone: zone, object_type: type } = understood;
  const mapping = Object.entries(understood.mapping).map(([part, column]) => `${part} = ${column}`);
  const how = [
    encoding,
    separator === null ? null : `separator ${separator === '\t' ? 'tab' : separator}`,
    zone === null ? null : `times without offset are ${zone}`,
    understood.date_order === null ? null : `dates ${understood.date_order}`,
    type === null ? null : `orders are objects of the type ${type}`,
  ].filter((part) => part !== null);
  return [
    `understood as ${variant}: ${how.join(', ')}`,
    `  ${mapping.join(', ')}`,
    `kept as ${source}; orders without a tenant of their own as those of tenant ${tenant} (--tenant)`,
  ];
}

function previewLines({ preview }: ImportReport): string[] {
  return preview
    .slice(0, 3)
    .flatMap((order) => [
      `order ${order.order_id} (${order.tenant_id})`,
      ...order.events
        .slice(0, 8)
        .map(
          ({ activity, at, resource }) =>
            `  ${short(at)}  ${activity}${resource === null ? '' : `  by ${resource}`}`,
        ),
      ...(order.events.length > 8 ? [`  … ${order.events.length - 8} more`] : []),
    ]);
}

function refusalLines({ refused, refusals }: ImportReport): string[] {
  if (refused === 0) return [];
  const shown = refusals.slice(0, 10);
  return [
    `${refused} rows refused:`,
    ...shown.map(
      ({ where, field, problem, way_out: wayOut }) => `  ${where}, ${field}: ${problem} ${wayOut}`,
    ),
    ...(refused > shown.length ? [`  … ${refused - shown.length} more`] : []),
  ];
}

const correctIt = 'Correct it, or take all other rows: --on-error skip.';

function nextLines({ state, source, events }: ImportReport): string[] {
  if (events === 0) return state === 'refused' ? [correctIt] : [];
  if (state === 'checked') return ['Import it by the same command without --dry-run.'];
  if (state === 'refused') return [correctIt];
  return [`See where the time goes: ordertrace flow map --source ${source}`];
}

function short(at: string | null): string {
  return at === null ? '–' : at.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}
