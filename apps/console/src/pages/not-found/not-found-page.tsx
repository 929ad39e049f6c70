import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Message } from '../../design/message.js';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Message title={t('status.notFound.title')} text={t('status.notFound.text')}>
      <Link to="/orders">{t('status.notFound.orders')}</Link>
    </Message>
  );
}
