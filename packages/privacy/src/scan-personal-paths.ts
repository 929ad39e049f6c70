import type { Finding } from './detectors.js';

/** What stands in a path after these is somebody's name, unless it is a number, an id or a word of the API. */
const segment =
  /[/\\](?:customers?|clients?|users?|buyers?|persons?|people|profiles?|accounts?|members?|home|recipients?)[/\\]([^/\\\s"'<>?#;:,)]{1,128})/giu;
const harmless =
  /^(?:[\d.-]+|[0-9a-f-]{16,}|[:*{<[].*|me|self|new|search|find|count|counts|export|import|list|login|logout|register|current|all|batch|bulk|node|app|runner|root|src|index.*|v\d+|orders|[\p{L}-]*\.(?:js|ts|html|css|json))$/iu;

/** Names of people in paths: `/customers/anna-petrova`, `/home/anna/`. */
export function scanPersonalPaths(text: string): Finding[] {
  return Array.from(text.matchAll(segment)).flatMap((match): Finding[] => {
    const [whole, name = ''] = match;
    const end = match.index + whole.length;
    return harmless.test(name) ? [] : [{ start: end - name.length, end, detector: 'person' }];
  });
}
