/**
 * Selects the errors of a service's output for the person at the terminal, each text at most once a minute.
 * JSON lines are selected by their level; other lines are only in the log file.
 */
export function errorLines(name: string, show: (message: string) => void): (line: string) => void {
  const shownAt = new Map<string, number>();
  return (line) => {
    const text = errorIn(line);
    if (text === undefined) return;
    const now = Date.now();
    if (now - (shownAt.get(text) ?? -Infinity) < 60_000) return;
    if (shownAt.size > 200) shownAt.clear();
    shownAt.set(text, now);
    show(`${name}: ${text}`);
  };
}

const errorLevels = new Set(['error', 'fatal', 'ERROR', 'FATAL', 50, 60]);

function errorIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  let entry: Readonly<Record<string, unknown>>;
  try {
    entry = JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  const level = entry['level'] ?? entry['severity'];
  if (!errorLevels.has(level as string | number)) return undefined;
  const message = entry['msg'] ?? entry['message'];
  return typeof message === 'string' ? message.slice(0, 300) : line.slice(0, 300);
}
