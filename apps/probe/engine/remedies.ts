import type { Attack } from '#attacks'
import type { Finding } from '../probe-report.ts'
import { settingFor } from './library-settings.ts'

/** The rule, where no setting is known. */
const FAMILY_RULES: Readonly<Record<string, string>> = {
  sig: 'Verify the signature over the text as it came, before anything else is read',
  alg: 'Allow the algorithms that you use, by name, and use a key with its own algorithm alone',
  key: 'Take keys from the configured issuer alone, and never from what a token says',
  crit: 'Refuse a token with a critical header that you do not understand',
  b64: 'Take one spelling of a token: canonical base64url without padding',
  exp: 'Demand exp as a number in a sane range, and refuse the token from then on',
  nbf: 'Demand nbf to be a number, and refuse the token before it',
  iat: 'Demand iat to be a number that is not in the future and not too old',
  aud: 'Demand your own name in aud, letter by letter',
  iss: 'Compare iss with the one issuer that you trust, letter by letter',
  sub: 'Demand sub as a text that is not empty',
  jti: 'Demand jti as a text that is not empty',
  client: 'Demand client_id, so that it is known who asked for the token',
  act: 'Look at the one who acts now, as an object, and at nobody who acted before',
  scope: 'Compare each scope with the one that is needed, as a whole word',
  type: 'Demand typ at+jwt, and take no other kind of token for an access token',
  seg: 'Take three segments with two dots, and nothing else',
  json: 'Read header and claims with a strict JSON reader that refuses a name that comes twice',
  dos: 'Bound what is read by its size before it is parsed, and how often keys are fetched',
  life: 'Remember no token or key for longer than it is good',
  http: 'Take one token, from one Authorization header, under Bearer',
  pop: 'Refuse a token that is bound to a key when it comes without its proof',
  te: 'Check each client, its assertion and what it may ask for',
  in: 'Tell nobody but your clients whether a token is good',
  ok: 'Accept what the standard allows, or callers that keep to it break',
}

/** What to change: one setting of the library that was recognised, else the rule and where it stands. */
export function remedyFor({ id, references }: Attack, kind: Finding['kind'], library: string | undefined): string {
  const [word = ''] = /^[a-z0-9]+/.exec(id) ?? []
  const setting = kind === 'believed' && library !== undefined ? settingFor(library, id) : undefined
  if (setting !== undefined) return `${library}: ${setting}.`
  const where = references.length > 0 ? ` (${references.join(', ')})` : ''
  if (kind === 'crashed')
    return `Answer a token that you cannot read with 401, and never with a fault of your own${where}.`
  if (kind === 'hung') return `Bound the time and the size of what is checked${where}.`
  return `${FAMILY_RULES[word] ?? 'Refuse what the standard refuses'}${where}.`
}
