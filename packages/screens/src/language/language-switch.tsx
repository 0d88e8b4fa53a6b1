import { useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { useChooseLocale } from './choose-locale.ts';
import type { Language } from './language.ts';
import { type Locale, localeNames, locales } from './locales.ts';

/** Languages are named in themselves, so that a lost reader finds theirs. */
export function LanguageSwitch({ language, fullWidth = false }: { language: Language; fullWidth?: boolean }) {
  const { t, i18n } = useLingui();
  const choose = useChooseLocale(language);
  return (
    <SegmentedControl
      aria-label={t`Language`}
      fullWidth={fullWidth}
      value={i18n.locale}
      onChange={(value) => void choose(value as Locale)}
      data={locales.map((locale) => ({ value: locale, label: <span lang={locale}>{localeNames[locale]}</span> }))}
    />
  );
}
