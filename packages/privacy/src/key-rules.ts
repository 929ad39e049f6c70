import {
  allowedKeys,
  deniedKeys,
  idKeys,
  machineKeys,
  pathKeys,
  peerAddressKeys,
  queryKeys,
  routeKeys,
  sqlKeys,
} from './allowed-keys.js';
import type { Detector } from './detectors.js';
import type { TextForm } from './find.js';
import { kindOfKey } from './key-words.js';
import type { Policy } from './policy.js';

/** The rule for the values of a key. */
export type KeyRule =
  | { readonly may: 'stay'; readonly form: TextForm; readonly isPeer: boolean }
  | { readonly may: 'go' | 'hash'; readonly detector: Detector };

/** Returns a function that finds the rule of a key under a policy. */
export function keyRules(policy: Policy, furtherIds: readonly string[]): (key: string) => KeyRule {
  const denied = keySet([...deniedKeys, ...policy.deny]);
  const given = keySet(policy.allow);
  const allowed = keySet(allowedKeys);
  const explicit = new Set(policy.deny);
  const ids = new Set([...idKeys, ...furtherIds]);
  const stay = (key: string): KeyRule => ({
    may: 'stay',
    form: ids.has(key) ? 'id' : formOf(key),
    isPeer: peerAddressKeys.has(key),
  });
  return (key) => {
    if (explicit.has(key)) return unknown(policy);
    if (given(key) !== 'no') return stay(key);
    if (peerAddressKeys.has(key) && policy.ipAddresses !== 'drop') return stay(key);
    const isAllowed = allowed(key);
    if (isAllowed === 'exact') return stay(key);
    const detector = kindOfKey(key);
    if (detector !== undefined) return { may: 'go', detector };
    if (denied(key) !== 'no') return { may: 'go', detector: 'unknown_key' };
    return isAllowed === 'no' ? unknown(policy) : stay(key);
  };
}

function unknown(policy: Policy): KeyRule {
  return { may: policy.unknownKeys === 'hash' ? 'hash' : 'go', detector: 'unknown_key' };
}

function formOf(key: string): TextForm {
  if (sqlKeys.has(key)) return 'sql';
  if (queryKeys.has(key)) return 'query';
  if (routeKeys.has(key)) return 'route';
  if (pathKeys.has(key)) return 'path';
  return machineKeys.has(key) || /(?:^|[._])version$|^(?:user_agent|k8s|net|network)\./.test(key)
    ? 'host'
    : 'text';
}

function keySet(names: readonly string[]): (key: string) => 'exact' | 'family' | 'no' {
  const exact = new Set(names.filter((name) => !name.endsWith('.*')));
  const families = new Set(names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -2)));
  return (key) => {
    if (exact.has(key)) return 'exact';
    for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
      if (families.has(key.slice(0, dot))) return 'family';
    }
    return 'no';
  };
}
