import { gradientOf } from '@afc/ui';
import type { CSSProperties } from 'react';
import classes from '../../../lib/list-screen.module.css';

/** A card's colours, the size of a letter. */
export function CardSwatch({ color }: { color: string }) {
  const { from, to } = gradientOf(color);
  return <span className={classes.swatch} style={{ '--from': from, '--to': to } as CSSProperties} aria-hidden />;
}
