/**
 * The operation id of a route: the method and the words of its path, without the API's prefix and version.
 *
 * @example operationId('GET', '/api/v1/orders/:order_id/journey') // 'getOrderJourney'
 */
export function operationId(method: string, url: string): string {
  const segments = url.split('/').filter((segment) => segment !== '' && !/^(api|v\d+)$/.test(segment));
  const words = segments.flatMap((segment, index) => {
    if (segment.startsWith(':')) return [];
    return [segments[index + 1]?.startsWith(':') === true ? segment.replace(/s$/, '') : segment];
  });
  return method.toLowerCase() + words.map(capitalized).join('');
}

function capitalized(words: string): string {
  return words.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
