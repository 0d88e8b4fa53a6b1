/** Whether all that a cardholder's request names is theirs; one that names nothing is about the programme. */
export function isOwn(named: readonly string[], user: string, holderOf: (card: string) => string | null): boolean {
  return named.length > 0 && named.every((token) => token === user || holderOf(token) === user);
}
