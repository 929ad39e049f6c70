import type { Problem } from '@ordertrace/api';
import { useMemo, useState } from 'react';

/** Chosen problems of a list. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly choose: (problemId: string, on: boolean) => void;
  readonly chooseAll: (on: boolean) => void;
}

/**
 * The choice belongs to one list. Another `listKey` clears it, and problems that leave the list are
 * unselected.
 */
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
