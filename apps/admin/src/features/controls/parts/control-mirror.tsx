import { StatusBadge } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { ControlRowFragment } from '../../../gql/graphql.ts';

/** How the control stands at the issuer, for when it decides without us; nothing where it is ours alone. */
export function ControlMirror({ mirror: { state, refusal } }: Pick<ControlRowFragment, 'mirror'>) {
  const { t } = useLingui();
  if (state === 'NOT_MIRRORED') return null;
  const { label, title } = {
    WAITING: {
      label: t`Waiting for the issuer`,
      title: t`It binds already. Marqeta is told once no exception is open, so that it holds there too while our gateway is away.`,
    },
    MIRRORED: {
      label: t`Mirrored at the issuer`,
      title: t`Marqeta has it too, wide enough that nothing we approve fails there.`,
    },
    DIFFERS: {
      label: t`Differs at the issuer`,
      title:
        refusal === null
          ? t`Marqeta has something else. It binds here all the same; we keep putting it right.`
          : t`Marqeta refused it (${refusal}). It binds here all the same.`,
    },
  }[state];
  return <StatusBadge status={state} variant="plain" label={label} title={title} />;
}
