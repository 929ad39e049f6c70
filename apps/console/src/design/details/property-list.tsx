import { useTranslation } from 'react-i18next';

export interface Property {
  readonly name: string;
  readonly value: unknown;
}

/** A list of names and values; the values are as they were sent. */
export function PropertyList({
  title,
  properties,
}: {
  readonly title: string;
  readonly properties: readonly Property[];
}) {
  const { t } = useTranslation();
  return (
    <section className="property-section">
      <h3>{title}</h3>
      {properties.length === 0 ? (
        <p className="faint">{t('details.none')}</p>
      ) : (
        <dl className="properties">
          {properties.map(({ name, value }) => (
            <div key={name} className="property">
              <dt>{name}</dt>
              <dd>{valueText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

export function propertiesOf(attributes: Readonly<Record<string, unknown>>): Property[] {
  return Object.entries(attributes).map(([name, value]) => ({ name, value }));
}

export function valueText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
