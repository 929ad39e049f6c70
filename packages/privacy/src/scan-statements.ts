import type { Finding } from './detectors.js';
import { scanSql } from './scan-sql.js';

const statement = /\b(?:insert\s+into|delete\s+from|update\s+[\w."`]{1,128}\s+set|merge\s+into)\b/iu;
const selection = /\bselect\s/iu;
const source = /\sfrom\s+[\w."`(]/iu;

/** Finds the literals of a statement within another text, such as an error message. */
export function scanQuotedStatements(text: string): Finding[] {
  if (!/['"]/.test(text)) return [];
  const start = startOfStatement(text);
  if (start < 0) return [];
  return scanSql(text.slice(start)).map((one) => ({
    ...one,
    start: one.start + start,
    end: one.end + start,
  }));
}

function startOfStatement(text: string): number {
  const change = text.search(statement);
  if (change >= 0) return change;
  const chosen = text.search(selection);
  return chosen >= 0 && source.test(text.slice(chosen)) && /\b(?:where|having|values)\b/iu.test(text)
    ? chosen
    : -1;
}

/** PostgreSQL's description of a rejected row: `Key (name)=(…)`, `Failing row contains (…)`. */
const refused =
  /(?<=\)=\()[^\n]{1,512}?(?=\)(?: already| is not| is still| conflicts| уже| отсутств|[".]|\s*$))|(?<=(?:Failing row contains|Ошибочная строка содержит) \()[^\n]{1,4096}/gmu;

export function scanRefusedRows(text: string): Finding[] {
  if (!text.includes(')=(') && !text.includes(' row contains (') && !text.includes('строка содержит ('))
    return [];
  return Array.from(text.matchAll(refused), ({ index, 0: values }) => ({
    start: index,
    end: index + values.length,
    detector: 'sql_literal',
    instead: '?',
  }));
}
