import { Option, type Command } from 'commander';
import { flowLevels, seriesIntervals } from '@ordertrace/model';
import { flowShows, showFlow, type FlowFlags, type FlowShow } from './flow-statistics.js';
import type { CommandResult } from './result.js';
import { serverAddress, withServer } from './server-address.js';

type Environment = Readonly<Record<string, string | undefined>>;
type Flags = Readonly<Record<string, string | boolean | undefined>>;

type FlagLines = readonly (readonly [flags: string, what: string])[];

const stateFlags: FlagLines = [
  ['--from <time>', 'orders whose first step is not before, RFC 3339'],
  ['--to <time>', 'orders whose first step is before'],
  ['--tenant <tenant>', 'of one tenant'],
  ['--flow <name>', 'of one flow'],
  ['--stage <stage>', 'that are in this stage, or ended in it'],
  ['--situation <situation>', 'in this situation'],
];
/** Flags for the stored transitions of an order. */
const wayFlags: FlagLines = [
  ['--variant <id>', 'of one variant'],
  ['--source <source>', 'live, imported, all, or one log: imported:NAME'],
];

/** Adds the `ordertrace flow` commands that query a running server. */
export function addFlowCommands(
  flow: Command,
  environment: Environment,
  finish: (result: CommandResult) => void,
): void {
  for (const name of Object.keys(flowShows) as FlowShow[]) {
    const command = withServer(flow.command(name), environment).description(flowShows[name].about);
    if (name === 'forecast') command.argument('<order>', 'id of the order').option('--tenant <tenant>');
    else for (const [flags, what] of filtersOf(name)) command.option(flags, what);
    addOwnFlags(command, name);
    command.option('--json', 'print the answer as JSON').action(async (...args: unknown[]) => {
      const [order] = args;
      const options = command.opts<Flags & { server: string }>();
      const flags = Object.fromEntries(
        Object.entries(options).filter(([, value]) => typeof value === 'string'),
      ) as FlowFlags;
      const asked = typeof order === 'string' ? { ...flags, order } : flags;
      const address = serverAddress(options, environment);
      finish(await showFlow(name, { address, flags: asked, json: options['json'] === true }));
    });
  }
}

function filtersOf(name: FlowShow): FlagLines {
  return name === 'operations' ? stateFlags : [...stateFlags, ...wayFlags];
}

function addOwnFlags(command: Command, name: FlowShow): void {
  if (name === 'map' || name === 'stages' || name === 'variants' || name === 'compare')
    command.addOption(new Option('--level <level>', 'what activities are').choices(flowLevels));
  if (name === 'operations') command.option('--orders <number>', 'how many, the latest; 200 unless said');
  if (name === 'variants')
    command.option('--limit <number>', 'how many').option('--cursor <cursor>', 'of the following page');
  if (name === 'lead-time')
    command.addOption(new Option('--interval <interval>', 'of the series').choices(seriesIntervals));
  if (name === 'compare')
    command
      .option('--with-from <time>', 'of the other side')
      .option('--with-to <time>', 'of the other side')
      .option('--with-tenant <tenant>', 'the other side');
}
