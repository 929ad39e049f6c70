import { Button } from '@mantine/core';
import type { Journey } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linksQuery } from '../../api/queries.js';
import { copyText } from '../../design/copy-text.js';
import { filledIn } from '../../design/filled-link.js';
import { Icon } from '../../design/icons.js';
import { useFormat } from '../../language/use-format.js';
import { orderMessage } from './order-message.js';

/** Copies what a customer may be told, and leads to where else the order can be looked at. */
export function OrderActions({ journey }: { readonly journey: Journey }) {
  const { t } = useTranslation();
  const links = useQuery(linksQuery());
  const { order_id, tenant_id } = journey.order;
  const kibana = filledIn(links.data?.kibana_order ?? null, { order_id, tenant_id });
  return (
    <div className="order-actions">
      <CopyMessage journey={journey} />
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
  );
}

function CopyMessage({ journey }: { readonly journey: Journey }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const text = orderMessage(journey, { t, format });
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
