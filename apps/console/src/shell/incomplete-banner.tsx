import { useTranslation } from 'react-i18next';
import { useDamagedFiles } from '../api/damaged-files.js';
import { Icon } from '../design/icons.js';

/** Reports on every page that the shown data may be incomplete, as long as the server says so. */
export function IncompleteBanner() {
  const { t } = useTranslation();
  const count = useDamagedFiles();
  return (
    <div role="status">
      {count > 0 && (
        <p className="shell-incomplete">
          <Icon name="alert" />
          <span>
            {t('incomplete.text', { count })}{' '}
            <a href="/runbooks/store-damaged" target="_blank" rel="noreferrer">
              {t('incomplete.runbook')}
            </a>
          </span>
        </p>
      )}
    </div>
  );
}
