import { harsh, type HarshTable } from './harsh-table.ts'

export const MESH_HARSH: HarshTable = {
  open: harsh(
    'it looks for the word Bearer and a space in this spelling, and without them it sees no token: the request goes on, and nobody is known',
    'Write Bearer with a capital B, and one space behind it',
    'Authorization: Bearer TOKEN',
  ),
  credentials: harsh('it finds more tokens than it looks at', 'Send one token'),
  form: harsh('it cannot read the text', 'Write three parts of base64url'),
  header: harsh('it cannot read the header', 'Write one JSON object'),
  algorithm: harsh('it does not know this alg by this name', 'Sign with RS, PS, ES or EdDSA', '"alg": "EdDSA"'),
  'key-id': harsh('kid must be a text for it', 'Write kid as a text'),
  payload: harsh('it cannot read the claims', 'Write one JSON object'),
  claims: harsh('it asks for other types of the registered claims', 'Write iss, sub and jti as texts, and dates as numbers'), // prettier-ignore
  'signature-form': harsh('the signature is no base64url', 'Write it as base64url'),
  issuer: harsh('no rule is for this issuer', 'Add a rule for it'),
  'not-before': harsh('it allows 60 seconds, and no more', 'Let the clocks agree'),
  expiry: harsh('it allows 60 seconds, and no more', 'Let the clocks agree'),
  audience: harsh('none of the audiences of its rule is in aud', 'Add the audience to the rule'),
  'key-set': harsh('it has no keys for the rule', 'Let it fetch them, or write them into the rule as jwks'),
  key: harsh('its key set has no key with this kid and this alg', 'Publish the key under this kid'),
  signature: harsh('none of the keys of its rule made the signature', 'Publish the key that signs'),
}
