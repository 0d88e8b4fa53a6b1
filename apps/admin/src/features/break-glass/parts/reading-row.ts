import { graphql } from '../../../gql/index.ts';

export const ReadingRow = graphql(`
  fragment ReadingRow on BreakGlassReading {
    id
    companyName
    operatorName
    reason
    startedAt
    expiresAt
    endedAt
    endedByName
    isOpen
  }
`);

export const ReadingsQuery = graphql(`
  query BreakGlassReadings {
    breakGlassReadings {
      id
      ...ReadingRow
    }
  }
`);
