import { Kbd, Loader, TextInput } from '@mantine/core';
import { ApiError } from '@ordertrace/api';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { Icon } from '../design/icons.js';

const slash = '/';

/** Takes an order id or a trace id and goes where it leads: no time range, no service to pick. */
export function SearchBox() {
  const { t } = useTranslation();
  const field = useSlashToFocus();
  const [text, setText] = useState('');
  const { find, finding } = useFind();
  return (
    <form
      className="shell-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void find(text.trim());
      }}
    >
      <TextInput
        ref={field}
        size="sm"
        type="search"
        name="find"
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: 'shell-search-field' }}
        aria-label={t('shell.search')}
        title={t('shell.searchKey')}
        placeholder={t('shell.searchPlaceholder')}
        leftSection={
          finding ? <Loader size={14} aria-label={t('shell.searching')} /> : <Icon name="search" />
        }
        rightSection={text === '' ? <Kbd aria-hidden="true">{slash}</Kbd> : null}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
    </form>
  );
}

function useFind() {
  const navigate = useNavigate();
  const [finding, setFinding] = useState(false);
  const find = async (text: string) => {
    if (text === '') {
      return;
    }
    if (/^[0-9a-f]{32}$/i.test(text)) {
      await navigate({ to: '/traces/$traceId', params: { traceId: text.toLowerCase() } });
      return;
    }
    setFinding(true);
    const exact = await isOrder(text).finally(() => {
      setFinding(false);
    });
    if (exact) {
      await navigate({ to: '/orders/$orderId', params: { orderId: text } });
    } else {
      await navigate({ to: '/orders', search: { q: text, show: 'all' } });
    }
  };
  return { find, finding };
}

/** True also where several tenants have it: the order's page asks which. */
async function isOrder(orderId: string): Promise<boolean> {
  try {
    await api.order({ orderId });
    return true;
  } catch (error) {
    return error instanceof ApiError && error.status === 300;
  }
}

function useSlashToFocus() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key === slash && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
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
