import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readConfig, ConfigError } from '../src/config.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function sources(folder: string): Promise<string> {
  const files = (await readdir(at(folder))).filter((file) => file.endsWith('.ts'));
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
  const code =
    (await sources('../src/query')) +
    (await sources('../src/access')) +
    (await sources('../src/problems')) +
    (await sources('../src/live')) +
    (await sources('../src/order-links')) +
    (await sources('../src/partner/webhooks')) +
    (await sources('../src/partner'));
  const page = await readFile(at('../../../docs/reference/http-api.md'), 'utf8');
  const codes = [...code.matchAll(/(?:code: |ApiError\(\d+, )'([a-z_]+)'/g)].map((match) => match[1] ?? '');
  expect(codes.length).toBeGreaterThan(5);
  for (const name of new Set(codes)) expect(page).toContain(`\`${name}\``);
});

it.each([
  ['ORDERTRACE_HTTP_PORT', 'eighty'],
  ['ORDERTRACE_OTLP_GRPC_PORT', '70000'],
  ['ORDERTRACE_STORE', 'oracle'],
  ['ORDERTRACE_HOST', '0.0.0.0'],
  ['ORDERTRACE_LOG_LEVEL', 'loud'],
  ['ORDERTRACE_RECEIVE_MIB', '16'],
  ['ORDERTRACE_RUN_MIB', '0'],
  ['ORDERTRACE_SILENT_AFTER_SECONDS', '1'],
  ['ORDERTRACE_JAEGER_LINK', 'https://jaeger.example/'],
  ['ORDERTRACE_KIBANA_LINK', 'javascript:{order_id}'],
])('%s=%s is refused, and the error names the variable', (key, value) => {
  expect(() => readConfig({ [key]: value })).toThrow(ConfigError);
  expect(() => readConfig({ [key]: value })).toThrow(key);
});

it('the metrics page names every metric of ours, and no other', async () => {
  const folders = [
    '../src/metrics',
    '../src/receive',
    '../src/forward',
    '../src/alert',
    '../src/flows',
    '../src/partner/webhooks',
  ];
  const code = (await Promise.all(folders.map((folder) => sources(folder).catch(() => '')))).join('\n');
  const page = await readFile(at('../../../docs/reference/metrics.md'), 'utf8');
  const declared = [...code.matchAll(/name: '(ordertrace_[a-z_]+)'/g)].map(([, name]) => name);
  const told = [...page.matchAll(/^\| `(ordertrace_[a-z_]+)`/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual([...new Set(declared)].sort());
});
