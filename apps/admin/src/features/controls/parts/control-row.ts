import { graphql } from '../../../gql/index.ts';

/** All that a control's row and its editor show. */
export const ControlRow = graphql(`
  fragment ControlRow on SpendingControl {
    id
    scope
    subjectId
    controlType
    mode
    isActive
    window
    rollingDays
    count
    atCap
    mccs
    categories
    countries
    currencies
    channels
    weekdays
    from
    to
    firstDate
    lastDate
    idleDays
    timeZone
    sentence
    version
    updatedAt
    mirror {
      state
      refusal
    }
    amount {
      minor
      currency
    }
    buffer {
      minor
      currency
    }
    merchants {
      by
      value
    }
  }
`);
