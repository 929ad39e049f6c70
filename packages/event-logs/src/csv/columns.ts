import { EventLogError } from '../event-log-error.js';
import type { MappedPart, Mapping } from '../options.js';

/** Known column names, most reliable first. Two columns of one list are ambiguous. */
const known: Readonly<Record<MappedPart, readonly (readonly string[])[]>> = {
  case: [
    ['case:concept:name'],
    ['order_id'],
    [
      ...words('case_id case caseid case_key trace_id trace order orderid order_no order_number order_key'),
      // SAP: number of a sales document, of a purchasing document.
      ...['vbeln', 'ebeln'],
      ...['номер заказа', 'заказ', 'ид заказа', '№ заказа'],
    ],
  ],
  activity: [
    ['concept:name'],
    ['activity', 'stage'],
    [
      ...words('activity_name event event_name activityname status state step task action'),
      ...['этап', 'статус', 'событие', 'операция', 'действие'],
    ],
  ],
  time: [
    ['time:timestamp'],
    words(
      'complete_timestamp end_timestamp complete_time completion_time end_time end completed_at ended_at',
    ),
    [
      ...words(
        'timestamp time_stamp time date datetime date_time event_time eventtime event_timestamp event_date at',
      ),
      ...words('changed_at occurred_at'),
      ...['время', 'дата', 'дата и время', 'дата изменения'],
    ],
  ],
  // Column of the date where another has the time of day. Both are recognised only together.
  date: [],
  start: [
    ['start_timestamp'],
    words('start_time start started_at begin begin_time'),
    ['начало', 'дата начала'],
  ],
  lifecycle: [['lifecycle:transition'], words('lifecycle lifecycle_id registration_type transition')],
  instance: [['concept:instance'], words('activity_instance activity_instance_id instance instance_id')],
  resource: [
    ['org:resource'],
    words('resource resource_id employee user operator performer'),
    ['исполнитель', 'оператор', 'сотрудник'],
  ],
  tenant: [['tenant_id'], ['tenant', 'partner', 'партнёр', 'партнер']],
};

/** Required parts of an event. */
const needed: readonly MappedPart[] = ['case', 'activity', 'time'];

function words(text: string): string[] {
  return text.split(' ');
}

function plainName(name: string): string {
  return name
    .trim()
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[\s.-]+/g, '_');
}

/** Column names. Equal names get a number: `time (1)`, `time (2)`. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name) => {
    if (name === '' || counts.get(name) === 1) return name;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return `${name} (${number})`;
  });
}

/** Original name of a column, without the added number. */
function ownName(name: string, columns: ReadonlySet<string>): string {
  const own = /^(.+) \(\d+\)$/.exec(name)?.[1];
  return own !== undefined && columns.has(`${own} (1)`) && columns.has(`${own} (2)`) ? own : name;
}

/**
 * Maps columns to parts: as stated, else by name. Throws `EventLogError`: `column_unknown` if a stated column
 * does not exist, `column_missing` if a required part has no column, `column_ambiguous` if two columns match
 * it.
 */
export function recogniseColumns(columns: readonly string[], stated: Mapping): Mapping {
  const mapping: Partial<Record<MappedPart, string>> = {};
  const named = columnsByPlainName(columns);
  for (const part of Object.keys(known) as MappedPart[]) {
    const column = stated[part] === undefined ? recognise(part, named) : find(part, stated[part], columns);
    if (column !== undefined) mapping[part] = column;
  }
  if (mapping.time === undefined && mapping.date === undefined) Object.assign(mapping, datedPair(named));
  const missing = needed.filter((part) => mapping[part] === undefined);
  if (missing.length > 0) {
    const message = `No column is recognised as ${missing.join(', ')}. ${columnsText(columns)} State which: ${missing.map((part) => `${part}=…`).join(', ')}.`;
    throw new EventLogError('column_missing', message, { option: missing[0] ?? '' });
  }
  return mapping;
}

/** Pairs of columns with a date and a time of day, as SAP names them: created, changed, posted. */
const datedPairs = [
  ['erdat', 'erzet'],
  ['udate', 'utime'],
  ['aedat', 'aezet'],
  ['cpudt', 'cputm'],
] as const;

/** The only such pair; none if there are several. */
function datedPair(columns: ReadonlyMap<string, readonly string[]>): Mapping {
  const found = datedPairs.flatMap(([date, time]) => {
    const [dates = [], times = []] = [columns.get(date), columns.get(time)];
    return dates.length === 1 && times.length === 1 ? [{ date: dates[0], time: times[0] } as Mapping] : [];
  });
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : {};
}

function find(part: MappedPart, name: string, columns: readonly string[]): string | undefined {
  if (name === '') return undefined;
  if (columns.includes(name)) return name;
  throw new EventLogError('column_unknown', `There is no column "${name}". ${columnsText(columns)}`, {
    option: part,
  });
}

function columnsByPlainName(columns: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = new Set(columns);
  const named = new Map<string, string[]>();
  for (const column of columns) {
    const plain = plainName(ownName(column, all));
    const alike = named.get(plain);
    if (alike === undefined) named.set(plain, [column]);
    else alike.push(column);
  }
  return named;
}

function recognise(part: MappedPart, columns: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const names of known[part]) {
    const plain = new Set(names.map(plainName));
    const found = [...plain].flatMap((name) => columns.get(name) ?? []);
    if (found.length > 1) {
      const message = `The columns ${found.map((name) => `"${name}"`).join(' and ')} may both be the ${part}. State which: ${part}=….${part === 'time' ? ' If one has the date and the other the time of day, state date=… too.' : ''}`;
      throw new EventLogError('column_ambiguous', message, { option: part });
    }
    if (found.length === 1) return found[0];
  }
  return undefined;
}

function columnsText(columns: readonly string[]): string {
  const shown = columns.slice(0, 30).map((name) => `"${name.slice(0, 60)}"`);
  return `The columns are ${shown.join(', ')}${columns.length > shown.length ? ', …' : ''}.`;
}
