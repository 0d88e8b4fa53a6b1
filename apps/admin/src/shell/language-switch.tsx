import { useLingui } from '@lingui/react/macro';
import { SegmentedControl } from '@mantine/core';
import { locales } from '../lib/i18n.ts';
import { useChooseLocale } from './choose-locale.ts';

/** Languages are named in themselves, so that a lost reader finds theirs. */
const names = { en: 'English', 'pt-PT': 'Português' } as const;

export function LanguageSwitch({ fullWidth = false }: { fullWidth?: boolean }) {
  const { t, i18n } = useLingui();
  const choose = useChooseLocale();
  return (
    <SegmentedControl
      aria-label={t`Language`}
      fullWidth={fullWidth}
      value={i18n.locale}
      onChange={(value) => void choose(value as (typeof locales)[number])}
      data={locales.map((locale) => ({ value: locale, label: <span lang={locale}>{names[locale]}</span> }))}
    />
  );
}
