import classes from './recovery-codes.module.css';

export interface RecoveryCodesProps {
  label: string;
  codes: readonly string[];
}

/** Codes to be written down or copied, as they are typed. */
export function RecoveryCodes({ label, codes }: RecoveryCodesProps) {
  return (
    <ul className={classes.codes} aria-label={label}>
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
  );
}
