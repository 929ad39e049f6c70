/** A fault in a flow file. Lines and columns count from 1. */
export interface FlowFileProblem {
  readonly line: number;
  readonly column: number;
  /** The fault, and what to write instead. */
  readonly message: string;
}

/** An invalid flow file, with all its faults in the sequence of the file. */
export class FlowFileError extends Error {
  readonly code = 'flow_file_invalid';
  readonly problems: readonly FlowFileProblem[];

  constructor(fileName: string, problems: readonly FlowFileProblem[]) {
    const lines = problems.map(({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`);
    super(lines.join('\n'));
    this.name = 'FlowFileError';
    this.problems = problems;
  }
}
