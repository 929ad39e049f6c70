import type { ImportReport } from '@ordertrace/api';
import type { Texts } from '@ordertrace/words';

/** A report for people. */
export function importText(report: ImportReport, t: Texts): string {
  return [
    t(`importReport.states.${report.state}`),
    '',
    ...understoodLines(report, t),
    t('commandImport.counts', {
      events: report.events,
      orders: report.orders,
      from: short(report.first_at),
      to: short(report.last_at),
    }),
    t('commandImport.activities', {
      list: report.activities.map(({ name, count }) => `${name} ${count}`).join(', '),
    }),
    ...storedLines(report, t),
    ...report.notes.map(({ code, count, first }) =>
      t('commandImport.first', { note: t(`importReport.note.${code}`, { count }), first }),
    ),
    ...(report.scrubbed > 0 ? [t('commandImport.scrubbed', { count: report.scrubbed })] : []),
    ...(report.events === 0 && report.refused === 0 ? [t('commandImport.nothing')] : []),
    ...previewLines(report, t),
    ...refusalLines(report, t),
    ...nextLines(report, t),
  ].join('\n');
}

function understoodLines({ understood, source, tenant_id: tenant }: ImportReport, t: Texts): string[] {
  const { variant, encoding, separator, time_zone: zone, object_type: type, date_order: order } = understood;
  const { time_example: example } = understood;
  const mapping = Object.entries(understood.mapping).map(([part, column]) => `${part} = ${column}`);
  const how = [
    encoding,
    separator &&
      t('commandImport.separator', { separator: separator === '\t' ? t('commandImport.tab') : separator }),
    zone && t('commandImport.zone', { zone }),
    order && t('commandImport.dateOrder', { order }),
    example && t('importReport.timeExample', { written: example.written, read: short(example.read_as) }),
    type && t('commandImport.objectType', { type }),
  ].filter((part) => part !== null);
  return [
    t('commandImport.understood', { variant, how: how.join(', ') }),
    `  ${mapping.join(', ')}`,
    t('commandImport.keptAs', { source, tenant }),
  ];
}

function storedLines({ new: count, counted, orders, state, stored_before: stored }: ImportReport, t: Texts) {
  const { in_this_log: before, elsewhere } = stored;
  return [
    ...(before > 0 ? [t('importReport.fresh', { count, before })] : []),
    ...elsewhere.map(({ source, tenant_id: tenant, events }) =>
      t('importReport.elsewhere', { source, tenant, count: events }),
    ),
    ...(state === 'counting' ? [t('importReport.counting', { counted, orders })] : []),
  ];
}

function previewLines({ preview }: ImportReport, t: Texts): string[] {
  return preview
    .slice(0, 3)
    .flatMap(({ order_id: order, tenant_id: tenant, events }) => [
      t('commandImport.order', { order, tenant }),
      ...events
        .slice(0, 8)
        .map(
          ({ activity, at, resource }) =>
            `  ${short(at)}  ${resource === null ? activity : t('commandImport.by', { activity, resource })}`,
        ),
      ...(events.length > 8 ? [`  ${t('commandImport.more', { count: events.length - 8 })}`] : []),
    ]);
}

function refusalLines({ refused, refusals }: ImportReport, t: Texts): string[] {
  if (refused === 0) return [];
  const shown = refusals.slice(0, 10);
  const rest = refused - shown.length;
  return [
    t('commandImport.refused', { count: refused }),
    ...shown.map(
      ({ where, field, problem, way_out: wayOut }) => `  ${where}, ${field}: ${problem} ${wayOut}`,
    ),
    ...(rest > 0 ? [`  ${t('commandImport.more', { count: rest })}`] : []),
  ];
}

function nextLines({ state, refused_for: reason, source, events }: ImportReport, t: Texts): string[] {
  if (reason !== null) return [t(reason === 'rows' ? 'commandImport.correct' : 'commandImport.choose')];
  if (events === 0) return [];
  return [state === 'checked' ? t('commandImport.again') : t('commandImport.next', { source })];
}

function short(at: string | null): string {
  return at === null ? '–' : at.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}
