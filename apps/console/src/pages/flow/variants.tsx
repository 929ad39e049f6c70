import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { variantsQuery } from '../../api/flow-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { OrderLinks } from '../../design/order-links.js';
import { useFormat } from '../../language/use-format.js';
import { activityName } from '../../language/words.js';
import type { ChooseFlow } from './flow-search.js';
import type { FlowFilters, FlowSearch } from './flow-search.js';

interface VariantsProps {
  readonly filters: FlowFilters;
  readonly search: FlowSearch;
  readonly choose: ChooseFlow;
}

/** Variants, the most frequent first. */
export function Variants({ filters, search, choose }: VariantsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const variants = useQuery(variantsQuery(filters));
  return (
    <section className="section" aria-labelledby="flow-variants">
      <div className="section-head">
        <h2 id="flow-variants">{t('flow.variants.title')}</h2>
        {variants.data !== undefined && (
          <span className="muted">{t('flow.variants.total', { count: variants.data.total })}</span>
        )}
      </div>
      {variants.isError && <InlineProblem error={variants.error} />}
      {variants.isPending && <Skeleton height={160} radius="md" />}
      <ol className="panel flow-list">
        {variants.data?.variants.map(
          ({ variant, activities, share, count, median_lead_time_ms: median, example }) => (
            <li key={variant} className="flow-way" data-chosen={search.variant === variant}>
              <span className="flow-share">
                <span className="flow-bar" style={{ width: `${share * 100}%` }} aria-hidden="true" />
                <span>{format.percent(share)}</span>
              </span>
              <button
                type="button"
                className="plain-button flow-name"
                aria-pressed={search.variant === variant}
                onClick={() => {
                  choose({ variant: search.variant === variant ? undefined : variant });
                }}
              >
                {activities.map((activity) => activityName(t, activity, filters.flow)).join(' → ')}
              </button>
              <span className="flow-facts muted">
                {t('flow.orders', { count })}
                {median !== null && ` · ${format.duration(median)}`}
                {example !== null && <OrderLinks orders={[example]} shown={3} />}
              </span>
            </li>
          ),
        )}
      </ol>
    </section>
  );
}
