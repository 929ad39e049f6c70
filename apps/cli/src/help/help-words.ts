import type { Texts } from '@ordertrace/words';
import type { Argument, HelpConfiguration, Option } from 'commander';

/** Titles of commander, and the keys of their texts. */
const titles = {
  'Usage:': 'usage',
  'Arguments:': 'arguments',
  'Options:': 'options',
  'Global Options:': 'globalOptions',
  'Commands:': 'commands',
} as const;

/** Help whose own words are in the language of the texts. */
export function helpWords(t: Texts): HelpConfiguration {
  const withPlaceholders = (usage: string) =>
    usage.replace('[options]', t('help.anyOptions')).replace('[command]', t('help.anyCommand'));
  return {
    showGlobalOptions: true,
    styleTitle: (title) => (isTitle(title) ? t(`help.titles.${titles[title]}`) : title),
    styleUsage: withPlaceholders,
    styleSubcommandTerm: withPlaceholders,
    optionDescription: (option) => withFacts(option, t),
    argumentDescription: (argument) => withFacts(argument, t),
  };
}

function isTitle(title: string): title is keyof typeof titles {
  return Object.hasOwn(titles, title);
}

/** A description with allowed values and default. */
function withFacts(described: Option | Argument, t: Texts): string {
  const { description, argChoices, defaultValueDescription } = described;
  const value = defaultValueDescription ?? (described.defaultValue as string | undefined);
  const facts = [
    ...(argChoices === undefined ? [] : [t('help.choices', { values: argChoices.join(', ') })]),
    ...(value === undefined ? [] : [t('help.default', { value })]),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join('; ')})`;
}
