/** One line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** A variable of the colour palette: `--machine`. */
  readonly colour: string;
  /** One value for each instant; `null` if it is unknown. */
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
  /** Tints the area under the line. */
  readonly filled?: boolean;
}

export interface ChartProps {
  /** Description for screen readers. */
  readonly label: string;
  /** Microseconds since 1970, ascending. */
  readonly instants: readonly number[];
  readonly series: readonly ChartSeries[];
  /** Formats a value for the axis and for the table. */
  readonly write: (value: number) => string;
  /** The values are durations in milliseconds: the axis has ticks at round hours and days. */
  readonly durations?: boolean;
  /** In pixels. */
  readonly height?: number;
  /** Called with the index of the clicked instant. */
  readonly onChoose?: (index: number) => void;
}
