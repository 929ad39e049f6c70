import { flowLevels, seriesIntervals, situations } from '@ordertrace/model';
import { Option, type Command } from 'commander';
import { checkFlowFiles } from '../flow/check-flow-files.js';
import type { FlowOptions } from '../flow/flow-view.js';
import { showFlow, type FlowViewName } from '../flow/show-flow.js';
import { serverAddress, withServer, type CommandContext, type ServerOption } from './command-context.js';

/** Adds `ordertrace flow`. */
export function addFlowCommands(program: Command, context: CommandContext): void {
  const { t, language, finish } = context;
  const flow = program.command('flow').description(t('help.commands.flow'));
  addMaps(flow, context);
  addSummaries(flow, context);
  addOtherViews(flow, context);
  flow
    .command('check')
    .argument('<paths...>', t('help.arguments.flowFiles'))
    .description(t('help.commands.flowCheck'))
    .action(async (paths: string[]) => finish(await checkFlowFiles(paths, language)));
}

function addMaps(flow: Command, context: CommandContext): void {
  const { t } = context;
  const map = view(flow, 'map', context).description(t('help.commands.flowMap'));
  withLevel(withFilters(map, context), context);
  const operations = view(flow, 'operations', context).description(t('help.commands.flowOperations'));
  withOrderFilters(operations, context).addOption(
    new Option('--orders <number>', t('help.options.operationOrders')).default(undefined, '200'),
  );
}

function addSummaries(flow: Command, context: CommandContext): void {
  const { t } = context;
  const stages = view(flow, 'stages', context).description(t('help.commands.flowStages'));
  withLevel(withFilters(stages, context), context);
  const variants = view(flow, 'variants', context).description(t('help.commands.flowVariants'));
  withLevel(withFilters(variants, context), context)
    .addOption(new Option('--limit <number>', t('help.options.limit')).default(undefined, '50'))
    .option('--cursor <cursor>', t('help.options.cursor'));
  const deviations = view(flow, 'deviations', context).description(t('help.commands.flowDeviations'));
  withFilters(deviations, context);
  const leadTime = view(flow, 'lead-time', context).description(t('help.commands.flowLeadTime'));
  withFilters(leadTime, context).addOption(
    new Option('--interval <interval>', t('help.options.interval'))
      .choices(seriesIntervals)
      .default(undefined, 'week'),
  );
}

function addOtherViews(flow: Command, context: CommandContext): void {
  const { t } = context;
  const compare = view(flow, 'compare', context).description(t('help.commands.flowCompare'));
  withLevel(withFilters(compare, context), context)
    .option('--with-from <time>', t('help.options.withFrom'))
    .option('--with-to <time>', t('help.options.withTo'))
    .option('--with-tenant <tenant>', t('help.options.withTenant'));
  const resources = view(flow, 'resources', context).description(t('help.commands.flowResources'));
  withFilters(resources, context);
  view(flow, 'forecast', context)
    .description(t('help.commands.flowForecast'))
    .argument('<order>', t('help.arguments.order'))
    .option('--tenant <tenant>', t('help.options.tenantOfOrder'));
}

/** A command that shows a view of a running server. */
function view(flow: Command, name: FlowViewName, context: CommandContext): Command {
  const command = withServer(flow.command(name), context);
  return command.option('--json', context.t('help.options.json')).action(async (...values: unknown[]) => {
    const [order] = values;
    const all = command.opts<ServerOption & Readonly<Record<string, string | boolean | undefined>>>();
    const texts = Object.entries(all).filter(([, value]) => typeof value === 'string');
    const options = Object.fromEntries(texts) as FlowOptions;
    context.finish(
      await showFlow(name, {
        address: serverAddress(all, context),
        options: typeof order === 'string' ? { ...options, order } : options,
        json: all['json'] === true,
      }),
    );
  });
}

function withOrderFilters(command: Command, { t }: CommandContext): Command {
  return command
    .option('--from <time>', t('help.options.from'))
    .option('--to <time>', t('help.options.to'))
    .option('--tenant <tenant>', t('help.options.tenant'))
    .option('--flow <name>', t('help.options.flow'))
    .option('--stage <stage>', t('help.options.stage'))
    .addOption(new Option('--situation <situation>', t('help.options.situation')).choices(situations));
}

/** Filters by order, and by its stored transitions. */
function withFilters(command: Command, context: CommandContext): Command {
  return withOrderFilters(command, context)
    .option('--variant <id>', context.t('help.options.variant'))
    .option('--source <source>', context.t('help.options.source'));
}

function withLevel(command: Command, { t }: CommandContext): Command {
  return command.addOption(
    new Option('--level <level>', t('help.options.level')).choices(flowLevels).default(undefined, 'stage'),
  );
}
