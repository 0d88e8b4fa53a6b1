/** Endpoints that the contract asks nothing of yet. */
export const WITHOUT_ROWS: readonly string[] = [
  'POST /users/auth/onetime',
  'POST /users/auth/clientaccesstoken',
  'GET /users/auth/clientaccesstoken/{token}',
  'POST /pins/controltoken',
  'PUT /pins',
  'POST /pins/reveal',
  'GET /digitalwallettokens',
  'GET /digitalwallettokens/card/{card_token}',
  'GET /digitalwallettokens/{token}',
  'GET /digitalwallettokens/{token}/showtokenpan',
  'POST /digitalwallettokentransitions',
  'GET /digitalwallettokentransitions/{token}',
  'GET /digitalwallettokentransitions/digitalwallettoken/{token}',
  'POST /digitalwalletprovisionrequests/applepay',
  'POST /digitalwalletprovisionrequests/androidpay',
];
