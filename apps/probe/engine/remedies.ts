import type { Attack } from '#attacks'
import type { Finding } from '../probe-report.ts'
import { settingFor } from './library-settings.ts'

/** The rule, where no setting is known. */
const FAMILY_RULES: Readonly<Record<string, string>> = {
  sig: 'Verify the signature over the text as it came, before anything else is read',
  alg: 'Allow the algorithms that you use, by name, and use each key with its own algorithm alone',
  key: 'Take keys from the configured issuer alone, and never from what a token says',
  crit: 'Refuse a token with a critical header (crit) that you do not understand',
  b64: 'Take one spelling of a token alone: canonical base64url without padding',
  exp: 'Require exp as a number in a sane range, and refuse the token from then on',
  nbf: 'Require nbf, where it is there, to be a number, and refuse the token before it',
  iat: 'Require iat to be a number that is not in the future and not too old',
  aud: 'Require aud, and compare it exactly with your own name',
  iss: 'Require iss, and compare it exactly with the one issuer that you trust',
  sub: 'Require sub to be a text that is not empty, of plain signs alone',
  jti: 'Require jti to be a text that is not empty',
  client: 'Require client_id, so that it is known who asked for the token',
  act: 'Look at the one who acts now (act), as an object, and at nobody who acted before',
  scope: 'Compare each scope with the one that is needed, as a whole word',
  type: 'Require typ to be at+jwt, and take no other kind of token for an access token',
  seg: 'Take three segments with two dots, and nothing else',
  json: 'Read header and claims with a strict JSON reader that refuses a name that comes twice',
  dos: 'Bound what is read by its size before it is parsed, and how often keys are fetched',
  life: 'Remember no token or key for longer than it is good',
  http: 'Take one token, from one Authorization header, under Bearer, and refuse as RFC 6750 has it',
  pop: 'Refuse a token that is bound to a key when it comes without its proof',
  jwe: 'Take a signed token alone: nothing that is encrypted, or wrapped, without a signature of the issuer',
  ser: 'Take the compact form of a token alone, and none of its forms in JSON',
  te: 'Check each client, its assertion and what it may ask for',
  xc: 'Exchange a token for no more than it says and its client may have',
  rv: 'Revoke what belongs to the client that asks, and say nothing of other tokens',
  in: 'Tell nobody but your clients whether a token is good',
  ok: 'Accept what the standard allows, or callers that keep to it break',
}

/**
 * What to change: one setting of the library that was recognised, else the rule. Cases that break one rule get the same words, so that
 * they stand together; the standard that each goes by stands in its references.
 */
export function remedyFor({ id }: Pick<Attack, 'id'>, kind: Finding['kind'], library: string | undefined): string {
  const [word = ''] = /^[a-z0-9]+/.exec(id) ?? []
  const setting = kind === 'believed' && library !== undefined ? settingFor(library, id) : undefined
  if (setting !== undefined) return `${library}: ${setting}.`
  if (kind === 'crashed') return 'Answer a token that you cannot read with 401, and never with a fault of your own.'
  if (kind === 'hung') return 'Bound the time and the size of what is checked.'
  return `${FAMILY_RULES[word] ?? 'Refuse what the standard refuses'}.`
}
