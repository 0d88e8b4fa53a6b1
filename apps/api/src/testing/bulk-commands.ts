import type { Member } from '../access/viewer.ts';
import type { GraphQLHarness } from './graphql-harness.ts';

/** What a test asks of the commands of one kind of bulk, each time with a key of its own unless it gives one. */
export type BulkCommands<Field extends string, Bulk> = {
  /** The code of the refusal, when it is refused as a whole. */
  said(by: Member, field: Field, input: object): Promise<Bulk | string>;
  /** @throws when it is refused as a whole */
  done(by: Member, field: Field, input: object): Promise<Bulk>;
};

/** @param inputs the input types of the mutations; `shown` is what is selected of their answers */
export function bulkCommands<Field extends string, Bulk>(
  harness: () => GraphQLHarness,
  inputs: Readonly<Record<Field, string>>,
  shown: string,
): BulkCommands<Field, Bulk> {
  let keys = 0;
  const said = async (by: Member, field: Field, input: object): Promise<Bulk | string> => {
    keys += 1;
    const document = `mutation ($input: ${inputs[field]}!) { ${field}(input: $input) ${shown} }`;
    const { data, errors } = await harness().ask(by, document, { input: { idempotencyKey: `bulk ${keys}`, ...input } });
    return errors[0] === undefined ? (data?.[field] as Bulk) : String(errors[0].extensions?.['code']);
  };
  return {
    said,
    async done(by, field, input) {
      const answer = await said(by, field, input);
      if (typeof answer === 'string') throw new Error(answer);
      return answer;
    },
  };
}
