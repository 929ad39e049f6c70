import { readFile } from 'node:fs/promises';
import { learnedIdFinder, type LearnedIdFinder } from '@ordertrace/flow';
import type { Flows, LearnRule } from '@ordertrace/model';
import {
  createGate,
  defaultPolicy,
  policyFrom,
  PolicyError,
  type Gate,
  type Policy,
} from '@ordertrace/privacy';
import type { OrderStates } from '@ordertrace/store';
import { Counter, type Registry } from 'prom-client';
import { parse } from 'yaml';
import { ConfigError } from '../config.js';

export interface PrivacyGateOptions {
  /** A YAML file; the default policy if absent. */
  readonly policyFile: string | undefined;
  /** The key for pseudonyms of IDs that must not be stored. */
  readonly key: Uint8Array;
  /**
   * Attributes that these flows read at the start of the server are allowed. IDs that learn rules capture are
   * judged as IDs.
   */
  readonly flows: () => Flows;
  readonly metrics: Registry;
}

/**
 * Opens the gate for all received telemetry.
 *
 * @throws ConfigError if the policy file can't be read or is invalid
 */
export async function openGate({ policyFile, key, flows, metrics }: PrivacyGateOptions): Promise<Gate> {
  const policy = await readPolicy(policyFile);
  const stops = new Counter({
    name: 'ordertrace_gate_stopped_total',
    help: 'Keys and values that the privacy gate kept out.',
    labelNames: ['place', 'detector'],
    registers: [metrics],
  });
  const allow = [...policy.allow, ...attributesOf(flows())];
  const finder = finderOf(flows);
  return createGate(
    { ...policy, allow },
    {
      onStop: (place, detector) => stops.inc({ place, detector }),
      pseudonymKey: key,
      idKeys: rulesOf(flows()).flatMap(({ orderIdFrom, tenantIdFrom }) => [orderIdFrom, tenantIdFrom]),
      idsIn: ({ place, key: attribute }, text) =>
        attribute !== '' || place === 'log.body' ? (finder()?.(attribute, text) ?? []) : [],
    },
  );
}

const ordersLookedAt = 1000;

/**
 * Learns the form of tenants' IDs from their latest orders, so that IDs are judged the same after a restart.
 */
export async function learnIdForms(
  gate: Pick<Gate, 'sawId'>,
  store: Pick<OrderStates, 'listOrders'>,
): Promise<void> {
  const { orders } = await store.listOrders({
    sort: 'last_seen_at',
    descending: true,
    limit: ordersLookedAt,
  });
  for (const { tenantId, orderId } of orders) gate.sawId(tenantId, orderId);
}

/** A finder for the active flows; it is rebuilt when they change. */
function finderOf(flows: () => Flows): () => LearnedIdFinder | undefined {
  let known: Flows | undefined;
  let finder: LearnedIdFinder | undefined;
  return () => {
    const current = flows();
    if (current !== known) {
      known = current;
      finder = learnedIdFinder(current);
    }
    return finder;
  };
}

function rulesOf(flows: Flows): readonly LearnRule[] {
  return flows.all.flatMap((flow) => flow.learn);
}

async function readPolicy(file: string | undefined): Promise<Policy> {
  if (file === undefined) return defaultPolicy;
  const key = 'ORDERTRACE_PRIVACY_POLICY';
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError(key, `${file} can't be read: ${String(error)}`);
  });
  try {
    return policyFrom(parse(text));
  } catch (error) {
    if (error instanceof PolicyError) throw new ConfigError(key, `${file}: ${error.message}`);
    throw new ConfigError(key, `${file} is no YAML: ${String(error)}`);
  }
}

function attributesOf(flows: Flows): string[] {
  const learned = rulesOf(flows).flatMap((rule) => [
    ...Object.keys(rule.attributes),
    ...Object.keys(rule.captures ?? {}),
    rule.orderIdFrom,
    rule.tenantIdFrom,
  ]);
  const items = flows.all.flatMap(({ itemKeys }) => itemKeys ?? []);
  return [...learned, ...items, ...flows.attributes, ...flows.names.orderIds, ...flows.names.tenantIds];
}
