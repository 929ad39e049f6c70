import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { metricsOf, panelsOf, variablesOf, withoutZero } from './support/dashboards.js';
import { installed } from './support/programs.js';
import { repository } from './support/system.js';

const deploy = join(repository, 'deploy');
const read = (path: string) => readFileSync(join(deploy, path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;

interface ComposeService {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test?: unknown; readonly disable?: boolean };
  readonly deploy?: {
    readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } };
  };
  readonly secrets?: readonly (string | { readonly source: string })[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[] | Record<string, unknown>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);

describe('compose.yaml', () => {
  it.each(services)(
    '%s has a pinned image, limits, a profile and a health check or a reason',
    (name, service) => {
      expect(service.image).toMatch(/:v?\d+\.\d+/);
      expect(service.deploy?.resources.limits.memory).toMatch(/^\d+[MG]$/);
      expect(service.deploy?.resources.limits.cpus).toMatch(/^[\d.]+$/);
      expect(service.profiles).not.toHaveLength(0);
      const once = name.endsWith('-setup');
      const bare = service.image.includes('collector');
      expect(
        service.healthcheck?.test !== undefined || (service.healthcheck?.disable === true && (once || bare)),
      ).toBe(true);
    },
  );

  it('publishes one port a profile, on loopback unless told otherwise, and only from the gate', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['gate', 'gate-minimal']);
    for (const [, { ports }] of published)
      expect(ports).toEqual([expect.stringMatching(/^\$\{ORDERTRACE_BIND:-127\.0\.0\.1\}:/)]);
  });

  it('lets nothing but the gates stand in a network that leads out', () => {
    expect(compose.networks['inner']?.internal).toBe(true);
    for (const [name, { networks = [] }] of services) {
      const joined = Array.isArray(networks) ? (networks as string[]) : Object.keys(networks);
      expect(joined).toEqual(name.startsWith('gate') ? ['inner', 'outer'] : ['inner']);
    }
  });

  it('mounts only files that are there, volumes and secrets that are declared, and waits for what exists', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ordertrace-secrets-'));
    execFileSync(process.execPath, [join(deploy, 'prepare.js'), folder]);
    const written = readdirSync(folder);
    rmSync(folder, { recursive: true });
    for (const [, { secrets = [], volumes = [], depends_on: needs = {} }] of services) {
      for (const secret of secrets) {
        const declared = compose.secrets[typeof secret === 'string' ? secret : secret.source];
        expect(written).toContain(declared?.file.replace('./secrets/', ''));
      }
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('.')) expect(existsSync(join(deploy, from)), from).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(from);
      }
      for (const needed of Object.keys(needs)) expect(Object.keys(compose.services)).toContain(needed);
    }
  });

  it('gives those that run as user 10001 volumes that they may write', () => {
    const owned = services
      .filter(([name]) => name.startsWith('volumes-'))
      .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    const foreign = services.filter(([, { image }]) => /^(otel|jaegertracing)\//.test(image));
    expect(foreign).not.toHaveLength(0);
    for (const [name, { volumes = [], depends_on: needs = {} }] of foreign) {
      for (const volume of volumes.filter((one) => !one.startsWith('.')))
        expect(owned, name).toContain(volume.split(':')[0]);
      expect(
        Object.entries(needs).some(
          ([needed, { condition }]) =>
            needed.startsWith('volumes-') && condition === 'service_completed_successfully',
        ),
        name,
      ).toBe(true);
    }
  });

  it('lets the server out where asked to, and nothing more in', () => {
    const more = parse(read('compose.outward.yaml')) as Pick<Compose, 'services'>;
    expect(more.services).toEqual({ server: { networks: ['inner', 'outer'] } });
  });

  it('holds no secret itself', () => {
    for (const [name, { environment = {} }] of services) {
      const open = Object.keys(environment).filter(
        (key) =>
          /(PASSWORD|SECRET|TOKEN)/.test(key) && !/(_FILE|__FILE)$/.test(key) && !key.endsWith('_TOKEN_URL'),
      );
      expect({ name, open }).toEqual({ name, open: [] });
    }
  });

  it('makes secrets once: a second run changes none of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ordertrace-secrets-'));
    const contents = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    execFileSync(process.execPath, [join(deploy, 'prepare.js'), folder]);
    const first = contents();
    execFileSync(process.execPath, [join(deploy, 'prepare.js'), folder]);
    expect(contents()).toEqual(first);
    expect(first.join('\n')).not.toContain('{{');
    rmSync(folder, { recursive: true });
  });
});

describe('settings', () => {
  const pages = ['reference/server-settings.md', 'reference/services.md', 'guides/connect-a-service.md'].map(
    (page) => readFileSync(join(repository, 'docs', page), 'utf8'),
  );
  /** A secret's file may stand for each secret that the page tells. */
  const told = (name: string) =>
    [name, name.replace(/_FILE$/, '')].some((known) => pages.some((page) => page.includes(`\`${known}\``)));
  const generated = (
    parse(read('kubernetes/kustomization.yaml')) as {
      configMapGenerator: { name: string; literals: string[] }[];
    }
  ).configMapGenerator.map(
    ({ name, literals }) => [name, literals.map((literal) => literal.split('=')[0] ?? '')] as const,
  );
  const composed = services
    .filter(([, { image }]) => image.startsWith('ordertrace/'))
    .map(([name, { environment = {} }]) => [name, Object.keys(environment)] as const);

  it.each([...composed, ...generated])('of %s are all known', (_, names) => {
    const ours = names.filter((name) => !name.startsWith('OTEL_'));
    expect(ours.filter((name) => !told(name))).toEqual([]);
  });
});

describe('Collectors', () => {
  it('name their exporters as the pinned release does, without deprecated aliases', () => {
    const release = /opentelemetry-collector-contrib:0\.(\d+)/.exec(read('compose.yaml'))?.[1];
    // The exporters have had these names since 0.144; `otlphttp` and `otlp` are aliases that the Collector warns about.
    expect(Number(release)).toBeGreaterThanOrEqual(144);
    for (const file of readdirSync(join(deploy, 'collector'))) {
      const { exporters = {}, service } = parse(read(`collector/${file}`)) as {
        exporters?: Record<string, unknown>;
        service: { pipelines: Record<string, { exporters: string[] }> };
      };
      const used = Object.values(service.pipelines).flatMap((pipeline) => pipeline.exporters);
      for (const name of [...Object.keys(exporters), ...used])
        expect(name).toMatch(/^(?:otlp_http|elasticsearch)(?:\/|$)/);
    }
  });
});

describe('dashboards', () => {
  const boards = readdirSync(join(deploy, 'grafana/dashboards'));
  const page = readFileSync(join(repository, 'docs/reference/metrics.md'), 'utf8');

  it('are the four that the company looks at', () => {
    expect(boards.sort()).toEqual(['business.json', 'flow.json', 'system.json', 'technical.json']);
  });

  it.each(boards)('%s asks only for metrics that the metrics page describes', (board) => {
    for (const { title, queries } of panelsOf(join(deploy, 'grafana/dashboards', board))) {
      for (const metric of queries.flatMap(metricsOf)) {
        const foreign = /^(rabbitmq|process|nodejs)_/.test(metric);
        const name = metric.replace(/_(bucket|sum|count)$/, '');
        expect(
          foreign || page.includes(`\`${name}\``) || page.includes(`\`${metric}\``),
          `${title}: ${metric}`,
        ).toBe(true);
      }
    }
  });

  it.each(boards)('%s says something in place of "No data" on each panel, and 0 for sums', (board) => {
    for (const { title, queries, noValue } of panelsOf(join(deploy, 'grafana/dashboards', board))) {
      expect(noValue, title).toMatch(/^[A-Z].*(?:scraped|yet)$/);
      for (const query of queries) {
        const isSum = /^(?:sort_desc\(|topk\(10, )?sum\b(?!.*(?:_bucket| \/ |rabbitmq))/.test(query);
        if (isSum) expect(withoutZero(query), `${title}: ${query}`).toBeDefined();
      }
    }
  });

  it('can be narrowed to a flow, a service and a queue wherever the metrics have the label', () => {
    const labels = new Map(
      [...page.matchAll(/^\| `(ordertrace_\w+)` +\| \w+ +\|([^|]*)\|/gm)].map(([, name = '', list = '']) => [
        name,
        [...list.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
      ]),
    );
    const narrowed: string[] = [];
    for (const board of boards) {
      const file = join(deploy, 'grafana/dashboards', board);
      for (const { name, definition, allValue } of variablesOf(file)) {
        const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition) ?? [];
        const known = (of: string) => labels.get(of) ?? labels.get(of.replace(/_(bucket|sum|count)$/, ''));
        expect(known(metric)).toContain(label);
        expect(allValue).toBe('.*');
        narrowed.push(`${board} ${name}`);
        for (const query of panelsOf(file).flatMap(({ queries }) => queries))
          for (const [, read = '', selector = ''] of query.matchAll(/\b(ordertrace_\w+)(\{[^}]*\})?/g))
            if (known(read)?.includes(label)) expect(selector, query).toContain(`${label}=~"$${name}"`);
      }
    }
    expect(narrowed).toEqual([
      'business.json flow',
      'flow.json flow',
      'flow.json destination',
      'technical.json service',
      'technical.json destination',
    ]);
  });

  it('show every metric that the reference lists', () => {
    const listed = readFileSync(join(repository, 'docs/reference/metrics.md'), 'utf8').matchAll(
      /^\| `(ordertrace_\w+)/gm,
    );
    const names = [...listed].map(([, name = '']) => name);
    const shown = boards.map((board) => read(`grafana/dashboards/${board}`)).join();
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !shown.includes(name))).toEqual([]);
  });
});

describe('alerts', () => {
  const { groups } = parse(read('prometheus/alerts.yml')) as {
    groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s has a page that says what to do',
    (_, rule) => {
      expect(existsSync(join(repository, rule.annotations.runbook))).toBe(true);
    },
  );

  it.runIf(installed('promtool'))('stand the tests that promtool runs', () => {
    const run = (...args: string[]) => execFileSync('promtool', args, { cwd: deploy, encoding: 'utf8' });
    expect(run('check', 'config', '--syntax-only', 'prometheus/prometheus.yml')).toContain('SUCCESS');
    expect(run('check', 'rules', 'prometheus/alerts.yml')).toContain('SUCCESS');
    expect(run('test', 'rules', 'prometheus/alerts.test.yml')).toContain('SUCCESS');
  });
});

describe('ELK', () => {
  it.each(['traces', 'logs'])('keeps the fields of %s that are searched by as keywords', (kind) => {
    const template = JSON.stringify(json(`elk/${kind}-template.json`));
    for (const field of [
      'order_id',
      'tenant_id',
      'application_name',
      'environment',
      'status_code',
      'trace_id',
      'span_id',
    ])
      expect(template).toContain(`"${field}":{"type":"keyword"}`);
  });

  it('has dashboards whose parts are all there', () => {
    const objects = read('elk/dashboards.ndjson')
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as { id: string; type: string; references: { id: string; type: string }[] },
      );
    const known = new Set(objects.map(({ type, id }) => `${type}:${id}`));
    for (const { references } of objects)
      for (const { type, id } of references) expect(known).toContain(`${type}:${id}`);
    expect(objects.filter(({ type }) => type === 'dashboard')).toHaveLength(5);
  });
});

describe('Kubernetes', () => {
  interface Workload {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly template: {
        readonly spec: {
          readonly securityContext: Record<string, unknown>;
          readonly containers: readonly Record<string, unknown>[];
        };
      };
    };
  }
  const { resources } = parse(read('kubernetes/kustomization.yaml')) as { resources: string[] };
  const objects = resources.flatMap((file) =>
    parseAllDocuments(read(`kubernetes/${file}`)).map((document) => document.toJS() as Workload),
  );
  const workloads = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');

  it.each(workloads.map((workload) => [workload.metadata.name, workload] as const))(
    '%s runs without root, with probes and limits',
    (_, workload) => {
      const { securityContext, containers } = workload.spec.template.spec;
      expect(securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of containers) {
        expect(container).toMatchObject({
          readinessProbe: {},
          livenessProbe: {},
          startupProbe: {},
          resources: { limits: {}, requests: {} },
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
        });
      }
    },
  );

  it('lets nothing in but what a policy names', () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata }) => metadata.name)).toContain('nothing-in');
  });
});
