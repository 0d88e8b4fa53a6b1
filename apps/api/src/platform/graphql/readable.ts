import { type DocumentNode, Kind, visit } from 'graphql';
import { InvalidInputError } from '../errors.ts';

/** A zero byte, or half of a surrogate pair: PostgreSQL keeps neither as it was sent. */
const UNREADABLE = /\0|\p{Surrogate}/u;

/**
 * Refuses text that could not be kept as it was sent, wherever it stands in the variables or the document.
 * @throws InvalidInputError with the name of the variable or field
 */
export function assertReadable(variables: Readonly<Record<string, unknown>>, document?: DocumentNode): void {
  for (const [name, value] of Object.entries(variables)) assertReadableValue(name, value);
  if (document === undefined) return;
  visit(document, {
    Argument: { enter: ({ name, value }) => void (value.kind === Kind.STRING && assertReadableValue(name.value, value.value)) },
    ObjectField: { enter: ({ name, value }) => void (value.kind === Kind.STRING && assertReadableValue(name.value, value.value)) },
    StringValue: { enter: ({ value }) => assertReadableValue('text', value) },
  });
}

function assertReadableValue(name: string, value: unknown): void {
  if (typeof value === 'string') {
    if (UNREADABLE.test(value))
      throw new InvalidInputError(name, `"${name}" has a character that is none: a zero byte, or half of a pair.`);
  } else if (Array.isArray(value)) {
    for (const item of value) assertReadableValue(name, item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) assertReadableValue(key, inner);
  }
}
