import type { Migration } from '@ordertrace/messaging';

export const calculationMigrations: readonly Migration[] = [
  {
    name: 'calculations-1',
    sql: `
      CREATE TABLE calculations (
        tenant_id text NOT NULL,
        order_id text NOT NULL,
        material text NOT NULL,
        quantity integer NOT NULL,
        model_key text NOT NULL,
        state text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'REJECTED')),
        progress real NOT NULL DEFAULT 0,
        -- The run that may write; another one when the job is taken up again, none between runs.
        run uuid,
        runs integer NOT NULL DEFAULT 0,
        -- Queued: not before this time. Running: the end of the lease, after which another may take it up.
        due_at timestamptz NOT NULL DEFAULT now(),
        carrier jsonb NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        facets integer,
        result jsonb,
        reason_code text,
        reason text,
        PRIMARY KEY (tenant_id, order_id)
      );
      CREATE INDEX calculations_due ON calculations (due_at) WHERE state IN ('QUEUED', 'RUNNING');
      CREATE INDEX calculations_order ON calculations (order_id);`,
  },
];
