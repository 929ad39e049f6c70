import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface TenantSelectProps {
  /** Tenants that have orders. The chosen tenant is listed even without orders. */
  readonly tenants: readonly string[];
  readonly value: string | undefined;
  readonly choose: (tenant: string | undefined) => void;
}

/** Selects a tenant. */
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
