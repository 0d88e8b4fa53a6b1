import { Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';
import { UnauthenticatedError } from './access/access.errors.ts';
import type { Viewer } from './access/viewer.ts';

/** What may be asked before sign-in: whether one is signed in. */
const BEFORE_SIGN_IN = new Set(['viewer', '__typename']);

/** @throws UnauthenticatedError when nobody is signed in, and more is asked than whether somebody is */
export function assertMayAsk(viewer: Viewer | null, { selectionSet }: OperationDefinitionNode): void {
  if (viewer === null && !selectionSet.selections.every(isAllowedBeforeSignIn)) throw new UnauthenticatedError();
}

function isAllowedBeforeSignIn(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && BEFORE_SIGN_IN.has(selection.name.value);
}
