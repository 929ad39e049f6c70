import type { Migration } from '@ordertrace/messaging';
import { firstOrderNumber } from '../domain/order.js';

export const migrations: readonly Migration[] = [
  {
    name: 'shop-orders-1',
    sql: `
      CREATE SEQUENCE order_numbers START ${firstOrderNumber};
      CREATE TABLE orders (
        seq bigint GENERATED ALWAYS AS IDENTITY,
        order_id text PRIMARY KEY,
        stage text NOT NULL,
        stage_since timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        customer_name text NOT NULL,
        customer_email text NOT NULL,
        customer_phone text NOT NULL,
        customer_address text NOT NULL,
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
        shipping_carrier text,
        tracking_number text,
        payment_reference text,
        -- Trace and order context of the last change.
        carrier jsonb NOT NULL
      );
      CREATE UNIQUE INDEX orders_seq ON orders (seq);
      CREATE INDEX orders_stage ON orders (stage, seq);`,
  },
  {
    name: 'shop-orders-2',
    sql: `
      ALTER TABLE orders
        ADD COLUMN cancellation_state text CHECK (cancellation_state IN ('requested', 'accepted', 'refused')),
        ADD COLUMN cancellation_reason text;`,
  },
];
