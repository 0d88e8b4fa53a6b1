import { useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { type Locale, localeNames, locales } from './locales.ts';
import { useChooseLocale } from './choose-locale.ts';

/** Languages are named in themselves, so that a lost reader finds theirs. */
export function LanguageSwitch() {
  const { t, i18n } = useLingui();
  const choose = useChooseLocale();
  return (
    <SegmentedControl
      aria-label={t`Language`}
      value={i18n.locale}
      onChange={(value) => void choose(value as Locale)}
      data={locales.map((locale) => ({ value: locale, label: <span lang={locale}>{localeNames[locale]}</span> }))}
    />
  );
}
