import { MarqetaError } from '@afc/marqeta';

/** Marqeta understood and said no: asking again changes nothing. */
export type IssuerRefusal = { readonly refused: true; readonly code: string };

/**
 * The refusal in an error, or the error again: an outage, a wrong credential or an answer that cannot be read is nothing that
 * a command can be told, and is tried again.
 */
export function refusalOf(error: unknown): IssuerRefusal {
  if (error instanceof MarqetaError && (error.kind === 'refused' || error.kind === 'not_found'))
    return { refused: true, code: error.errorCode ?? String(error.status ?? error.kind) };
  throw error;
}

/** The token was used with another body: what was meant exists already, and is read instead. */
export function isConflict(error: unknown): boolean {
  return error instanceof MarqetaError && error.kind === 'conflict';
}
