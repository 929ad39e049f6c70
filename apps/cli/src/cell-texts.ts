import { shortDurationText, type Language } from '@ordertrace/words';

/** Texts of table cells in one language. */
export interface CellTexts {
  /** `1.5h`; `-` if it is unknown. */
  readonly duration: (millis: number | null | undefined) => string;
  /** `75.0%` */
  readonly share: (share: number) => string;
  /** `12.5` */
  readonly decimal: (value: number) => string;
}

const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

export function cellTexts(language: Language): CellTexts {
  const decimal = new Intl.NumberFormat(language, { useGrouping: false, ...oneDigit });
  const percent = new Intl.NumberFormat(language, { style: 'percent', ...oneDigit });
  return {
    duration: (millis) =>
      millis === null || millis === undefined ? '-' : shortDurationText(millis, language),
    share: (share) => percent.format(share),
    decimal: (value) => decimal.format(value),
  };
}
