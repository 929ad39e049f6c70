import type { NamedFlow } from '@ordertrace/words/console';
import i18next from 'i18next';

/** The event after which texts are rendered again, because stages have other names. */
export const flowsChanged = 'flowsChanged';

let flows: readonly NamedFlow[] = [];

/** Sets the flows whose names of stages the pages show. */
export function nameStagesBy(loaded: readonly NamedFlow[]): void {
  flows = loaded;
  i18next.emit(flowsChanged);
}

/** The flow with this name, else all flows. */
export function namedFlows(name: string | undefined): readonly NamedFlow[] {
  const flow = flows.find((each) => each.name === name);
  return flow === undefined ? flows : [flow];
}
