import { Trans, useTranslation } from 'react-i18next';
import { CodeBlock } from '../code-block.js';
import { firstOrderCommand, receiverAddress } from './first-order-command.js';
import './first-order.css';

/** Help in an empty list: how to send the first order. */
export function FirstOrder() {
  const { t } = useTranslation();
  const address = receiverAddress(location);
  return (
    <section className="first-order panel">
      <h2>{t('orders.empty.title')}</h2>
      <p className="muted">
        <Trans
          i18nKey="orders.empty.text"
          values={{ attribute: orderAttribute }}
          components={[<code key="attribute" className="mono" />]}
        />
      </p>
      <CodeBlock text={firstOrderCommand(address)} />
      <p className="muted">{t('orders.empty.then')}</p>
      <CodeBlock text={`OTEL_EXPORTER_OTLP_ENDPOINT=${address}`} />
    </section>
  );
}

const orderAttribute = 'order_id';
