import { ApiError } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { Icon } from './icons.js';

/** An error of one part of a page, as one line. The rest of the page stays usable. */
export function InlineProblem({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const forbidden = error instanceof ApiError && error.status === 403;
  return (
    <p className="inline-problem" role="status">
      <Icon name="alert" size={14} />
      {forbidden ? t('status.forbidden') : t('status.partFailed', { reason: error.message })}
    </p>
  );
}
