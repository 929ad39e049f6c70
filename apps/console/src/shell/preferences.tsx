import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icons.js';
import { currentLanguage, switchLanguage } from '../language/i18n.js';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const russian = currentLanguage() === 'ru';
  const code = russian ? languageCodes.en : languageCodes.ru;
  const label = russian ? t('shell.toEnglish') : t('shell.toRussian');
  const change = async () => {
    await switchLanguage(russian ? 'en' : 'ru');
    await queries.invalidateQueries();
  };
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`${code}: ${label}`}
        onClick={() => void change()}
      >
        <span className="shell-language">{code}</span>
      </ActionIcon>
    </Tooltip>
  );
}

const languageCodes = { en: 'EN', ru: 'RU' } as const;

const schemes = ['auto', 'light', 'dark'] as const;
const schemeIcons = { auto: 'system', light: 'sun', dark: 'moon' } as const;

/**
 * Cycles through system, light and dark. Transitions stay on: to disable them, Mantine adds a `<style>`
 * element.
 */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length] ?? 'auto';
  const label = t(`shell.scheme.${colorScheme}`);
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => {
          setColorScheme(next);
        }}
      >
        <Icon name={schemeIcons[colorScheme]} />
      </ActionIcon>
    </Tooltip>
  );
}
