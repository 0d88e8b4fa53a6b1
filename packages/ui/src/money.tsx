import classes from './money.module.css';
import { type MoneyValue, moneyParts, type SignDisplay } from './money-format.ts';
import { useSurroundings } from './app-providers.tsx';

export interface MoneyProps {
  value: MoneyValue;
  sign?: SignDisplay;
  /** Draws the minor part lighter, for large figures. */
  mutedCents?: boolean;
  compact?: boolean;
  /** `credit` is green, `struck` is what did not happen. */
  tone?: 'credit' | 'muted' | 'struck' | undefined;
}

/** An amount, exact for any size, in the reader's locale. */
export function Money({ value, sign = 'auto', mutedCents = false, compact = false, tone }: MoneyProps) {
  const { locale } = useSurroundings();
  const parts = moneyParts(value, locale, { sign, compact });
  const cents = parts.findIndex((part) => part.type === 'decimal');
  const whole = mutedCents && cents >= 0 ? parts.slice(0, cents) : parts;
  const rest = mutedCents && cents >= 0 ? parts.slice(cents) : [];
  const text = (some: typeof parts) => some.map((part) => part.value).join('');
  return (
    <span className={classes.money} data-tone={tone}>
      {text(whole)}
      {rest.length > 0 && <span className={classes.cents}>{text(rest)}</span>}
    </span>
  );
}
