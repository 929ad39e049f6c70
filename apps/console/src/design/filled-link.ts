/** A URL with its placeholders filled in. Undefined if it is absent or not safe for a link. */
export function filledIn(
  template: string | null,
  values: Readonly<Record<string, string>>,
): string | undefined {
  if (template === null || !/^(https?:\/\/|\/(?!\/))/.test(template)) {
    return undefined;
  }
  return template.replace(/\{(\w+)\}/g, (_place, name: string) => encodeURIComponent(values[name] ?? ''));
}
