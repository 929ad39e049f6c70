import { useTranslation } from 'react-i18next';
import { SituationBadge } from '../design/badges.js';
import { Icon } from '../design/icons.js';
import { stageName } from '../language/words.js';
import type { Suggestion } from './suggestions.js';

export function suggestionId(index: number): string {
  return `search-suggestion-${index}`;
}

export interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  /** Index of the entry under the keyboard focus; -1 for none. */
  readonly chosen: number;
  readonly onChoose: (suggestion: Suggestion) => void;
}

/** Suggestions under the search box. */
export function SuggestionList({ id, suggestions, chosen, onChoose }: SuggestionListProps) {
  const { t } = useTranslation();
  return (
    <div id={id} role="listbox" aria-label={t('shell.suggestions')} className="panel suggestions">
      {suggestions.map((suggestion, index) => (
        <div
          key={keyOf(suggestion)}
          id={suggestionId(index)}
          role="option"
          aria-selected={index === chosen}
          className="suggestion"
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(suggestion);
          }}
        >
          <SuggestionText suggestion={suggestion} />
        </div>
      ))}
    </div>
  );
}

function keyOf(suggestion: Suggestion): string {
  return suggestion.kind === 'order'
    ? `${suggestion.order.tenant_id} ${suggestion.order.order_id}`
    : suggestion.kind;
}

function SuggestionText({ suggestion }: { readonly suggestion: Suggestion }) {
  const { t } = useTranslation();
  switch (suggestion.kind) {
    case 'order': {
      const { order } = suggestion;
      return (
        <>
          <strong>{order.order_id}</strong>
          <span className="muted cut">
            {stageName(t, order.stage, order.flow)}, {order.tenant_id}
          </span>
          <SituationBadge situation={order.situation} left={order.abandoned === true} />
        </>
      );
    }
    case 'trace':
      return (
        <>
          <Icon name="lines" />
          <span className="mono cut">{t('shell.trace', { id: suggestion.traceId })}</span>
        </>
      );
    case 'list':
      return (
        <>
          <Icon name="search" />
          <span className="cut">{t('shell.list', { text: suggestion.text })}</span>
        </>
      );
  }
}
