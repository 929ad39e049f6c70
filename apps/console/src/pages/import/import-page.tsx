import { Button, FileInput, NativeSelect, TextInput } from '@mantine/core';
import { ApiError, type ImportReport } from '@ordertrace/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { Message } from '../../design/message.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { ColumnFields } from './column-fields.js';
import { importQuery, logNameOf, noFields, type ImportFields } from './import-fields.js';
import './import-page.css';
import { ImportReportView } from './import-report.js';

/** Hint for the file chooser. The server detects the format by the content. */
const endings = '.csv .xes .xes.gz .jsonocel .xmlocel .sqlite';

interface ImportRequest {
  readonly id: string;
  readonly file: File;
  readonly dryRun: boolean;
  readonly duplicates: ImportFields['duplicates'];
}

/** Import page: choose an event log, check its interpretation, import it. */
export function ImportPage() {
  const { t } = useTranslation();
  usePageTitle(t('importing.title'));
  const [file, setFile] = useState<File | null>(null);
  const [fields, setFields] = useState(noFields);
  const run = useMutation<ImportReport, Error, ImportRequest>({
    mutationFn: ({ id, file: body, dryRun, duplicates }) =>
      api.importLog(importQuery({ ...fields, duplicates }, { id, dry_run: dryRun }), body),
  });
  const start = (dryRun: boolean, duplicates = fields.duplicates) => {
    if (file !== null) run.mutate({ id: crypto.randomUUID(), file, dryRun, duplicates });
  };
  const choose = (chosen: File | null) => {
    setFile(chosen);
    run.reset();
    setFields({ ...noFields, log: chosen === null ? '' : logNameOf(chosen.name) });
  };
  const isReady = file !== null && fields.log !== '' && !run.isPending;
  return (
    <div className="import-page">
      <h1>{t('importing.title')}</h1>
      <p className="import-intro">{t('importing.intro')}</p>
      <FileInput label={t('importing.file')} placeholder={endings} value={file} onChange={choose} />
      <Fields fields={fields} change={setFields} report={run.data} />
      <div className="import-actions">
        <Button
          variant="default"
          disabled={!isReady}
          onClick={() => {
            start(true);
          }}
        >
          {t('importing.check')}
        </Button>
        <Button
          disabled={!isReady}
          onClick={() => {
            start(false);
          }}
        >
          {t('importing.import')}
        </Button>
      </div>
      <div aria-live="polite">
        {run.isPending ? <Working id={run.variables.id} /> : null}
        {run.error === null ? null : <Refusal error={run.error} />}
        {run.data === undefined ? null : <CountedReport report={run.data} />}
        {run.data?.refused_for === 'duplicates' && (
          <DuplicatesChoice
            choose={(duplicates) => {
              start(run.variables?.dryRun ?? true, duplicates);
            }}
          />
        )}
      </div>
    </div>
  );
}

interface FieldsProps {
  readonly fields: ImportFields;
  readonly change: (fields: ImportFields) => void;
  readonly report: ImportReport | undefined;
}

const texts = [
  { name: 'log', label: 'log', description: 'logHint' },
  { name: 'tenant', label: 'tenant', description: null },
  { name: 'time_zone', label: 'zone', description: 'zoneHint' },
  { name: 'time_format', label: 'timeFormat', description: 'timeFormatHint' },
  { name: 'encoding', label: 'encoding', description: null },
  { name: 'object_type', label: 'objectType', description: null },
] as const;

function Fields({ fields, change, report }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <div className="import-fields">
      {texts.map(({ name, label, description }) => (
        <TextInput
          key={name}
          label={t(`importing.${label}`)}
          description={description === null ? undefined : t(`importing.${description}`)}
          value={fields[name]}
          onChange={(event) => {
            change({ ...fields, [name]: event.currentTarget.value });
          }}
        />
      ))}
      <NativeSelect
        label={t('importing.onError')}
        value={fields.on_error}
        onChange={(event) => {
          change({ ...fields, on_error: event.currentTarget.value as ImportFields['on_error'] });
        }}
        data={(['reject', 'stop', 'skip'] as const).map((value) => ({
          value,
          label: t(`importing.onErrors.${value}`),
        }))}
      />
      <ColumnFields
        columns={report?.understood.columns ?? null}
        chosen={fields.columns}
        choose={(columns) => {
          change({ ...fields, columns });
        }}
      />
    </div>
  );
}

/** Asks what to do with events that are stored already. */
function DuplicatesChoice({ choose }: { readonly choose: (duplicates: 'skip' | 'add') => void }) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={t('importing.duplicates')}>
      <p>{t('importing.choose')}</p>
      <div className="import-actions">
        {(['skip', 'add'] as const).map((duplicates) => (
          <Button
            key={duplicates}
            variant={duplicates === 'skip' ? 'filled' : 'default'}
            onClick={() => {
              choose(duplicates);
            }}
          >
            {t(`importing.${duplicates}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** The report, updated until statistics count all orders. */
function CountedReport({ report }: { readonly report: ImportReport }) {
  const { data } = useQuery({
    queryKey: ['import', report.id, 'counting'],
    queryFn: ({ signal }) => api.importProgress(report.id, { signal }),
    enabled: report.state === 'counting',
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : 1000),
    retry: false,
  });
  return <ImportReportView report={data?.report ?? report} />;
}

function Working({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => api.importProgress(id, { signal }),
    refetchInterval: 500,
    retry: false,
  });
  if (data?.counting) return <p role="status">{t('importReport.counting', data.counting)}</p>;
  return <p role="status">{t('importing.working', { events: data?.events ?? 0, kept: data?.kept ?? 0 })}</p>;
}

function Refusal({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const code = error instanceof ApiError ? error.code : error.name;
  return <Message tone="bad" title={t('importReport.states.refused')} text={`${error.message} (${code})`} />;
}
