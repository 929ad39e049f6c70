import { flowConflicts, flowsOf, type Flow, type FlowConflict, type Flows } from '@ordertrace/model';
import type { FlowFileProblem } from './problems.js';

/** A flow with its file. */
export interface FlowOfFile {
  readonly fileName: string;
  readonly flow: Flow;
  /** The positions of the name and of `for` in the file; the start of the file if absent. */
  readonly lines: { readonly name: FlowLine; readonly claim: FlowLine };
}

export type FlowLine = Pick<FlowFileProblem, 'line' | 'column'>;

/** Flow files that are valid separately, but conflict with each other; lists each file and line. */
export class FlowSetError extends Error {
  readonly code = 'flow_files_disagree';
  readonly problems: readonly (FlowFileProblem & { readonly fileName: string })[];

  constructor(problems: FlowSetError['problems']) {
    const text = ({ fileName, line, column, message }: FlowSetError['problems'][number]) =>
      `${fileName}:${line}:${column}: ${message}`;
    super(problems.map(text).join('\n'));
    this.name = 'FlowSetError';
    this.problems = problems;
  }
}

/**
 * Combines the flows of several files.
 *
 * @throws FlowSetError with all conflicts: duplicate names, two flows that could claim the same order without
 * a defined sequence, and none or two flows without a claim
 */
export function flowsOfFiles(files: readonly FlowOfFile[]): Flows {
  const problems = flowConflicts(files.map(({ flow }) => flow)).flatMap((conflict) =>
    conflictProblems(conflict, files),
  );
  if (problems.length > 0) throw new FlowSetError(problems);
  return flowsOf(files.map(({ flow }) => flow));
}

function conflictProblems(
  conflict: FlowConflict,
  files: readonly FlowOfFile[],
): FlowSetError['problems'][number][] {
  const [first] = files;
  if (conflict.type === 'no_fallback') {
    if (first === undefined) return [];
    const message =
      'Every flow claims orders of its own, so the others have none: leave for out of one of the files.';
    return [{ fileName: first.fileName, ...first.lines.claim, message }];
  }
  const [one, other] = conflict.flows.map((flow) => files.find((file) => file.flow === flow));
  if (one === undefined || other === undefined) return [];
  const at = conflict.type === 'same_orders' ? other.lines.claim : other.lines.name;
  return [{ fileName: other.fileName, ...at, message: conflictMessage(conflict.type, one, other) }];
}

function conflictMessage(
  type: Exclude<FlowConflict['type'], 'no_fallback'>,
  one: FlowOfFile,
  { flow: { name } }: FlowOfFile,
): string {
  switch (type) {
    case 'same_name':
      return `${one.fileName} has a flow of the name ${name} too: give one of them another name.`;
    case 'same_orders':
      return (
        `An order could be claimed by flow ${name} and by flow ${one.flow.name} (${one.fileName}): give each ` +
        'a rank of its own under for, the one to be asked first the lower.'
      );
    case 'two_fallbacks':
      return (
        `Neither flow ${name} nor flow ${one.flow.name} (${one.fileName}) says whose orders it is for: leave ` +
        'one as it is, which has all other orders, and give the other for, like for: { tenant: [acme] }.'
      );
  }
}
