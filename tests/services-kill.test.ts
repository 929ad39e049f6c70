import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { brokerMissing } from './support/rabbitmq.js';
import { repository } from './support/system.js';

interface Line {
  readonly value: number;
  readonly unit: string;
}

const postgresMissing = existsSync('/usr/lib/postgresql') ? undefined : 'no PostgreSQL of Debian here';

it.for([
  { transport: 'HTTP push', args: ['--push'], missing: postgresMissing },
  { transport: 'RabbitMQ', args: [], missing: postgresMissing ?? brokerMissing() },
])(
  'the services, killed with their database and broker over $transport, lose and invent nothing',
  { timeout: 400_000 },
  async ({ args, missing }, context) => {
    context.skip(missing !== undefined, missing);
    const all = ['benchmarks/services.js', '--kill', '--seconds', '20', '--life', '4', ...args];
    const bench = spawn(process.execPath, all, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let problems = '';
    bench.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    bench.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
    const [code] = (await once(bench, 'close')) as [number | null];
    expect(code, problems).toBe(0);
    expect(problems).not.toContain('MaxListenersExceededWarning');
    const lines = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const valueOf = (unit: string) => lines.find((line) => line.unit === unit)?.value;
    expect(valueOf('kills')).toBeGreaterThan(2);
    expect(valueOf('transitions')).toBeGreaterThan(20);
    expect(valueOf('faults')).toBe(0);
  },
);
