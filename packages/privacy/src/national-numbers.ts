import { createRequire } from 'node:module';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js';

interface PhoneLibrary {
  parsePhoneNumberFromString(text: string, region: CountryCode): PhoneNumber | undefined;
  isSupportedCountry(region: string): boolean;
}

let loaded: PhoneLibrary | undefined;

/** Loads the library at the first number: most processes never need it. */
function library(): PhoneLibrary {
  return (loaded ??= createRequire(import.meta.url)('libphonenumber-js/max') as PhoneLibrary);
}

/** Whether it is a two-letter country code with known phone numbers. */
export function isRegion(region: string): boolean {
  return library().isSupportedCountry(region);
}

/**
 * Whether a number is a phone number of one of the regions, with its gaps in the usual positions. Gaps may be
 * missing, but not in other positions: other rows of numbers have enough digits for a phone.
 */
export function isNationalNumber(number: string, digits: string, regions: readonly string[]): boolean {
  if (digits.length < 9 || digits.length > 12) return false;
  const gaps = gapsOf(number);
  return gaps.length > 0 && regions.some((region) => isOf(region, { number, digits, gaps }));
}

function isOf(
  region: string,
  { number, digits, gaps }: { number: string; digits: string; gaps: readonly number[] },
): boolean {
  const parsed = library().parsePhoneNumberFromString(number, region as CountryCode);
  if (parsed?.country !== region || !parsed.isValid()) return false;
  const usual = parsed.format('NATIONAL');
  if (usual.replace(/\D/g, '') !== digits) return false;
  const usualGaps = new Set(gapsOf(usual));
  return gaps.every((gap) => usualGaps.has(gap));
}

/** The digit counts after which the number has a gap. */
function gapsOf(number: string): number[] {
  const gaps: number[] = [];
  let digits = 0;
  for (const group of number.matchAll(/\d+/g)) {
    if (digits > 0) gaps.push(digits);
    digits += group[0].length;
  }
  return gaps;
}
