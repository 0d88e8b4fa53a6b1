import { Kind, type OperationDefinitionNode, OperationTypeNode, type SelectionNode } from 'graphql';
import { ReadOnlyError, UnauthenticatedError } from './access/access.errors.ts';
import type { Viewer } from './access/viewer.ts';

/** What may be asked before sign-in: whether one is signed in. */
const BEFORE_SIGN_IN = new Set(['viewer', '__typename']);

/** What an operator who reads a company commands: that they read no longer. */
const WHILE_READING = new Set(['endBreakGlass', '__typename']);

/**
 * @throws UnauthenticatedError when nobody is signed in, and more is asked than whether somebody is
 * @throws ReadOnlyError when an operator who reads a company commands anything
 */
export function assertMayAsk(viewer: Viewer | null, { operation, selectionSet }: OperationDefinitionNode): void {
  if (viewer === null && !selectionSet.selections.every(isOneOf(BEFORE_SIGN_IN))) throw new UnauthenticatedError();
  const isCommand = operation === OperationTypeNode.MUTATION;
  if (viewer?.role === 'READER' && isCommand && !selectionSet.selections.every(isOneOf(WHILE_READING))) throw new ReadOnlyError();
}

function isOneOf(names: ReadonlySet<string>): (selection: SelectionNode) => boolean {
  return (selection) => selection.kind === Kind.FIELD && names.has(selection.name.value);
}
