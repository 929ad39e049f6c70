import { Kbd, Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { orderCountsQuery } from '../api/queries.js';
import { Icon } from '../design/icons.js';
import { currentLanguage } from '../language/i18n.js';
import { SuggestionList, suggestionId } from './suggestion-list.js';
import { isTraceId, suggestions, type Suggestion } from './suggestions.js';

const slash = '/';
const listId = 'search-suggestions';
const pauseMs = 120;

/** Search by order ID, trace ID, tenant or words, from every page, without a time range or a service. */
export function SearchBox() {
  const { t } = useTranslation();
  const field = useKeysToFocus();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const { found, finding, settled } = useSuggestions(text);
  const go = useGo();
  const shown = open && found.length > 0;
  const leave = (suggestion: Suggestion | undefined) => {
    if (suggestion !== undefined) {
      setOpen(false);
      setText('');
      field.current?.blur();
      void go(suggestion);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setOpen(false);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setChosen(nextOf(chosen, event.key === 'ArrowDown' ? 1 : -1, found.length));
    }
  };
  return (
    <form
      className="shell-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void settled(text).then((all) => {
          leave(all[Math.max(0, chosen)] ?? all[0]);
        });
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
    >
      <TextInput
        ref={field}
        size="sm"
        type="search"
        name="find"
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={shown}
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={shown && chosen >= 0 ? suggestionId(chosen) : undefined}
        classNames={{ input: 'shell-search-field' }}
        aria-label={t('shell.search')}
        title={t('shell.searchKey')}
        placeholder={t('shell.searchPlaceholder')}
        leftSection={
          finding ? <Loader size={14} aria-label={t('shell.searching')} /> : <Icon name="search" />
        }
        rightSection={text === '' ? <Kbd aria-hidden="true">{slash}</Kbd> : null}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setChosen(-1);
        }}
      />
      {shown && <SuggestionList id={listId} suggestions={found} chosen={chosen} onChoose={leave} />}
    </form>
  );
}

/** Next index; wraps around, with -1 for "none chosen" between the last and the first. */
function nextOf(chosen: number, by: 1 | -1, count: number): number {
  const next = chosen + by;
  return next >= count ? -1 : next < -1 ? count - 1 : next;
}

const orderSuggestions = 8;

const ordersLikeQuery = (text: string) => ({
  queryKey: ['orders-like', text, currentLanguage()],
  queryFn: async ({ signal }: { signal?: AbortSignal }) =>
    (
      await api.orders(
        { q: text, sort: '-last_seen_at', limit: orderSuggestions },
        signal === undefined ? {} : { signal },
      )
    ).orders,
});

/** Suggestions for a text. `settled` resolves when all answers of the server have arrived. */
function useSuggestions(text: string) {
  const { t } = useTranslation();
  const [wanted] = useDebouncedValue(text.trim(), pauseMs);
  const asks = wanted !== '' && !isTraceId(wanted);
  const like = useQuery({ ...ordersLikeQuery(wanted), enabled: asks, placeholderData: keepPreviousData });
  const counts = useQuery({ ...orderCountsQuery({}), enabled: text !== '' });
  const settled = async (typed: string): Promise<Suggestion[]> => {
    const final = typed.trim();
    if (final === '') {
      return [];
    }
    const orders = isTraceId(final) ? [] : await ordersNamed(final);
    const known = counts.data ?? (await counts.refetch()).data;
    return suggestions({ text: final, orders, counts: known, t });
  };
  return {
    found: suggestions({ text: wanted, orders: asks ? (like.data ?? []) : [], counts: counts.data, t }),
    finding: like.isFetching,
    settled,
  };
}

/**
 * Orders with exactly this ID. Enter opens the order of a whole ID, and the list for a part of one. If
 * several tenants have the ID, the order's page asks for the tenant.
 */
async function ordersNamed(text: string) {
  try {
    const { orders } = await api.orders({ q: text, sort: 'order_id', limit: 100 });
    const named = orders.filter((order) => order.order_id === text);
    return named.length > 1 ? named.slice(0, 1).map((order) => ({ ...order, tenant_id: '' })) : named;
  } catch {
    return [];
  }
}

/** Opens a suggestion. For an ID of several tenants, the order's page asks which one is meant. */
function useGo() {
  const navigate = useNavigate();
  return (suggestion: Suggestion) => {
    switch (suggestion.kind) {
      case 'trace':
        return navigate({ to: '/traces/$traceId', params: { traceId: suggestion.traceId } });
      case 'order':
        return navigate({
          to: '/orders/$orderId',
          params: { orderId: suggestion.order.order_id },
          search: suggestion.order.tenant_id === '' ? {} : { tenant: suggestion.order.tenant_id },
        });
      case 'list':
        return navigate({ to: '/orders', search: suggestion.search });
    }
  };
}

/** Focuses the search box: `/` outside a field, and Ctrl-K or Cmd-K anywhere. */
function useKeysToFocus() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
      const control = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      if (control || (event.key === slash && !typing && bare)) {
        event.preventDefault();
        field.current?.select();
      }
    };
    document.addEventListener('keydown', focus);
    return () => {
      document.removeEventListener('keydown', focus);
    };
  }, []);
  return field;
}
