import { NameChange } from '@afc/screens';
import { useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';

const RenamedPerson = graphql(`
  fragment RenamedPerson on Person {
    id
    firstName
    lastName
    displayName
    nameRefusal
  }
`);

const RenameMutation = graphql(`
  mutation RenamePerson($input: RenamePersonInput!) {
    renamePerson(input: $input) {
      ...RenamedPerson
    }
  }
`);

/** A way to call a colleague by another name. */
export function RenamePerson({ person }: { person: FragmentType<typeof RenamedPerson> }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const renamed = readFragment(RenamedPerson, person);
  const rename = useCommand(RenameMutation);
  return (
    <NameChange
      name={renamed}
      label={t`Change name`}
      title={t`Change the name of ${renamed.displayName}`}
      busy={rename.busy}
      refusal={rename.refusal && sentence(rename.refusal)}
      save={async (name) => {
        if ((await rename.run({ personId: renamed.id, ...name })) === null) return false;
        tell({ message: t`The name is changed. The card issuer is told.` });
        return true;
      }}
    />
  );
}
