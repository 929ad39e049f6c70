import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { operationsViews } from '../addresses/operations-search.js';
import { flowsQuery } from '../api/queries.js';
import { meQuery } from '../api/signed-in.js';
import { nameStagesBy } from '../language/stage-names.js';
import { timeZoneText, localeOf } from '../language/use-format.js';
import { IncompleteBanner } from './incomplete-banner.js';
import { LiveSwitch } from './live-switch.js';
import { LanguageSwitch, SchemeSwitch } from './preferences.js';
import { SearchBox } from './search-box.js';
import { SignedIn } from './signed-in.js';
import './shell.css';

/** Frame of every page: sections, search box, language and colours, time zone. */
export function Shell() {
  const { t, i18n } = useTranslation();
  useStageNames();
  return (
    <>
      <a className="shell-skip" href="#content">
        {t('shell.skip')}
      </a>
      <header className="shell-bar">
        <Link to="/" className="shell-brand">
          <Mark />
          <span className="shell-name">{brand}</span>
        </Link>
        <nav className="shell-nav" aria-label={t('shell.sections')}>
          {useSections().map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              className="shell-link"
              activeOptions={{ exact: to === '/', includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
            >
              {t(`shell.${name}`)}
            </Link>
          ))}
        </nav>
        <SearchBox />
        <div className="shell-switches">
          <LiveSwitch />
          <LanguageSwitch />
          <SchemeSwitch />
          <SignedIn />
        </div>
      </header>
      <IncompleteBanner />
      <main id="content" className="shell-content" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="shell-foot">
        {t('shell.timeZone', { zone: timeZoneText(localeOf(i18n.language)) })}
      </footer>
    </>
  );
}

/** Loads the flows, which name the stages on all pages. */
function useStageNames(): void {
  const { data } = useQuery(flowsQuery());
  useEffect(() => {
    if (data !== undefined) nameStagesBy(data.flows);
  }, [data]);
}

/** Sections of the menu, in order. */
const sections = [
  { to: '/', name: 'start' },
  { to: '/orders', name: 'orders' },
  { to: '/problems', name: 'problems' },
  { to: '/flow', name: 'flow' },
  { to: '/import', name: 'import' },
  { to: '/operations', name: 'operations' },
] as const;

/** Sections that the person may see. */
function useSections() {
  const { data: me } = useQuery(meQuery());
  return sections.filter(
    ({ name }) => name !== 'operations' || (me !== undefined && operationsViews(me).length > 0),
  );
}

const brand = 'Ordertrace';

function Mark() {
  return (
    <svg className="shell-mark" width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <path d="M3 5h7M6 10h8M10 15h7" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
