import { loaderBy } from '../../platform/graphql/loader.ts';
import { CONTROL_COLUMNS, type StoredControl } from '../control-store.ts';

type MirroredControl = StoredControl & { readonly mirrorToken: string };

/** The control behind one of Marqeta's, by the token that Marqeta has; null when it is none of ours. */
export const mirroredControl = loaderBy<string, MirroredControl>(
  ({ mirrorToken }) => mirrorToken,
  (manager, tokens) =>
    manager.query<MirroredControl[]>(
      `SELECT m.token AS "mirrorToken", ${CONTROL_COLUMNS} FROM control_mirrors m
         JOIN spending_controls c ON c.company_id = m.company_id AND c.id = m.control_id WHERE m.token = ANY ($1)`,
      [tokens],
    ),
);
