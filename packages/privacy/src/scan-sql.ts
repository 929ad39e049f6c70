import type { Finding } from './detectors.js';

/** Literals of a statement: quoted texts (also `$tag$…$tag$`), and numbers outside names. */
const literal =
  /'(?:[^'\\]|\\[\s\S]?|'')*(?:'|$)|\$(\w{0,16})\$|(?<![\w$."])\d[\d.]*(?:e[+-]?\d+)?(?!\w)|"(?:[^"\\]|\\[\s\S]?|"")*(?:"|$)|--[^\n]*|\/\*|\b(?:values|on|returning|as)\b/giu;
const comparedOnly = /(?:[=<>]|\b(?:like|in\s*\(|regexp))\s*$/iu;
const redisCommand =
  /^\s*((?:SET|SETEX|PSETEX|SETNX|GETSET|MSET|HSET|HMSET|HSETNX|LPUSH|RPUSH|LPUSHX|RPUSHX|SADD|ZADD|XADD|PUBLISH|APPEND|AUTH|EVAL|LREM|SREM|ZREM|GEOADD)\s+[^\s=]{1,512})\s+(?!to\b|=|local\b|session\b|transaction\b|names\b)\S/u;

export function scanSql(text: string): Finding[] {
  if (/^\s*[[{]/.test(text)) return scanDocument(text);
  const command = redisCommand.exec(text);
  if (command !== null) return [rest(text, command[0].length - 1)];
  const findings: Finding[] = [];
  let from = 0;
  let isList = false;
  for (const match of text.matchAll(literal)) {
    const { index: start } = match;
    if (start < from) continue;
    if (/^\w/.test(match[0]) && !/^\d/.test(match[0])) {
      isList = match[0].toLowerCase() === 'values';
      continue;
    }
    if (match[0].startsWith('"') && !isText(text, match, isList)) continue;
    from = endOf(text, match);
    findings.push({ start, end: from, detector: 'sql_literal', instead: isComment(match[0]) ? '' : '?' });
  }
  return findings;
}

/** Whether double quotes hold a text, as in some databases: beside an operator, and in a list of values. */
function isText(text: string, match: RegExpExecArray, isList: boolean): boolean {
  if (isList) return true;
  const end = match.index + match[0].length;
  const before = text.slice(Math.max(0, match.index - 16), match.index);
  const isName = text[end] === '.' || text[match.index - 1] === '.';
  return !isName && comparedOnly.test(before);
}

function rest(text: string, start: number): Finding {
  return { start, end: text.length, detector: 'sql_literal', instead: '?' };
}

/** A statement of a document database: its names stay, its values are removed. */
const documentValue = /"(?:[^"\\]|\\[\s\S]?)*(?:"|$)(\s*:)?|(?<![\w"])-?\d[\d.eE+-]*/g;

function scanDocument(text: string): Finding[] {
  return Array.from(text.matchAll(documentValue)).flatMap((match): Finding[] => {
    if (match[1] !== undefined) return [];
    const end = match.index + match[0].length;
    return [{ start: match.index, end, detector: 'sql_literal', instead: '"?"' }];
  });
}

function isComment(found: string): boolean {
  return found.startsWith('--') || found === '/*';
}

function endOf(text: string, match: RegExpExecArray): number {
  const after = match.index + match[0].length;
  const close = match[1] === undefined ? (match[0] === '/*' ? '*/' : '') : match[0];
  if (close === '') return after;
  const at = text.indexOf(close, after);
  return at < 0 ? text.length : at + close.length;
}
