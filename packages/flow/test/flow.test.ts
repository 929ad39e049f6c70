import { FlowFileError, manufacturerFlow, manufacturerFlowText, parseFlow } from '@ordertrace/flow';
import { deadlineText, dueAt, flowIndex, ownerOf, timestampText, type FlowStage } from '@ordertrace/model';
import { stages } from '@ordertrace/conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function problemsOf(text: string): string[] {
  try {
    parseFlow(text, { fileName: 'x.yaml' });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(FlowFileError);
    expect((error as FlowFileError).code).toBe('flow_file_invalid');
    return (error as FlowFileError).message.split('\n');
  }
}

const small = `
name: small
start: [A]
end: [B]
stages:
  A: { owner: shop, waits_for: machine, next: [B] }
  B:
`;

describe("the manufacturer's flow", () => {
  const flow = manufacturerFlow();
  const say = (stage: FlowStage): string => (stage.deadline ? deadlineText(flow, stage.deadline) : 'none');

  it('has the stages, deadlines and owners that the company decided', () => {
    expect(flow.stages.map((stage) => stage.name)).toEqual([...stages]);
    const table = flow.stages.map((stage) => [
      stage.name,
      stage.next.length === 0 ? '' : stage.waitsFor,
      ownerOf(stage, 'retail'),
      ownerOf(stage, 'partner-7'),
      say(stage),
    ]);
    expect(table).toEqual([
      ['CREATED', 'customer', 'shop-api', 'mes-api', 'none'],
      ['SUBMITTED', 'machine', 'mes-api', 'mes-api', '1 hour'],
      ['PRICED', 'customer', 'shop-api', 'mes-api', 'none'],
      ['APPROVED', 'operator', 'mes-api', 'mes-api', '1 working day'],
      ['IN_PRODUCTION', 'operator', 'mes-api', 'mes-api', '5 working days'],
      ['PRODUCED', 'operator', 'mes-api', 'mes-api', '1 working day'],
      ['PACKED', 'operator', 'mes-api', 'mes-api', '1 working day'],
      ['SHIPPED', 'carrier', 'shop-api', 'mes-api', '14 days'],
      ['CLOSED', '', '', '', 'none'],
      ['REJECTED', '', '', '', 'none'],
      ['CANCELLED', '', '', '', 'none'],
    ]);
    expect(flow).toMatchObject({ start: ['CREATED'], end: ['CLOSED', 'REJECTED', 'CANCELLED'] });
    expect(flow.messages.withinMs).toBe(300_000);
    expect(flow.requests.withinMs).toBe(60_000);
    expect(flow.coverage).toBe('full');
    const thirtyDays = 30 * 86_400_000;
    const abandoned = flow.stages.filter((stage) => stage.abandonedAfterMs === thirtyDays);
    expect(abandoned.map((stage) => stage.name)).toEqual(['CREATED', 'PRICED']);
  });

  it('works Monday to Friday from nine to six in Moscow, but not on holidays', () => {
    const due = (from: string): string =>
      timestampText(
        dueAt(flow.calendar, BigInt(Date.parse(from)) * 1_000_000n, { type: 'working', days: 1 }),
      );
    expect(due('2025-12-30T12:00:00Z')).toBe('2026-01-12T12:00:00.000000000Z');
    expect(due('2026-05-08T12:00:00Z')).toBe('2026-05-12T12:00:00.000000000Z');
    expect(due('2025-10-31T12:00:00Z')).toBe('2025-11-01T12:00:00.000000000Z');
    expect(due('2027-05-07T12:00:00Z')).toBe('2027-05-11T12:00:00.000000000Z');
  });

  it('is read by the same reader as any other file', () => {
    expect(parseFlow(manufacturerFlowText(), { fileName: 'manufacturer.yaml' })).toEqual(flow);
  });
});

describe('a flow file', () => {
  it('may be short: all hours count, and hops have the usual deadlines', () => {
    expect(parseFlow(small, { fileName: 'x.yaml' })).toMatchObject({
      name: 'small',
      calendar: { timeZone: 'UTC', fromMinute: 0, toMinute: 1440 },
      messages: { withinMs: 300_000 },
      coverage: 'full',
      learn: [],
    });
  });

  it('says times as people do', () => {
    const deadline = (text: string): unknown =>
      parseFlow(small.replace('next: [B]', `within: "${text}", next: [B]`), { fileName: 'x' }).stages[0]
        ?.deadline;
    expect(deadline('90 seconds')).toEqual({ type: 'within', amount: { type: 'elapsed', millis: 90_000 } });
    expect(deadline('1.5 hours')).toEqual({ type: 'within', amount: { type: 'elapsed', millis: 5_400_000 } });
    expect(deadline('2 weeks')).toEqual({
      type: 'within',
      amount: { type: 'elapsed', millis: 1_209_600_000 },
    });
    expect(deadline('3 working days')).toEqual({ type: 'within', amount: { type: 'working', days: 3 } });
    expect(deadline('12 working hours')).toEqual({ type: 'within', amount: { type: 'working', days: 0.5 } });
    expect(deadline('learned, at least 2 hours')).toEqual({
      type: 'learned',
      floor: { type: 'elapsed', millis: 7_200_000 },
    });
  });

  it('may name deadlines and receivers by queue', () => {
    const text = `${small}
messages:
  within: 10 minutes
  exceptions: { slow.queue: 1 hour }
  receivers: { orders.closed: [billing, crm] }
  dead_letters: [parking]
`;
    expect(parseFlow(text, { fileName: 'x' }).messages).toEqual({
      withinMs: 600_000,
      exceptions: { 'slow.queue': 3_600_000 },
      receivers: { 'orders.closed': ['billing', 'crm'] },
      deadLetters: ['parking'],
    });
  });

  it('is refused with every mistake, each with its place and the way out', () => {
    const text = `name: broken
start: [A]
end: [C]
stages:
  A: { owner: shop, waits_for: dog, within: soon, next: [B, C] }
  C: { owner: shop, waits_for: machine, next: [A] }
  D: { colour: red }
calendar: { time_zone: Mars/Olympus, days: Fri-Mon, hours: 18-9, holidays: [2026-02-30] }
coverage: some
surprise: 1
`;
    expect(problemsOf(text)).toEqual([
      'x.yaml:5:6: Stage A leads to B, which is no stage: add it, or correct the name.',
      'x.yaml:5:32: "dog" is not understood: use one of customer, operator, machine, carrier.',
      'x.yaml:5:45: "soon" is not understood: write a time like 1 hour, 30 days, 1 working day, or learned, at least 2 hours.',
      'x.yaml:7:3: Stage D leads nowhere: give it next, or name it under end.',
      "x.yaml:7:3: No way leads to stage D: name it under start, or in another stage's next.",
      'x.yaml:7:8: Unknown key "colour" in stage D: use one of owner, with, waits_for, within, abandoned_after, next, names.',
      'x.yaml:8:24: "Mars/Olympus" is not understood: name an IANA time zone like Europe/Moscow.',
      'x.yaml:8:44: "Fri-Mon" is not understood: write week days like Mon-Fri, or [Mon, Wed].',
      'x.yaml:8:60: "18-9" is not understood: write the hours of a day like 09:00-18:00.',
      'x.yaml:8:77: "2026-02-30" is not understood: write a date like 2026-01-01, or two: 2026-01-01 to 2026-01-08.',
      'x.yaml:9:11: "some" is not understood: use one of full, approved-to-shipped, logs-only.',
      'x.yaml:10:1: Unknown key "surprise" in a flow file: use one of name, for, start, end, stages, messages, requests, calendar, coverage, learn, retention, slow_is_problem, names, item.',
    ]);
  });

  it('may reopen closed orders: an end leads on, without an owner, also to a stage of its own', () => {
    const text = `name: x
start: [A]
end: [C]
stages:
  A: { owner: shop, waits_for: machine, next: [C] }
  B: { owner: shop, waits_for: machine, next: [C] }
  C: { next: [B] }
`;
    const read = parseFlow(text, { fileName: 'x.yaml' });
    expect(read.stages.find(({ name }) => name === 'C')).toMatchObject({ next: ['B'], owner: {} });
    const index = flowIndex(read);
    expect(index.follows('C', 'B')).toBe(true);
    expect(index.reaches('A', 'B')).toBe(false);
    expect(problemsOf(text.replace('C: { next: [B] }', 'C:'))).toEqual([
      "x.yaml:6:3: No way leads to stage B: name it under start, or in another stage's next.",
    ]);
    expect(problemsOf(text.replace('B: { owner: shop, ', 'B: { '))).toEqual([
      'x.yaml:6:3: Stage B has no owner: name the application that moves an order on.',
    ]);
  });

  it.each(['days: Mon-Fry', 'days: Mon-Wed-Fri', 'holidays: [2026-01-01 to 2026-13-08]'])(
    'is refused where one end of a stretch is mistyped: %s',
    (calendar) => {
      expect(problemsOf(`${small}\ncalendar: { ${calendar} }\n`)[0]).toMatch(/is not understood/);
    },
  );

  it('is refused where it is no YAML, or not about a flow', () => {
    expect(problemsOf('name: [')[0]).toMatch(/^x\.yaml:\d+:\d+: Not YAML: /);
    expect(problemsOf('')).toContain('x.yaml:1:1: A flow file needs stages.');
    expect(problemsOf('- a')[0]).toMatch(/must be a list of "key: value"/);
    expect(problemsOf('a: &x 1\nname: *x')).not.toEqual([]);
  });

  it('replaces the technical words of its parser', () => {
    const said = (text: string) => problemsOf(text).join('\n');
    expect(said(`${small}name: again\n`)).toContain('This key occurs twice: remove one.');
    expect(said(`${small}---\n${small}`)).toContain('write each flow in a file of its own');
    expect(said(`${small}requests: { within: [1, 2] }\n`)).toContain('Expected one text here: ');
    expect(said(`${small}colour: red\n`)).toContain('Unknown key "colour" in a flow file: ');
  });

  it('never harms its reader, whatever stands in it', () => {
    const lines = manufacturerFlowText().split('\n');
    const change = fc.record({
      line: fc.nat({ max: lines.length - 1 }),
      text: fc.oneof(fc.string(), fc.constantFrom('', '  - x', 'a: b', '*a', '&a', '{', 'next: ~', '\t')),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const text = lines.map((line, i) => changes.find((one) => one.line === i)?.text ?? line).join('\n');
        for (const problem of problemsOf(text)) expect(problem.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('retention', () => {
  it('reads times by outcome, alone or with that of the skeleton', () => {
    const text = `${small}retention: { healthy: { keep: 30 days, skeleton: 2 years }, problem: 1 year, technical: 7 days }`;
    const dayMs = 86_400_000;
    expect(parseFlow(text, { fileName: 'x.yaml' }).retention).toEqual({
      healthy: { keepMs: 30 * dayMs, skeletonMs: 730 * dayMs },
      problem: { keepMs: 365 * dayMs },
      technicalMs: 7 * dayMs,
    });
    expect(parseFlow(small, { fileName: 'x.yaml' }).retention).toBeUndefined();
  });

  it('tells what is wrong with the line', () => {
    expect(problemsOf(`${small}retention: { healthy: { skeleton: 1 day }, technical: soon }`)).toEqual([
      expect.stringContaining('x.yaml:8:14: healthy needs keep'),
      expect.stringContaining('"soon" is not understood'),
    ]);
    expect(problemsOf(`${small}retention: { healthy: { keep: 2 days, skeleton: 1 day } }`)).toEqual([
      expect.stringContaining('skeleton must not be shorter'),
    ]);
  });
});

describe('names of others', () => {
  const text = (names: string) =>
    `name: n\nstart: [A]\nend: [B]\nstages: { A: { owner: o, waits_for: machine, next: [B] }, B: }\n${names}`;

  it('are lists of attributes for orders and tenants', () => {
    const read = (names: string) => parseFlow(text(names), { fileName: 'f' }).names;
    expect(read('names: { order_id: [order.id, orderId], tenant_id: shop.id }')).toEqual({
      orderIds: ['order.id', 'orderId'],
      tenantIds: ['shop.id'],
    });
    expect(read('names: { order_id: [orderId] }')).toEqual({ orderIds: ['orderId'], tenantIds: [] });
    expect(read('')).toBeUndefined();
    expect(() => read('names: { orders: [x] }')).toThrow(/Unknown key "orders"/);
  });

  it('reads what does not hold an order up, and what names its items', () => {
    const text =
      'name: x\nstart: [A]\nend: [B]\nitem: order.line\nmessages: { optional: [mails] }\nstages: { A: { owner: s, waits_for: machine, next: [B] }, B: }';
    const flow = parseFlow(text, { fileName: 'x' });
    expect(flow.itemKeys).toEqual(['order.line']);
    expect(flow.messages.optional).toEqual(['mails']);
    expect(flow.requests).not.toHaveProperty('optional');
  });
});

describe('names of stages', () => {
  const withNames = (names: string) => small.replace('next: [B] }', `next: [B], names: ${names} }`);

  it('are read by language, and one language is enough', () => {
    const names = (text: string) =>
      parseFlow(text, { fileName: 'x.yaml' }).stages.map((stage) => stage.names);
    expect(names(withNames("{ en: In the oven, ru: 'В печи' }"))).toEqual([
      { en: 'In the oven', ru: 'В печи' },
      undefined,
    ]);
    expect(names(withNames('{ ru: В печи }'))[0]).toEqual({ ru: 'В печи' });
    expect(names(small.replace('  B:', '  B: { names: { en: Gone } }'))[1]).toEqual({ en: 'Gone' });
  });

  it.each([
    ['{ de: Im Ofen }', 'Unknown key "de" in names of stage A: use one of en, ru.'],
    ['In the oven', 'names of stage A must be a list of "key: value".'],
    ['{ en: [a, b] }', 'names.en of stage A must be a text.'],
    ["{ ru: '' }", 'names.ru of stage A must be a text.'],
    ["{ ru: ' ' }", 'names.ru of stage A must be a text.'],
    ['{}', 'The names of stage A are empty: write en or ru, or remove names.'],
  ])('that are %s are refused with the field', (names, message) => {
    expect(problemsOf(withNames(names))).toEqual([expect.stringMatching(/^x\.yaml:6:\d+: /)]);
    expect(problemsOf(withNames(names)).join()).toContain(message);
  });

  it('of the shipped flow exist in both languages, each once', () => {
    const { stages: all } = manufacturerFlow();
    for (const language of ['en', 'ru'] as const) {
      const names = all.map((stage) => stage.names?.[language]);
      expect(names).not.toContain(undefined);
      expect(new Set(names).size).toBe(all.length);
    }
    expect(all.find(({ name }) => name === 'IN_PRODUCTION')?.names).toEqual({
      en: 'In production',
      ru: 'В производстве',
    });
  });
});
