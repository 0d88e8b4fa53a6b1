import { IconBan, IconCircleDashed, IconHourglassLow, IconSnowflake } from '@tabler/icons-react';
import { type CSSProperties, useId } from 'react';
import classes from './card-art.module.css';
import { gradientOf } from './card-colors.ts';

export type CardLook = 'active' | 'unactivated' | 'frozen' | 'terminated' | 'waiting';

export interface CardArtProps {
  /** Name of a program's colour, e.g. `atlantic`. */
  color: string;
  /** Company or program, top left. */
  title: string;
  /** What the holder calls the card. */
  name: string;
  holder: string;
  /** Null while the issuer has not made the number. */
  lastFour: string | null;
  /** As printed, e.g. `09/29`. */
  expires?: string | null | undefined;
  physical?: boolean;
  look?: CardLook;
  /** The state in words; shown over a card that is not simply active. */
  lookLabel?: string | undefined;
  /** What a screen reader hears instead of the picture. */
  label: string;
  size?: 'sm' | 'md';
}

const lookIcons = { frozen: IconSnowflake, terminated: IconBan, waiting: IconHourglassLow, unactivated: IconCircleDashed } as const;

/** The face of a card. It never shows a full number, nor the mark of a network. */
export function CardArt({
  color,
  title,
  name,
  holder,
  lastFour,
  expires,
  physical = false,
  look = 'active',
  lookLabel,
  label,
  size = 'md',
}: CardArtProps) {
  const { from, to } = gradientOf(color);
  const LookIcon = look === 'active' ? null : lookIcons[look];
  return (
    <div
      className={classes.card}
      data-look={look}
      data-size={size}
      role="img"
      aria-label={label}
      style={{ '--card-from': from, '--card-to': to } as CSSProperties}
    >
      <Waves />
      <div className={classes.face} aria-hidden>
        <div className={classes.top}>
          <span className={classes.title}>{title}</span>
          {LookIcon && lookLabel ? (
            <span className={classes.look}>
              <LookIcon size={13} stroke={2.2} />
              {lookLabel}
            </span>
          ) : (
            <Contactless />
          )}
        </div>
        {physical && <Chip />}
        <div className={classes.bottom}>
          <div className={classes.number}>
            <span className={classes.dots}>••••</span> {lastFour ?? '••••'}
          </div>
          <div className={classes.line}>
            <span className={classes.holder}>{holder}</span>
            {expires && <span>{expires}</span>}
          </div>
        </div>
        {size === 'md' && <span className={classes.name}>{name}</span>}
      </div>
    </div>
  );
}

function Contactless() {
  return (
    <svg
      className={classes.contactless}
      viewBox="0 0 16 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M2 6.2a6 6 0 0 1 0 5.6M6 3.9a11 11 0 0 1 0 10.2M10 1.6a16 16 0 0 1 0 14.8" />
    </svg>
  );
}

function Chip() {
  return (
    <svg className={classes.chip} viewBox="0 0 36 28" aria-hidden>
      <rect x="0.5" y="0.5" width="35" height="27" rx="5" fill="#dfd3ae" stroke="#a8976080" />
      <path d="M0 10h12v8H0M36 10H24v8h12M12 0v28M24 0v28M12 14h12" fill="none" stroke="#8f7f4c" strokeOpacity="0.65" />
    </svg>
  );
}

/** Swell lines: the product's own guilloche, in place of a network's mark. */
function Waves() {
  const fade = useId();
  const lines = Array.from({ length: 11 }, (_, line) => {
    const y = 40 + line * 15;
    const swell = 16 + line * 1.6;
    return `M-10 ${y} C 70 ${y - swell}, 130 ${y + swell}, 200 ${y} S 330 ${y - swell}, 420 ${y + swell / 2}`;
  });
  return (
    <svg className={classes.waves} viewBox="0 0 340 214" preserveAspectRatio="xMidYMid slice" aria-hidden>
      <defs>
        <linearGradient id={fade} x1="0" x2="1" y1="0" y2="0.4">
          <stop offset="0" stopColor="#fff" stopOpacity="0.02" />
          <stop offset="0.65" stopColor="#fff" stopOpacity="0.16" />
          <stop offset="1" stopColor="#fff" stopOpacity="0.05" />
        </linearGradient>
      </defs>
      {lines.map((d) => (
        <path key={d} d={d} fill="none" stroke={`url(#${fade})`} strokeWidth="1.1" />
      ))}
    </svg>
  );
}
