import type { Finding } from './detectors.js';

/** Path segments that a person's name follows, unless it is a number, an ID or a word of the API. */
const segment =
  /[/\\](?:customers?|clients?|users?|buyers?|persons?|people|profiles?|accounts?|members?|home|recipients?)[/\\]([^/\\\s"'<>?#;:,)]{1,128})/giu;
const harmless =
  /^(?:[\d.-]+|[0-9a-f-]{16,}|[:*{<[].*|me|self|new|search|find|count|counts|export|import|list|login|logout|register|current|all|batch|bulk|node|app|runner|root|src|index.*|v\d+|orders|[\p{L}-]*\.(?:js|ts|html|css|json|png|jpe?g|gif|svg|pdf|txt|csv|xml|ya?ml|zip|gz|stl|obj|step|log|mp[34]|wav|avi|mov))$/iu;

/** A variable part of a route template. The segment before it is a word of the API. */
const template = /^[^\s"'<>?#]{0,128}?[/\\](?::[a-z_]|\{|<[a-z_]|\[[a-z_]|\*)/iu;

/** Finds names of people in paths: `/customers/anna-petrova`, `/home/anna/`. */
export function scanPersonalPaths(text: string): Finding[] {
  return Array.from(text.matchAll(segment)).flatMap((match): Finding[] => {
    const [whole, name = ''] = match;
    const end = match.index + whole.length;
    const rest = text.slice(end, end + 160);
    return harmless.test(name) || (/^[a-z_-]+$/i.test(name) && template.test(rest))
      ? []
      : [{ start: end - name.length, end, detector: 'person' }];
  });
}
