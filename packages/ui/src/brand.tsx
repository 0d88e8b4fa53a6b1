import classes from './brand.module.css';

/** The product's mark: a crest of three swells, and its name. */
export function Brand({ name, compact = false }: { name: string; compact?: boolean }) {
  return (
    <span className={classes.brand}>
      <svg className={classes.mark} viewBox="0 0 28 28" aria-hidden>
        <rect width="28" height="28" rx="8" fill="#0b5560" />
        <path
          d="M5.5 10.6c2.9-3 5.6-3 8.5 0s5.6 3 8.5 0M5.5 15.3c2.9-3 5.6-3 8.5 0s5.6 3 8.5 0M5.5 20c2.9-3 5.6-3 8.5 0s5.6 3 8.5 0"
          fill="none"
          stroke="#fff"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      {!compact && <span className={classes.name}>{name}</span>}
    </span>
  );
}
