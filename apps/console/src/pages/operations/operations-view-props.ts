import type { OperationsSearch } from '../../addresses/operations-search.js';

/** Properties of each view of the page. */
export interface OperationsViewProps {
  readonly search: OperationsSearch;
  /** Changes a part of the search parameters. */
  readonly choose: (part: OperationsSearch) => void;
}
