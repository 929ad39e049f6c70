/** One line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** A variable of the palette: `--machine`. */
  readonly colour: string;
  /** One for each instant; `null` where nothing is known. */
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
  /** The space under the line is tinted. */
  readonly filled?: boolean;
}

export interface ChartProps {
  /** What it shows, for those who can't see it. */
  readonly label: string;
  /** Microseconds since 1970, rising. */
  readonly instants: readonly number[];
  readonly series: readonly ChartSeries[];
  /** Writes a value for the axis and for the table. */
  readonly write: (value: number) => string;
  /** The values are lengths of time in milliseconds: the axis is cut at round hours and days. */
  readonly durations?: boolean;
  /** In pixels. */
  readonly height?: number;
  /** Called with the index of the instant that was clicked. */
  readonly onChoose?: (index: number) => void;
}
