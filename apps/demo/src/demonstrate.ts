import type { LaunchOptions } from './launch/options.js';
import type { PartnerAccount } from './launch/parts.js';
import type { Screen } from './launch/screen.js';

export interface DemonstrationSetup {
  readonly options: LaunchOptions;
  readonly partners: readonly PartnerAccount[];
  readonly screen: Screen;
}

/** What runs beside the system and drives it. */
export interface Demonstration {
  readonly stop: () => Promise<void>;
}

/** Starts what the options ask for. */
export function demonstrate(_setup: DemonstrationSetup): Demonstration {
  return { stop: () => Promise.resolve() };
}
