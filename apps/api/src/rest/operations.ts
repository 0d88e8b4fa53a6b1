/**
 * One route, as an operation that is stored: no caller changes its text. Its variables are the route's parameters. What stands in the path
 * is read from there, `idempotencyKey` from the header `Idempotency-Key`, all others from the query of a GET and from the body elsewhere.
 */
export type StoredOperation = {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** In OpenAPI's notation: `/api/cards/{id}`. */
  readonly path: `/api/${string}`;
  readonly tag: 'Profile' | 'Cards' | 'Transactions' | 'Reports';
  readonly summary: string;
  /** What is not there when the answer is null. */
  readonly noun?: string;
  readonly status?: 201;
  /** One named operation with one root field, whose value is the answer. A connection becomes `items`, `nextCursor` and `totalCount`. */
  readonly document: string;
};

const MONEY = '{ minor currency }';

const CONTROL = `{
  id version scope subjectId subjectName controlType isActive mode sentence window rollingDays amount ${MONEY} count atCap buffer ${MONEY}
  categories mccs merchants { by value } countries currencies channels weekdays from to timeZone firstDate lastDate idleDays updatedAt
}`;

const CARD = `id name lastFour cardType status issuerStatus waitingForIssuer version expiresAt createdAt holder { id displayName }
  program { id name } spentThisMonth ${MONEY}`;

const TRANSACTION = `id kind status transactedAt amount ${MONEY} originalAmount ${MONEY} conversionRate merchant { name mcc category country }
  card { id name lastFour } holder { id displayName }`;

/** The address is the person's: a service account has none. */
const PROFILE = `{ id displayName role locale permissions person { id firstName lastName email status teams { id name } } }`;

const cardCommand = (field: string): string => `mutation ${field[0]?.toUpperCase()}${field.slice(1)}(
  $id: ID!, $idempotencyKey: String!, $expectedVersion: Int, $reason: String
) { ${field}(input: { cardId: $id, idempotencyKey: $idempotencyKey, expectedVersion: $expectedVersion, reason: $reason }) { ${CARD} } }`;

/** The routes of the product beside GraphQL, all of them: the same schema, the same rights, the same refusals. */
export const OPERATIONS: readonly StoredOperation[] = [
  {
    method: 'GET',
    path: '/api/users/profile',
    tag: 'Profile',
    summary: 'Who is asking, and what they may do',
    document: `query Profile { viewer ${PROFILE} }`,
  },
  {
    method: 'PUT',
    path: '/api/users/profile',
    tag: 'Profile',
    summary: 'Set what people set of themselves: their language and their name',
    document: `mutation SetProfile($idempotencyKey: String!, $locale: String, $firstName: String, $lastName: String) {
      setMyProfile(input: { idempotencyKey: $idempotencyKey, locale: $locale, firstName: $firstName, lastName: $lastName }) ${PROFILE}
    }`,
  },
  {
    method: 'GET',
    path: '/api/cards',
    tag: 'Cards',
    summary: 'List the cards that the caller may see',
    document: `query Cards(
      $first: Int, $after: String, $status: [CardStatus!], $cardType: CardType, $holderId: ID, $teamId: ID, $programId: ID, $search: String
    ) {
      cards(first: $first, after: $after, filter: {
        status: $status, cardType: $cardType, holderId: $holderId, teamId: $teamId, programId: $programId, search: $search
      }) { totalCount pageInfo { endCursor hasNextPage } edges { node { ${CARD} } } }
    }`,
  },
  {
    method: 'POST',
    path: '/api/cards',
    tag: 'Cards',
    summary: 'Issue a card',
    status: 201,
    document: `mutation IssueCard(
      $idempotencyKey: String!, $holderId: ID!, $programId: ID!, $name: String!, $limitMinor: String, $limitWindow: LimitWindow
    ) {
      issueCard(input: {
        idempotencyKey: $idempotencyKey, holderId: $holderId, programId: $programId, name: $name, limitMinor: $limitMinor, limitWindow: $limitWindow
      }) { ${CARD} }
    }`,
  },
  {
    method: 'GET',
    path: '/api/cards/{id}',
    tag: 'Cards',
    summary: 'Show a card with its controls and what its limits leave',
    noun: 'card',
    document: `query Card($id: ID!) {
      card(id: $id) {
        ${CARD} actions fulfillmentStatus issuerRefusal controls ${CONTROL}
        limits { control { id } window limit ${MONEY} used ${MONEY} left ${MONEY} limitCount usedCount leftCount renewsAt timeZone }
      }
    }`,
  },
  {
    method: 'PUT',
    path: '/api/cards/{id}/controls',
    tag: 'Cards',
    summary: 'Set a control of a card: a new one, or with `controlId` another version of it',
    document: `mutation SetCardControl(
      $id: ID!, $idempotencyKey: String!, $controlId: ID, $expectedVersion: Int, $controlType: ControlType!, $isActive: Boolean, $mode: ControlMode,
      $window: LimitWindow, $rollingDays: Int, $amountMinor: String, $currency: String, $count: Int, $atCap: AtCap, $bufferMinor: String,
      $categories: [MerchantCategory!], $mccs: [String!], $merchants: [MerchantMatchInput!], $countries: [String!], $currencies: [String!],
      $channels: [Channel!], $weekdays: [Weekday!], $from: String, $to: String, $timeZone: String, $firstDate: String, $lastDate: String,
      $idleDays: Int
    ) {
      setSpendingControl(input: {
        scope: CARD, subjectId: $id, idempotencyKey: $idempotencyKey, id: $controlId, expectedVersion: $expectedVersion, controlType: $controlType,
        isActive: $isActive, mode: $mode, window: $window, rollingDays: $rollingDays, amountMinor: $amountMinor, currency: $currency, count: $count,
        atCap: $atCap, bufferMinor: $bufferMinor, categories: $categories, mccs: $mccs, merchants: $merchants, countries: $countries,
        currencies: $currencies, channels: $channels, weekdays: $weekdays, from: $from, to: $to, timeZone: $timeZone, firstDate: $firstDate,
        lastDate: $lastDate, idleDays: $idleDays
      }) ${CONTROL}
    }`,
  },
  { method: 'POST', path: '/api/cards/{id}/activate', tag: 'Cards', summary: 'Activate a card', document: cardCommand('activateCard') },
  { method: 'POST', path: '/api/cards/{id}/freeze', tag: 'Cards', summary: 'Freeze a card', document: cardCommand('freezeCard') },
  {
    method: 'POST',
    path: '/api/cards/{id}/unfreeze',
    tag: 'Cards',
    summary: 'Lift the freeze of a card',
    document: cardCommand('unfreezeCard'),
  },
  {
    method: 'GET',
    path: '/api/transactions',
    tag: 'Transactions',
    summary: 'List the transactions that the caller may see, newest first',
    document: `query Transactions(
      $first: Int, $after: String, $status: [TransactionStatus!], $kind: TransactionKind, $cardId: ID, $holderId: ID, $teamId: ID, $mcc: String,
      $from: DateTime, $to: DateTime, $minAmountMinor: String, $maxAmountMinor: String, $search: String
    ) {
      transactions(first: $first, after: $after, filter: {
        status: $status, kind: $kind, cardId: $cardId, holderId: $holderId, teamId: $teamId, mcc: $mcc, from: $from, to: $to,
        minAmountMinor: $minAmountMinor, maxAmountMinor: $maxAmountMinor, search: $search
      }) { totalCount pageInfo { endCursor hasNextPage } edges { node { ${TRANSACTION} } } }
    }`,
  },
  {
    method: 'GET',
    path: '/api/transactions/{id}',
    tag: 'Transactions',
    summary: 'Show a transaction: what became of it, and why it was declined if it was',
    noun: 'transaction',
    document: `query Transaction($id: ID!) {
      transaction(id: $id) {
        ${TRANSACTION} requestedAmount ${MONEY} held ${MONEY} heldUntil cleared ${MONEY} refunded ${MONEY} authorizationCode declineSentence
        disputable ${MONEY} dispute { id state reason amount ${MONEY} } timeline { at sentence }
      }
    }`,
  },
  {
    method: 'POST',
    path: '/api/transactions/{id}/dispute',
    tag: 'Transactions',
    summary: 'Dispute a transaction, or a part of it',
    status: 201,
    document: `mutation DisputeTransaction(
      $id: ID!, $idempotencyKey: String!, $reason: DisputeReason!, $statement: String!, $amountMinor: String
    ) {
      openDispute(input: {
        transactionId: $id, idempotencyKey: $idempotencyKey, reason: $reason, statement: $statement, amountMinor: $amountMinor
      }) { id version state reason statement amount ${MONEY} openedAt deadline { at } waitingForIssuer }
    }`,
  },
  {
    method: 'GET',
    path: '/api/reports/spending',
    tag: 'Reports',
    summary: 'What is spent and held: today, this month, by day, by team, at which merchants',
    noun: 'report for you',
    document: `query Spending {
      spendOverview {
        today spentToday ${MONEY} spentThisMonth ${MONEY} budgetThisMonth ${MONEY} available ${MONEY} held ${MONEY} purchasesToday declinesToday
        byDay { day spent ${MONEY} } byTeam { team { id name } spent ${MONEY} } topMerchants { name purchases spent ${MONEY} }
      }
    }`,
  },
];
