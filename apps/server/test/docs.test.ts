import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { diagnosisCodes, hopStates, proofs } from '@ordertrace/model';
import { expect, it } from 'vitest';
import { readConfig, ConfigError } from '../src/config.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** All of the server's sources below a folder. */
async function sources(folder = '../src'): Promise<string> {
  const files = (await readdir(at(folder), { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(at(`${folder}/${file}`), 'utf8')));
  return texts.join('\n');
}

it('the settings page names every variable that the server reads, and no other', async () => {
  const files = ['../src/config.ts', '../src/access/access-config.ts'];
  const code = (await Promise.all(files.map((file) => readFile(at(file), 'utf8')))).join('');
  const page = await readFile(at('../../../docs/reference/server-settings.md'), 'utf8');
  const names = (text: string) => [...new Set(text.match(/ORDERTRACE_[A-Z_]+/g))].sort();
  expect(names(page)).toEqual(names(code));
});

it('the API page names every error code that the server answers with', async () => {
  const code = await sources();
  const page = await readFile(at('../../../docs/reference/http-api.md'), 'utf8');
  // Codes of verdicts are on the page in a table of their own.
  const ofVerdicts = new Set<string>(diagnosisCodes);
  const codes = [...code.matchAll(/(?:code: |ApiError\(\d+, )'([a-z_]+)'/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !ofVerdicts.has(name));
  expect(codes.length).toBeGreaterThan(5);
  for (const name of new Set(codes)) expect(page).toContain(`\`${name}\``);
});

it('the API page has a row for each code of a verdict, state of a hop and proof of a receipt, and no other', async () => {
  const page = await readFile(at('../../../docs/reference/http-api.md'), 'utf8');
  const rowsOf = (column: string) => {
    const [, table = ''] = page.split(new RegExp(`^\\| \`${column}\` .*\\n`, 'm'));
    const [rows = ''] = table.split('\n\n');
    return [...rows.matchAll(/^\| `([a-z_]+)`/gm)].map(([, name]) => name).filter((name) => name !== 'null');
  };
  const [, verdicts = ''] = page.split('## Verdicts');
  expect(verdicts).not.toBe('');
  expect(rowsOf('code').sort()).toEqual([...diagnosisCodes].sort());
  expect(rowsOf('state').sort()).toEqual([...hopStates].sort());
  expect(rowsOf('proof').sort()).toEqual([...proofs].sort());
});

it.each([
  ['ORDERTRACE_HTTP_PORT', 'eighty'],
  ['ORDERTRACE_OTLP_GRPC_PORT', '70000'],
  ['ORDERTRACE_STORE', 'oracle'],
  ['ORDERTRACE_HOST', '0.0.0.0'],
  ['ORDERTRACE_LOG_LEVEL', 'loud'],
  ['ORDERTRACE_RECEIVE_MIB', '16'],
  ['ORDERTRACE_RECEIVE_REQUESTS', '0'],
  ['ORDERTRACE_RUN_MIB', '0'],
  ['ORDERTRACE_SILENT_AFTER_SECONDS', '1'],
  ['ORDERTRACE_JAEGER_LINK', 'https://jaeger.example/'],
  ['ORDERTRACE_KIBANA_LINK', 'javascript:{order_id}'],
])('%s=%s is refused, and the error names the variable', (key, value) => {
  expect(() => readConfig({ [key]: value })).toThrow(ConfigError);
  expect(() => readConfig({ [key]: value })).toThrow(key);
});

it('the metrics page names every metric of ours, and no other', async () => {
  const code = await sources();
  const page = await readFile(at('../../../docs/reference/metrics.md'), 'utf8');
  const declared = [...code.matchAll(/name: '(ordertrace_[a-z_]+)'/g)].map(([, name]) => name);
  const documented = [...page.matchAll(/^\| `(ordertrace_[a-z_]+)`/gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual([...new Set(declared)].sort());
});
