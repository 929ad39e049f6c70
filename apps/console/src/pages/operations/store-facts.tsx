import type { OperationsStatus } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';

/** Size of the store, its content, and the progress of folding. */
export function StoreFacts({ status }: { readonly status: OperationsStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { store } = status;
  const behind = store.commits_to_fold;
  const facts = [
    { name: t('operations.store.since'), value: format.moment(microsOf(status.since)) },
    { name: t('operations.store.spans'), value: format.count(store.spans) },
    { name: t('operations.store.logs'), value: format.count(store.logs) },
    { name: t('operations.store.orders'), value: format.count(store.orders) },
    { name: t('operations.store.disk'), value: format.bytes(store.bytes_on_disk) },
    ...(store.disk_free_bytes === null
      ? []
      : [{ name: t('operations.store.free'), value: format.bytes(store.disk_free_bytes) }]),
    { name: t('operations.store.inFlight'), value: format.bytes(status.bytes_in_flight) },
    {
      name: t('operations.store.folding'),
      value: behind === 0 ? t('operations.store.folded') : t('operations.store.behind', { count: behind }),
    },
  ];
  return (
    <dl className="panel operations-facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt className="muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
