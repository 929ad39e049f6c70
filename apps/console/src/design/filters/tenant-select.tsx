import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface TenantSelectProps {
  /** Those that have orders; the chosen one stands among them also where it has none. */
  readonly tenants: readonly string[];
  readonly value: string | undefined;
  readonly choose: (tenant: string | undefined) => void;
}

/** Whose orders the page tells of. */
export function TenantSelect({ tenants, value, choose }: TenantSelectProps) {
  const { t } = useTranslation();
  const known = value === undefined || tenants.includes(value);
  return (
    <NativeSelect
      size="xs"
      aria-label={t('orders.tenant')}
      value={value ?? ''}
      onChange={({ currentTarget }) => {
        choose(currentTarget.value === '' ? undefined : currentTarget.value);
      }}
      data={[
        { value: '', label: t('orders.anyTenant') },
        ...(known ? tenants : [value, ...tenants]).map((tenant) => ({ value: tenant, label: tenant })),
      ]}
    />
  );
}
