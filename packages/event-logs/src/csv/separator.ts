import { EventLogError } from '../event-log-error.js';

const candidates = [',', ';', '\t', '|'] as const;

/** Separator of a header line: the only candidate outside quotes, or the most frequent one. */
export function separatorOf(header: string): string {
  // Every second part is inside quotes; a doubled quote adds an empty part.
  const bare = header
    .split('"')
    .filter((_, index) => index % 2 === 0)
    .join('');
  const counts = candidates
    .map((separator) => ({ separator, count: bare.split(separator).length - 1 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const [most, next] = counts;
  if (most && most.count !== next?.count) return most.separator;
  const problem = most
    ? 'The first line may be separated in two ways'
    : 'The first line holds no comma, semicolon, tab or bar that would separate columns';
  throw new EventLogError('separator_unknown', `${problem}. State the separator, such as separator=;.`, {
    option: 'separator',
  });
}

/** A stated separator: one character, or `tab`. */
export function statedSeparator(text: string): string {
  const separator = text === 'tab' || text === String.raw`\t` ? '\t' : text;
  if (separator.length === 1 && !/["\r\n]/.test(separator)) return separator;
  throw new EventLogError('bad_option', 'A separator is one character, or the word tab.', {
    option: 'separator',
  });
}
