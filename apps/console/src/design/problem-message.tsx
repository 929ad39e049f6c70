import { Button } from '@mantine/core';
import { ApiError } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { Message } from './message.js';

/** An error of a request to the server, with its reason. */
export function ProblemMessage({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const { t } = useTranslation();
  const code = error instanceof ApiError ? error.code : error.name;
  const away = code === 'unreachable' || code === 'unreadable_answer';
  if (error instanceof ApiError && error.status === 403) {
    return <Message tone="bad" title={t('status.forbidden')} text={t('status.forbiddenWay')} />;
  }
  const { title, text } = away
    ? { title: t('status.unreachable.title'), text: t('status.unreachable.text') }
    : { title: t('status.failed.title'), text: t('status.failed.text', { reason: error.message, code }) };
  return (
    <Message tone="bad" title={title} text={text}>
      <Button size="xs" variant="default" onClick={retry}>
        {t('status.retry')}
      </Button>
    </Message>
  );
}
