import type { CSSProperties } from 'react';
import { type Category, categoryIcons, categoryOf } from './merchant-category.ts';
import classes from './merchant-avatar.module.css';

export interface MerchantAvatarProps {
  name: string;
  /** Four digits. */
  mcc: string;
  size?: number;
  /** Greyed: a purchase that did not happen. */
  faded?: boolean;
}

const hues: Readonly<Record<Category, number>> = {
  travel: 215,
  lodging: 255,
  food: 28,
  groceries: 130,
  fuel: 8,
  transport: 195,
  software: 265,
  telecom: 235,
  retail: 330,
  office: 45,
  health: 350,
  services: 175,
  cash: 95,
  leisure: 300,
  other: 195,
};

/** What kind of shop it is, as a picture; the name stands beside it, so it is hidden from screen readers. */
export function MerchantAvatar({ name, mcc, size = 34, faded = false }: MerchantAvatarProps) {
  const category = categoryOf(mcc);
  const Icon = categoryIcons[category];
  return (
    <span
      className={classes.avatar}
      data-faded={faded || undefined}
      style={{ width: size, height: size, '--hue': hues[category] } as CSSProperties}
      aria-hidden
    >
      {Icon ? <Icon size={size * 0.53} stroke={1.7} /> : initialOf(name)}
    </span>
  );
}

const initialOf = (name: string): string => Array.from(name.trim())[0]?.toUpperCase() ?? '?';

/** A person's initials on a quiet ground. */
export function PersonAvatar({ name, size = 30 }: { name: string; size?: number }) {
  const words = name.trim().split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? initialOf(word) : '')).join('');
  return (
    <span className={classes.person} style={{ width: size, height: size, fontSize: size * 0.38 }} aria-hidden>
      {initials}
    </span>
  );
}
