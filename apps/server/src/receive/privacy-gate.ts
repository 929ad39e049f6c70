import { readFile } from 'node:fs/promises';
import type { Flows } from '@ordertrace/model';
import {
  createGate,
  defaultPolicy,
  policyFrom,
  PolicyError,
  type Gate,
  type Policy,
} from '@ordertrace/privacy';
import { Counter, type Registry } from 'prom-client';
import { parse } from 'yaml';
import { ConfigError } from '../config.js';

export interface PrivacyGateOptions {
  /** YAML; the default policy where absent. */
  readonly policyFile: string | undefined;
  /** Attributes that their learn rules read, and that tell them apart, may stay. */
  readonly flows: Flows;
  readonly metrics: Registry;
}

/**
 * The gate that all telemetry passes on its way in.
 *
 * @throws ConfigError when the policy file can't be read or used
 */
export async function openGate({ policyFile, flows, metrics }: PrivacyGateOptions): Promise<Gate> {
  const policy = await readPolicy(policyFile);
  const stops = new Counter({
    name: 'ordertrace_gate_stopped_total',
    help: 'Keys and values that the privacy gate kept out.',
    labelNames: ['place', 'detector'],
    registers: [metrics],
  });
  const allow = [...policy.allow, ...attributesOf(flows)];
  return createGate({ ...policy, allow }, { onStop: (place, detector) => stops.inc({ place, detector }) });
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
  const rules = flows.all.flatMap((flow) => flow.learn);
  const learned = rules.flatMap((rule) => [
    ...Object.keys(rule.attributes),
    ...Object.keys(rule.captures ?? {}),
    rule.orderIdFrom,
    rule.tenantIdFrom,
  ]);
  return [...learned, ...flows.attributes];
}
