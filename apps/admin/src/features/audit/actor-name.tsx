import { useLingui } from '@lingui/react/macro';
import type { AuditRowFragment } from '../../gql/graphql.ts';

/** Who it was; a part of the system by its name, and nobody's name once the person is erased. */
export function ActorName({ event }: { event: Pick<AuditRowFragment, 'actorKind' | 'actorName'> }) {
  const { t } = useLingui();
  const { actorKind, actorName } = event;
  if (actorName == null) return t`An erased person`;
  return actorKind === 'SYSTEM' ? t`System: ${actorName}` : actorName;
}
