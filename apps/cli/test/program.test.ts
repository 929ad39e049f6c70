import { languages } from '@ordertrace/words';
import { CommanderError, type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandsOf, nameOf, testProgram } from './support/test-program.js';

const cyrillic = /[А-Яа-яЁё]/;
/** Two words in a row. */
const latinSentence = /[A-Za-z]{2,} +[A-Za-z]{2,}/;

describe('the help of ordertrace in Russian', () => {
  const commands = commandsOf(testProgram('ru').program);

  it.each(commands.map((command) => [nameOf(command), command] as const))('%s', (name, command) => {
    const code = /\bordertrace( [a-z-]+)*|<.*?>|-{1,2}[a-z-]+/g;
    for (const line of command.helpInformation().replaceAll(name, '').split('\n'))
      expect(line.replace(code, '')).not.toMatch(latinSentence);
    for (const description of descriptionsOf(command)) expect(description).toMatch(cyrillic);
  });

  it('has the words of the library', () => {
    const order = commands.find((command) => nameOf(command) === 'ordertrace order');
    expect(order?.helpInformation()).toMatch(
      /^Использование: ordertrace order \[параметры\] <order>\n.*\nАргументы:\n.*\nПараметры:\n.*\nОбщие параметры:\n/s,
    );
    const level = commands.find((command) => nameOf(command) === 'ordertrace flow map');
    expect(level?.helpInformation().replace(/\s+/g, ' ')).toContain(
      '(варианты: stage, service; по умолчанию: stage)',
    );
    expect(commands[0]?.helpInformation()).toMatch(
      /\[параметры\] \[команда\]\n.*\nКоманды:\n.* help \[команда\]/s,
    );
  });
});

function descriptionsOf(command: Command): string[] {
  const described = [...command.options, ...command.registeredArguments];
  return [command.description(), ...described.map(({ description }) => description)];
}

it('gives options with one name one kind of value', () => {
  const options = commandsOf(testProgram('en').program).flatMap((command) => command.options);
  const flags = new Set(options.map((option) => option.flags));
  expect([...flags].map((one) => one.split(' ')[0]).sort()).toEqual(
    [...new Set(options.map(({ long }) => long))].sort(),
  );
});

interface UsageError {
  readonly args: readonly string[];
  readonly en: string;
  readonly ru: string;
}

const usageErrors: readonly UsageError[] = [
  {
    args: ['order'],
    en: 'Argument order is missing.',
    ru: 'Не указан аргумент order.',
  },
  {
    args: ['order', '17', '--tenant'],
    en: 'Option --tenant <tenant> has no value.',
    ru: 'У параметра --tenant <tenant> нет значения.',
  },
  {
    args: ['restore', 'saved.tar'],
    en: 'Option --data <folder> is required.',
    ru: 'Не указан обязательный параметр --data <folder>.',
  },
  {
    args: ['order', '17', '--zzz'],
    en: 'Unknown option --zzz.',
    ru: 'Неизвестный параметр --zzz.',
  },
  {
    args: ['order', '17', '--tenan'],
    en: 'Unknown option --tenan. Did you mean --tenant?',
    ru: 'Неизвестный параметр --tenan. Возможно, имелось в виду --tenant?',
  },
  {
    args: ['order', '17', '18', '19'],
    en: 'Too many arguments: expected 1, got 3.',
    ru: 'Слишком много аргументов: ожидалось 1, получено 3.',
  },
  {
    args: ['flow', 'maps'],
    en: 'Unknown command maps. Did you mean map?',
    ru: 'Неизвестная команда maps. Возможно, имелось в виду map?',
  },
  {
    args: ['export', '--format', 'pdf'],
    en: 'Option --format <format> does not allow the value pdf. Allowed values: csv, xes, ocel.',
    ru: 'Значение pdf параметра --format <format> недопустимо. Допустимые значения: csv, xes, ocel.',
  },
];
const wayOut = {
  en: 'Use --help to list commands, arguments and options.',
  ru: 'Список команд, аргументов и параметров: --help.',
};

describe.each(languages)('a usage error in %s', (language) => {
  it.each(usageErrors)('of $args ends with 1, and names the way out', async (usageError) => {
    const { program, written } = testProgram(language);
    const parsed = program.parseAsync(usageError.args, { from: 'user' });
    await expect(parsed).rejects.toMatchObject({ exitCode: 1 });
    expect(written.join('')).toBe(`${usageError[language]}\n${wayOut[language]}\n`);
  });
});

describe('ordertrace', () => {
  it('shows its help without arguments, and ends with 1', async () => {
    const { program, written } = testProgram('en');
    const parsed = program.parseAsync([], { from: 'user' });
    await expect(parsed).rejects.toMatchObject({ exitCode: 1 });
    expect(written.join('')).toBe(program.helpInformation());
  });

  it('shows the help of a command, and ends with 0', async () => {
    for (const args of [
      ['order', '--help'],
      ['help', 'order'],
    ]) {
      const { program, written } = testProgram('en');
      const error: unknown = await program
        .parseAsync(args, { from: 'user' })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CommanderError);
      expect(error).toMatchObject({ exitCode: 0 });
      expect(written.join('')).toContain('Usage: ordertrace order [options] <order>');
    }
  });

  it('takes the language before and after a command', async () => {
    for (const args of [
      ['--lang', 'ru', 'audit', 'context'],
      ['audit', 'context', '--lang=ru'],
    ]) {
      const { program, results } = testProgram('ru');
      await program.parseAsync([...args, '--records', 'many'], { from: 'user' });
      expect(results).toEqual([
        {
          exitCode: 1,
          text: '',
          errors: 'Значение параметра --records должно быть целым числом, а указано many.',
        },
      ]);
    }
  });
});
