import { type Refusal, refusalOf } from '@afc/client';
import { useMutation } from '@apollo/client/react';
import { graphql } from '../../../gql/index.ts';

const EndBreakGlass = graphql(`
  mutation EndBreakGlass($input: EndBreakGlassInput!) {
    endBreakGlass(input: $input) {
      id
      ...ReadingRow
    }
  }
`);

/** Ends a reading before it expires; true once it is over. To do so twice does nothing more. */
export function useEndReading(): { end: (readingId: string) => Promise<boolean>; busy: boolean; refusal: Refusal | null } {
  const [run, { loading, error }] = useMutation(EndBreakGlass);
  const end = (readingId: string) =>
    run({ variables: { input: { readingId } } }).then(
      () => true,
      () => false,
    );
  return { end, busy: loading, refusal: error ? refusalOf(error) : null };
}
