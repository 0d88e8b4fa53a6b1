import { type CSSVariablesResolver, createTheme, type MantineThemeOverride } from '@mantine/core';
import { colors } from './colors.ts';

const sans = "'Geist Variable', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const mono = "ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace";

/** Dense and calm: 14 px text, 34 px controls, hairline borders; shadow is left to what floats. */
export const theme: MantineThemeOverride = createTheme({
  colors,
  primaryColor: 'atlantic',
  primaryShade: { light: 7, dark: 6 },
  black: '#131b1d',
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
  headings: {
    fontFamily: sans,
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.4' },
      h5: { fontSize: '0.8125rem', lineHeight: '1.4' },
      h6: { fontSize: '0.75rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '0.25rem', sm: '0.375rem', md: '0.5rem', lg: '0.75rem', xl: '1rem' },
  defaultRadius: 'md',
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  shadows: {
    xs: '0 1px 2px rgb(10 28 32 / 6%)',
    sm: '0 1px 3px rgb(10 28 32 / 8%), 0 1px 2px rgb(10 28 32 / 4%)',
    md: '0 6px 16px -4px rgb(10 28 32 / 14%), 0 2px 4px rgb(10 28 32 / 5%)',
    lg: '0 12px 32px -8px rgb(10 28 32 / 20%), 0 3px 8px rgb(10 28 32 / 6%)',
    xl: '0 24px 56px -12px rgb(10 28 32 / 28%), 0 6px 14px rgb(10 28 32 / 8%)',
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  // Plain objects: `Button.extend` would put every component named here into each app's first load.
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
    Badge: {
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: { root: { textTransform: 'none', letterSpacing: 0 } },
    },
    Button: {
      defaultProps: { size: 'sm' },
      styles: { root: { fontWeight: 550, letterSpacing: '-0.003em' } },
    },
    Card: { defaultProps: { withBorder: true, padding: 'md', radius: 'lg' } },
    Checkbox: { defaultProps: { size: 'xs', radius: 'xs' } },
    Drawer: { defaultProps: { position: 'right', overlayProps: { backgroundOpacity: 0.35 } } },
    Input: { defaultProps: { size: 'sm' } },
    InputWrapper: { styles: { label: { fontWeight: 550, marginBottom: 4 } } },
    Menu: {
      // The element that it would put first is no item, which a menu may not have; without it the first item has the focus.
      defaultProps: { shadow: 'lg', radius: 'md', withInitialFocusPlaceholder: false },
      // On the one that it would take, what is dimmed in an item cannot be read in the dark.
      styles: { dropdown: { '--menu-item-hover': 'var(--mantine-color-default-hover)' } },
    },
    Modal: {
      defaultProps: { radius: 'lg', centered: true, overlayProps: { backgroundOpacity: 0.4, blur: 1 } },
      styles: { title: { fontWeight: 600, fontSize: '1rem' } },
    },
    NumberInput: { defaultProps: { size: 'sm' } },
    Paper: { defaultProps: { radius: 'lg' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Popover: { defaultProps: { shadow: 'lg' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'sm' } },
    Skeleton: { defaultProps: { radius: 'sm' } },
    Switch: { defaultProps: { size: 'sm' } },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 'sm' } },
    Tabs: { defaultProps: { keepMounted: false } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, radius: 'sm', transitionProps: { duration: 100 } } },
  },
});

/** The theme in the reader's language, where Mantine draws a button without words. */
export function themeWith(closeLabel: string): MantineThemeOverride {
  return { ...theme, components: { ...theme.components, CloseButton: { defaultProps: { 'aria-label': closeLabel } } } };
}

/** Points Mantine's variables at the product's tokens, which `styles.css` declares for both colour schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--afc-surface)',
    '--mantine-color-text': 'var(--afc-ink)',
    '--mantine-color-dimmed': 'var(--afc-ink-muted)',
    '--mantine-color-placeholder': 'var(--afc-ink-faint)',
    '--mantine-color-default': 'var(--afc-raised)',
    '--mantine-color-default-hover': 'var(--afc-hover)',
    '--mantine-color-default-color': 'var(--afc-ink)',
    '--mantine-color-default-border': 'var(--afc-line-strong)',
    '--mantine-color-anchor': 'var(--afc-accent)',
    '--mantine-color-error': 'var(--afc-negative)',
  } as const;
  return { variables: {}, light: shared, dark: shared };
};
