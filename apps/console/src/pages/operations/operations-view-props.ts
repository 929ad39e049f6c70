import type { OperationsSearch } from '../../addresses/operations-search.js';

/** What each part of the page is given. */
export interface OperationsViewProps {
  readonly search: OperationsSearch;
  /** Changes a part of what the address says. */
  readonly choose: (part: OperationsSearch) => void;
}
