import { Button } from '@mantine/core';
import type { Journey, Role } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linksQuery } from '../../api/queries.js';
import { meQuery } from '../../api/signed-in.js';
import { copyText } from '../../design/copy-text.js';
import { filledIn } from '../../design/filled-link.js';
import { Icon } from '../../design/icons.js';
import { CustomerLinks } from './customer-links.js';

const linkMakers: readonly Role[] = ['support', 'developer', 'admin'];

/** Copies the answer for a customer, and links the order in other systems. */
export function OrderActions({ journey }: { readonly journey: Journey }) {
  const { t } = useTranslation();
  const links = useQuery(linksQuery());
  const me = useQuery(meQuery());
  const [linking, setLinking] = useState(false);
  const mayLink = me.data?.roles.some((role) => linkMakers.includes(role)) ?? false;
  const { order_id, tenant_id } = journey.order;
  const kibana = filledIn(links.data?.kibana_order ?? null, { order_id, tenant_id });
  return (
    <>
      <div className="order-actions">
        {journey.order.customer_answer && <CopyMessage text={journey.order.customer_answer} />}
        {mayLink && (
          <Button
            size="xs"
            variant="default"
            aria-expanded={linking}
            onClick={() => {
              setLinking(!linking);
            }}
          >
            {t('customerLinks.title')}
          </Button>
        )}
        {kibana !== undefined && (
          <Button
            component="a"
            size="xs"
            variant="default"
            href={kibana}
            target="_blank"
            rel="noreferrer"
            leftSection={<Icon name="external" size={14} />}
          >
            {t('order.inKibana')}
          </Button>
        )}
      </div>
      {linking && <CustomerLinks order={{ orderId: order_id, tenantId: tenant_id }} />}
    </>
  );
}

function CopyMessage({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  return (
    <>
      <Button
        size="xs"
        variant="default"
        title={text}
        leftSection={<Icon name={state === 'copied' ? 'check' : 'copy'} size={14} />}
        onClick={() => {
          void copyText(text).then((done) => {
            setState(done ? 'copied' : 'failed');
          });
        }}
      >
        <span aria-live="polite">{state === 'copied' ? t('code.copied') : t('order.message.copy')}</span>
      </Button>
      {state === 'failed' && <pre className="order-message">{text}</pre>}
    </>
  );
}
