import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import {
  operationsViews,
  type OperationsSearch,
  type OperationsView,
} from '../../addresses/operations-search.js';
import { meQuery } from '../../api/signed-in.js';
import { Message } from '../../design/message.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { AccessView } from './access-view.js';
import { AlertsView } from './alerts-view.js';
import { ContextView } from './context-view.js';
import { ImportsView } from './imports-view.js';
import type { OperationsViewProps } from './operations-view-props.js';
import { PrivacyView } from './privacy-view.js';
import { ReceivingView } from './receiving-view.js';
import { RetentionView } from './retention-view.js';
import './operations-page.css';

const route = getRouteApi('/operations');

const parts: Readonly<Record<OperationsView, ComponentType<OperationsViewProps>>> = {
  context: ContextView,
  receiving: ReceivingView,
  privacy: PrivacyView,
  retention: RetentionView,
  access: AccessView,
  alerts: AlertsView,
  imports: ImportsView,
};

/** Operations page: the server's health and the quality of the telemetry. Each view is shown by role. */
export function OperationsPage() {
  const { t } = useTranslation();
  usePageTitle(t('operations.title'));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const me = useQuery(meQuery());
  if (me.data === undefined) {
    return me.isError ? (
      <ProblemMessage error={me.error} retry={() => void me.refetch()} />
    ) : (
      <Skeleton height={320} radius="md" />
    );
  }
  const views = operationsViews(me.data);
  const [first] = views;
  if (first === undefined) {
    return <Message title={t('operations.title')} text={t('status.forbidden')} />;
  }
  const view = search.view !== undefined && views.includes(search.view) ? search.view : first;
  const choose = (part: OperationsSearch) => {
    void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false });
  };
  const Part = parts[view];
  return (
    <>
      <h1>{t('operations.title')}</h1>
      <Tabs
        value={view}
        onChange={(next) => {
          const chosen = views.find((each) => each === next);
          void navigate({ search: chosen === first ? {} : { view: chosen }, resetScroll: false });
        }}
        keepMounted={false}
        className="operations-tabs"
      >
        <Tabs.List aria-label={t('operations.parts')}>
          {views.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`operations.views.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          <Part search={search} choose={choose} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
