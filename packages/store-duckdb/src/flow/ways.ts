import type { DuckDBValue } from '@duckdb/node-api';
import { liveSource, type FlowFilter, type FlowLevel } from '@ordertrace/model';

/** A query on the histories of orders: SQL that begins with the CTE `ways`, and its parameter values. */
export class WaysQuery {
  readonly values: DuckDBValue[] = [];
  readonly #filter: FlowFilter;
  readonly #level: FlowLevel;

  constructor(filter: FlowFilter, level: FlowLevel = 'stage') {
    this.#filter = filter;
    this.#level = level;
  }

  /** The placeholder of a value in the SQL. */
  value(value: DuckDBValue): string {
    return `$${this.values.push(value)}`;
  }

  /** The number of a step's text; for an unknown text, a number that no step has. */
  text(text: string): string {
    return `(SELECT coalesce(max(id), -1) FROM flow_texts WHERE text = ${this.value(text)})`;
  }

  /**
   * `WITH ways AS …`: key, tenant_id, order_id, flow, open, begin_nanos and end_nanos (the lead time), first_nanos, last_nanos, last_activity, variant, and one list entry for each step in `acts`, `times`, `entries` (entry times) and `starts`. A start is when work on the step began, NULL if the order has none. A step of a live order is entered at its time in any case.
   */
  ways(): string {
    const base = `SELECT key, tenant_id, order_id, flow, open, first_nanos, last_nanos, last_activity, resources,
      source = ${this.value(liveSource)} AS is_live,
      CASE WHEN source = ${this.value(liveSource)} THEN first_nanos
        ELSE coalesce(order_histories.starts[1], first_nanos) END AS begin_nanos,
      list_max(order_histories.times) AS end_nanos,
      ${this.#steps()} FROM ${this.#level === 'stage' ? 'order_histories' : this.#stays()} ${this.#where()}`;
    return `WITH steps AS (${base}),
      ways AS (SELECT *, CASE WHEN starts IS NULL OR is_live THEN times
        ELSE list_transform(range(1, len(times) + 1), lambda i: coalesce(starts[i], times[i])) END AS entries
        FROM steps)`;
  }

  #steps(): string {
    if (this.#level === 'stage') return 'variant, activities AS acts, times, starts';
    const kept = (column: string) => `list_transform(kept, lambda i: ${column}[i])`;
    return `service_variant AS variant, ${kept('services')} AS acts, ${kept('times')} AS times,
      CASE WHEN starts IS NOT NULL THEN ${kept('starts')} END AS starts`;
  }

  /** Adds the positions of the steps that start a stay in a service. */
  #stays(): string {
    return `(SELECT *, list_filter(range(1, len(services) + 1),
      lambda i: i = 1 OR services[i] <> services[i - 1]) AS kept FROM order_histories) AS order_histories`;
  }

  #where(): string {
    const conditions = this.#conditions();
    return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  }

  #conditions(): string[] {
    const { fromNanos, toNanos, tenantId, flow, stage, situation, variant, source } = this.#filter;
    const conditions: string[] = [];
    const add = (value: DuckDBValue | undefined, condition: (place: string) => string) => {
      if (value !== undefined) conditions.push(condition(this.value(value)));
    };
    add(fromNanos, (from) => `first_nanos >= ${from}`);
    add(toNanos, (to) => `first_nanos < ${to}`);
    add(tenantId, (tenant) => `tenant_id = ${tenant}`);
    add(flow, (name) => `flow = ${name}`);
    if (stage !== undefined) conditions.push(`last_activity = ${this.text(stage)}`);
    add(
      situation,
      (name) => `(key, tenant_id, order_id) IN
        (SELECT (key, tenant_id, order_id) FROM order_states WHERE situation = ${name})`,
    );
    if (variant !== undefined) conditions.push(variantCondition(variant));
    if (source === 'imported') add(liveSource, (live) => `source <> ${live}`);
    else add(source, (name) => `source = ${name}`);
    return conditions;
  }
}

/** The ID is 16 hexadecimal digits, so it needs no quoting. Any other text matches no variant. */
function variantCondition(variant: string): string {
  return /^[0-9a-f]{16}$/.test(variant) ? `variant = ${BigInt(`0x${variant}`)}::UBIGINT` : 'false';
}

export function variantText(variant: DuckDBValue): string {
  return (variant as bigint).toString(16).padStart(16, '0');
}
