import type { Migration } from '@ordertrace/messaging';
import { firstPartnerOrderNumber } from '../domain/work-order.js';

export const migrations: readonly Migration[] = [
  {
    name: 'mes-work-orders-1',
    sql: `
      CREATE SEQUENCE partner_order_numbers START ${firstPartnerOrderNumber};
      CREATE TABLE work_orders (
        seq bigint GENERATED ALWAYS AS IDENTITY,
        tenant_id text NOT NULL,
        order_id text NOT NULL,
        stage text NOT NULL,
        stage_since timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        material text NOT NULL,
        quantity integer NOT NULL,
        model_key text,
        model_bytes bigint,
        price_amount numeric(14, 2),
        price_currency text,
        weight_g double precision,
        print_minutes double precision,
        rejection_code text,
        rejection_reason text,
        operator text,
        shipping_carrier text,
        tracking_number text,
        reference text,
        purchase_order text,
        -- Trace and order context of the last change.
        carrier jsonb NOT NULL,
        PRIMARY KEY (tenant_id, order_id)
      );
      CREATE UNIQUE INDEX work_orders_seq ON work_orders (seq);
      CREATE INDEX work_orders_id ON work_orders (order_id);
      CREATE INDEX work_orders_stage ON work_orders (stage, seq);
      CREATE INDEX work_orders_tenant ON work_orders (tenant_id, seq);`,
  },
];
