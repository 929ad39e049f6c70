import type { ImportReport } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { readOrdersSearch } from '../../addresses/orders-search.js';

type Part<Name extends keyof ImportReport> = Readonly<Pick<ImportReport, Name>>;

/** Report of an import: interpretation, results and refusals. */
export function ImportReportView({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation();
  const { understood, events, orders } = report;
  const mapping = Object.entries(understood.mapping).map(([part, column]) => `${part} = ${column}`);
  const span = { from: dayOf(report.first_at), to: dayOf(report.last_at) };
  return (
    <section className="import-report" aria-label={t(`importReport.states.${report.state}`)}>
      <h2>{t(`importReport.states.${report.state}`)}</h2>
      <p>{t('importing.counts', { events, orders, ...span })}</p>
      <p className="import-understood">
        {t('importing.understood', { variant: understood.variant })}: {mapping.join(', ')}
      </p>
      {understood.time_example !== null && (
        <p className="import-understood">
          {t('importReport.timeExample', {
            written: understood.time_example.written,
            read: secondOf(understood.time_example.read_as),
          })}
        </p>
      )}
      <StoredBefore report={report} />
      {report.scrubbed > 0 ? <p>{t('importing.scrubbed', { count: report.scrubbed })}</p> : null}
      <Notes notes={report.notes} />
      <Refusals refused={report.refused} refusals={report.refusals} />
      <Preview preview={report.preview} />
      {report.kept > 0 ? (
        <Link to="/orders" search={readOrdersSearch({ show: 'all', tenant: report.tenant_id })}>
          {t('importing.seeOrders')}
        </Link>
      ) : null}
    </section>
  );
}

/** What of the file was stored before, and what statistics count. */
function StoredBefore({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation();
  const { counted, orders, stored_before: stored } = report;
  const before = stored.in_this_log;
  return (
    <>
      {report.state === 'counting' && <p role="status">{t('importReport.counting', { counted, orders })}</p>}
      {before > 0 && <p>{t('importReport.fresh', { count: report.new, before })}</p>}
      {stored.elsewhere.length > 0 && (
        <ul>
          {stored.elsewhere.map(({ source, tenant_id: tenant, events }) => (
            <li key={`${source} ${tenant}`}>
              {t('importReport.elsewhere', { source, tenant, count: events })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function dayOf(at: string | null): string {
  return at === null ? '–' : at.slice(0, 10);
}

/** To the second, in UTC. */
function secondOf(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`;
}

function Notes({ notes }: Part<'notes'>) {
  const { t } = useTranslation();
  if (notes.length === 0) return null;
  return (
    <>
      <h3>{t('importing.notes')}</h3>
      <ul>
        {notes.map(({ code, count, first }) => (
          <li key={code}>
            {t(`importReport.note.${code}`, { count })} ({first})
          </li>
        ))}
      </ul>
    </>
  );
}

function Refusals({ refused, refusals }: Part<'refused' | 'refusals'>) {
  const { t } = useTranslation();
  if (refused === 0) return null;
  return (
    <>
      <h3>{t('importing.refusals', { count: refused })}</h3>
      <div
        className="import-scroll"
        tabIndex={0}
        role="region"
        aria-label={t('importing.refusals', { count: refused })}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{t('importing.where')}</th>
              <th scope="col">{t('importing.field')}</th>
              <th scope="col">{t('importing.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {refusals.map(({ row, field, where, problem, way_out: wayOut }) => (
              <tr key={`${row} ${field}`}>
                <td>{where}</td>
                <td>{field}</td>
                <td>
                  {problem} {wayOut}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Preview({ preview }: Part<'preview'>) {
  const { t } = useTranslation();
  if (preview.length === 0) return null;
  return (
    <>
      <h3>{t('importing.preview')}</h3>
      {preview.map((order) => (
        <table key={`${order.tenant_id} ${order.order_id}`}>
          <caption>
            {order.order_id} ({order.tenant_id})
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('importing.at')}</th>
              <th scope="col">{t('importing.part.activity')}</th>
              <th scope="col">{t('importing.part.resource')}</th>
            </tr>
          </thead>
          <tbody>
            {order.events.slice(0, 10).map(({ at, activity, resource }, index) => (
              <tr key={index}>
                <td>{secondOf(at)}</td>
                <td>{activity}</td>
                <td>{resource ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  );
}
