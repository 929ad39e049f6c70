import type { Numbers } from '@ordertrace/api';
import type { Period } from './start-search.js';

export interface CardProps {
  readonly numbers: Numbers;
  readonly days: Period;
  readonly tenant: string | undefined;
}
