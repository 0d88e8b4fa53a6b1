/** What Marqeta accepts as the passwords and secrets that it then shows us (wire-format §6.1, §14.1). */
export const PASSWORD_LENGTHS = {
  gatewayPassword: { min: 20, max: 100 },
  webhookPassword: { min: 20, max: 50 },
  webhookSecret: { min: 20, max: 50 },
} as const;

const CLASSES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an upper-case letter', /[A-Z]/],
  ['a lower-case letter', /[a-z]/],
  ['a digit', /[0-9]/],
  ['a symbol', /[^A-Za-z0-9\s]/],
];

/** What the password lacks, in words that follow "it needs"; empty when Marqeta would take it. */
export function passwordProblems(password: string, { min, max }: { readonly min: number; readonly max: number }): string[] {
  const length = password.length < min || password.length > max ? [`${min} to ${max} characters`] : [];
  return [...length, ...CLASSES.filter(([, pattern]) => !pattern.test(password)).map(([what]) => what)];
}
