import { Button, NativeSelect } from '@mantine/core';
import type { CreatedOrderLink, OrderKey, OrderLink } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orderLinksQuery, useNewOrderLink, useRevokedOrderLink } from '../../api/order-link-queries.js';
import { copyText } from '../../design/copy-text.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';

const lifetimes = ['1d', '7d', '30d', '90d'] as const;

/** Links to the order for a customer without an account: creates one, lists valid ones, revokes them. */
export function CustomerLinks({ order }: { readonly order: OrderKey }) {
  const { t } = useTranslation();
  const [expiresIn, setExpiresIn] = useState('7d');
  const links = useQuery(orderLinksQuery(order));
  const made = useNewOrderLink(order);
  const active = links.data?.links.filter((link) => link.state === 'active') ?? [];
  const error = made.error ?? links.error;
  return (
    <section className="customer-links" aria-label={t('customerLinks.title')}>
      <p className="muted">{t('customerLinks.what')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          made.mutate(expiresIn);
        }}
      >
        <NativeSelect
          size="xs"
          label={t('customerLinks.lasts')}
          value={expiresIn}
          data={lifetimes.map((value) => ({ value, label: t(`customerLinks.lifetimes.${value}`) }))}
          onChange={(event) => {
            setExpiresIn(event.currentTarget.value);
          }}
        />
        <Button size="xs" variant="filled" type="submit" disabled={made.isPending}>
          {t('customerLinks.make')}
        </Button>
      </form>
      {made.data !== undefined && <MadeLink key={made.data.link_id} link={made.data} />}
      {error !== null && <InlineProblem error={error} />}
      <ul>
        {active.map((link) => (
          <ActiveLink key={link.link_id} link={link} />
        ))}
      </ul>
    </section>
  );
}

/** A new link. Its address is shown only once. */
function MadeLink({ link }: { readonly link: CreatedOrderLink }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <p className="made-link">
      <span className="mono">{link.url}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          void copyText(link.url).then(setCopied);
        }}
      >
        <span aria-live="polite">{copied ? t('code.copied') : t('customerLinks.copy')}</span>
      </Button>
      <span className="faint">{t('customerLinks.once')}</span>
    </p>
  );
}

function ActiveLink({ link }: { readonly link: OrderLink }) {
  const { t } = useTranslation();
  const format = useFormat();
  const revoked = useRevokedOrderLink();
  const until = format.moment(microsOf(link.expires_at));
  const text = t('customerLinks.active', { id: link.link_id, until, by: link.created_by ?? '' });
  return (
    <li>
      <span>{text}</span>
      <Button
        size="compact-xs"
        variant="default"
        disabled={revoked.isPending}
        aria-label={`${t('customerLinks.revoke')}: ${text}`}
        onClick={() => {
          revoked.mutate(link.link_id);
        }}
      >
        {t('customerLinks.revoke')}
      </Button>
      {revoked.error !== null && <InlineProblem error={revoked.error} />}
    </li>
  );
}
