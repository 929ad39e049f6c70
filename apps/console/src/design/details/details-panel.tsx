import { ActionIcon } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../icons.js';
import './details.css';

export interface DetailsPanelProps {
  /** Type of the content: a span, a log line. */
  readonly kind: string;
  readonly title: string;
  readonly colour?: string | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A panel beside the list with the chosen item; on a narrow screen it covers the list. Escape closes it. */
export function DetailsPanel({ kind, title, colour, onClose, children }: DetailsPanelProps) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const [opener, own] = [document.activeElement, panel.current];
    return () => {
      // The focus returns to the list, not to the top of the page.
      if (own?.contains(document.activeElement) === true && opener instanceof HTMLElement) {
        opener.focus({ preventScroll: true });
      }
    };
  }, []);
  useEffect(() => {
    panel.current?.scrollTo({ top: 0 });
  }, [title]);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        onClose();
      }
    };
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('keydown', close);
    };
  }, [onClose]);
  return (
    <aside ref={panel} className="details panel" aria-label={kind} tabIndex={-1}>
      <header className="details-head" style={{ '--colour': colour ?? 'var(--text-3)' }}>
        <div className="details-title">
          <span className="faint">{kind}</span>
          <h2>{title}</h2>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('details.close')} onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className="details-body" tabIndex={0} role="group" aria-label={title}>
        {children}
      </div>
    </aside>
  );
}
