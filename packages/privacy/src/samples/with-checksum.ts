/** Numbers with the check digits that make them valid. */

export function withLuhn(head: string): string {
  const sum = Array.from(head)
    .toReversed()
    .reduce((all, char, i) => {
      const value = Number(char) * (i % 2 === 0 ? 2 : 1);
      return all + (value > 9 ? value - 9 : value);
    }, 0);
  return `${head}${(10 - (sum % 10)) % 10}`;
}

export function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);
}

export const inn10 = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const inn11 = [7, ...inn10];

export function personsInn(ten: string): string {
  const eleven = `${ten}${(weighted(ten, inn11) % 11) % 10}`;
  return `${eleven}${(weighted(eleven, [3, ...inn11]) % 11) % 10}`;
}

export function snils(nine: string): string {
  const check = (weighted(nine, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100;
  return `${nine}${String(check).padStart(2, '0')}`;
}

export function iban(country: string, account: string): string {
  const digits = `${account}${country}00`.replace(/[A-Z]/g, (char) => String(char.charCodeAt(0) - 55));
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account}`;
}

export function inFours(text: string, gap: string): string {
  return text.replace(/(.{4})(?=.)/g, `$1${gap}`);
}
