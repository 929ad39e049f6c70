import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Message } from '../design/message.js';

/** Replacement of a page with a code error. */
export function BrokenPage({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <Message
      tone="bad"
      title={t('status.broken.title')}
      text={t('status.broken.text', { reason: error instanceof Error ? error.message : String(error) })}
    >
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          location.reload();
        }}
      >
        {t('status.broken.reload')}
      </Button>
    </Message>
  );
}
