import type { FundSettingsQuery as FundSettingsData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';

/** What is set, for each currency of the company. */
export const FundSettingsQuery = graphql(`
  query FundSettings {
    fundSettings {
      id
      currency
      version
      lowSince
      fourEyesAbove {
        minor
        currency
      }
      lowBelow {
        minor
        currency
      }
      loosening {
        fourEyesAbove {
          minor
          currency
        }
      }
      approval {
        id
        version
        isOwn
        requestedByName
        requestedAt
      }
    }
  }
`);

export type FundSetting = FundSettingsData['fundSettings'][number];
