import type { Problem } from '@ordertrace/api';
import { useMemo, useState } from 'react';

/** Which problems of a list are chosen. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly choose: (problemId: string, on: boolean) => void;
  readonly chooseAll: (on: boolean) => void;
}

/** A choice holds for one list: with another `listKey` nothing is chosen; what left the list is no longer chosen. */
export function useSelection(problems: readonly Problem[], listKey: string): Selection {
  const [state, setState] = useState<{ readonly key: string; readonly ids: ReadonlySet<string> }>({
    key: listKey,
    ids: new Set(),
  });
  return useMemo(() => {
    const listed = problems.map((problem) => problem.problem_id);
    const chosen = new Set(state.key === listKey ? listed.filter((id) => state.ids.has(id)) : []);
    return {
      chosen,
      choose: (problemId, on) => {
        const ids = new Set(chosen);
        if (on) {
          ids.add(problemId);
        } else {
          ids.delete(problemId);
        }
        setState({ key: listKey, ids });
      },
      chooseAll: (on) => {
        setState({ key: listKey, ids: new Set(on ? listed : []) });
      },
    };
  }, [problems, listKey, state]);
}
