import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { columnParts, type ColumnPart } from './import-fields.js';

type Chosen = Readonly<Partial<Record<ColumnPart, string>>>;

export interface ColumnFieldsProps {
  /** Columns of the file after a check; null while they are unknown. */
  readonly columns: readonly string[] | null;
  readonly chosen: Chosen;
  readonly choose: (chosen: Chosen) => void;
}

/** Selects the columns of an event's parts. The server recognises those that stay empty. */
export function ColumnFields({ columns, chosen, choose }: ColumnFieldsProps) {
  const { t } = useTranslation();
  return (
    <details className="import-columns">
      <summary>{t('importing.columns')}</summary>
      <div className="import-fields">
        {columnParts.map((part) => {
          const set = (value: string) => {
            choose({ ...chosen, [part]: value });
          };
          const label = t(`importing.part.${part}`);
          const value = chosen[part] ?? '';
          return columns === null ? (
            <TextInput
              key={part}
              label={label}
              placeholder={t('importing.recognised')}
              value={value}
              onChange={(event) => {
                set(event.currentTarget.value);
              }}
            />
          ) : (
            <NativeSelect
              key={part}
              label={label}
              value={value}
              onChange={(event) => {
                set(event.currentTarget.value);
              }}
              data={[
                { value: '', label: t('importing.recognised') },
                ...columns.filter((name) => name !== '').map((name) => ({ value: name, label: name })),
              ]}
            />
          );
        })}
      </div>
    </details>
  );
}
