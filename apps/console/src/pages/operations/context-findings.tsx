import type { ContextFinding } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icons.js';
import { microsOf } from '../../design/instant.js';
import { OrderLinks } from '../../design/order-links.js';
import { useFormat } from '../../language/use-format.js';

/** Places that lose context, by kind, with the remedy and examples. */
export function ContextFindings({ findings }: { readonly findings: readonly ContextFinding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0) {
    return (
      <p className="panel operations-calm">
        <Icon name="check" size={16} />
        {t('operations.context.nothingLost')}
      </p>
    );
  }
  const losses = [...new Set(findings.map(({ loss }) => loss))];
  return (
    <section className="section" aria-labelledby="context-findings">
      <h2 id="context-findings">{t('operations.context.findings')}</h2>
      {losses.map((loss) => (
        <div key={loss} className="panel context-loss">
          <h3>{t(`operations.context.loss.${loss}`)}</h3>
          <p className="muted">{t(`operations.context.todo.${loss}`)}</p>
          <ul>
            {findings
              .filter((finding) => finding.loss === loss)
              .map((finding) => (
                <Finding
                  key={`${finding.application_name} ${finding.from ?? ''} ${finding.place}`}
                  finding={finding}
                />
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Finding({ finding }: { readonly finding: ContextFinding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { application_name: application, from, place, count, last_at: lastAt, examples } = finding;
  const traces = onceEach(
    examples.flatMap(({ trace_id: trace, span_id: span }) => (trace === null ? [] : [{ trace, span }])),
    ({ trace }) => trace,
  );
  const orders = onceEach(
    examples.flatMap(({ order_id: orderId, tenant_id: tenant }) =>
      orderId === null ? [] : [{ order_id: orderId, tenant_id: tenant ?? '' }],
    ),
    (order) => `${order.tenant_id} ${order.order_id}`,
  );
  return (
    <li className="context-finding">
      <span className="context-count">{format.count(count)}</span>
      <span className="context-place">
        {from !== null && <span className="muted">{`${from} → `}</span>}
        <strong>{application}</strong> <span className="mono">{place}</span>
      </span>
      <span className="context-examples muted">
        {format.moment(microsOf(lastAt))}
        {traces.map(({ trace, span }) => (
          <Link
            key={`${trace} ${span ?? ''}`}
            to="/traces/$traceId"
            params={{ traceId: trace }}
            search={span === null ? {} : { span }}
          >
            {t('shell.trace', { id: trace.slice(0, 8) })}
          </Link>
        ))}
        {orders.length > 0 && <OrderLinks orders={orders} label={t('traces.orders')} />}
      </span>
    </li>
  );
}

function onceEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
