import { Option, type Command } from 'commander';
import { isLanguage, languages, type Language } from '@ordertrace/words';

type Environment = Readonly<Record<string, string | undefined>>;

/** Adds `--lang` to a command. */
export function withLanguage(command: Command): Command {
  return command.addOption(
    new Option('--lang <language>', 'language of the output; default: LC_ALL, LC_MESSAGES or LANG').choices(
      languages,
    ),
  );
}

/** The language of `--lang`, else of the locale (`ru_RU.UTF-8`), else English. */
export function commandLanguage({ lang }: { readonly lang?: string }, environment: Environment): Language {
  if (isLanguage(lang)) return lang;
  // As in POSIX, the first variable that is set decides, even if it names an unsupported language.
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean) ?? '';
  const language = locale.slice(0, 2).toLowerCase();
  return isLanguage(language) && /^..(?:[_.@-]|$)/.test(locale) ? language : 'en';
}
