export const sourcePackages: readonly string[];
export function sourceAliases(root: string): { find: RegExp; replacement: string }[];
