import { isLanguage, type Language } from '@ordertrace/words';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The language of the last `--lang` among the arguments, else of the locale (`ru_RU.UTF-8`), else English. Help
 * and usage errors need it before the arguments are parsed.
 */
export function languageOf(args: readonly string[], environment: Environment): Language {
  const chosen = languageOption(args);
  if (isLanguage(chosen)) return chosen;
  // As in POSIX, the first variable that is set decides, even if it names an unsupported language.
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean) ?? '';
  const language = locale.slice(0, 2).toLowerCase();
  return isLanguage(language) && /^..(?:[_.@-]|$)/.test(locale) ? language : 'en';
}

function languageOption(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  return args
    .slice(0, end === -1 ? args.length : end)
    .map((arg, i) => (arg === '--lang' ? args[i + 1] : /^--lang=(.*)$/s.exec(arg)?.[1]))
    .findLast((value) => value !== undefined);
}
