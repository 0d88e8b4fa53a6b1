import { useQuery } from '@apollo/client/react';
import { graphql } from '../gql/index.ts';

const OpenDeadLettersQuery = graphql(`
  query OpenDeadLetters {
    viewer {
      id
      openDeadLetters
    }
  }
`);

const askEveryMs = 30_000;

/** Asks how many messages wait for an operator. The answer lands on the viewer in the cache, which the navigation draws from. */
export function DeadLetterWatch() {
  useQuery(OpenDeadLettersQuery, { pollInterval: askEveryMs, skipPollAttempt: () => document.hidden });
  return null;
}
