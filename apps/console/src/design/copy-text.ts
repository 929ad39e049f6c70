/**
 * Returns false if the browser has no clipboard for this page, for example over plain HTTP from another host.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
