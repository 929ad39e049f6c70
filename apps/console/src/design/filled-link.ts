/** An address with its places filled in; undefined where there is none, or one that is no address for a link. */
export function filledIn(
  template: string | null,
  values: Readonly<Record<string, string>>,
): string | undefined {
  if (template === null || !/^(https?:\/\/|\/(?!\/))/.test(template)) {
    return undefined;
  }
  return template.replace(/\{(\w+)\}/g, (_place, name: string) => encodeURIComponent(values[name] ?? ''));
}
