import { duration } from '#core/control/effect'
import { UsageFault } from '#core/process/command-line'
import { NAMED_TOKEN_IDS, NAMED_TOKENS, isNamedToken, type NamedTokenId } from '#core/token/named-tokens'
import {
  checkInput,
  countWords,
  optionText,
  unknownWord,
  type ControlCommand,
  type ControlOrder,
  type GivenWords,
} from './order.ts'
import { jsonOrText, readObject, readPairs } from './pairs.ts'

/** Who signs, by the option that says so: one of them at most. */
const SIGNERS = ['ring', 'issuer', 'stranger', 'nobody', 'secret', 'pem', 'jwk']

/** Claims that have an option of their own, for they are said most. */
const CLAIM_OPTIONS = ['aud', 'sub', 'iss']

const MINT_OPTIONS = [
  'named',
  ...CLAIM_OPTIONS,
  'claim',
  'without',
  'no-claims',
  'lifetime',
  'alg',
  'header',
  'without-header',
  'segment',
  ...SIGNERS,
]

export const MINT_COMMAND: ControlCommand = {
  usage: 'mint',
  about: 'prints any token that the options make, alone on its line; what they do not say is as in a good one',
  options: [...MINT_OPTIONS, 'order'],
  async order(words, given) {
    countWords(words, 'mint, and options', 0)
    const file = optionText(given, 'order')
    const body = file === undefined ? await mintOrder(given) : await wholeOrder(file, given)
    const name = Object(body).named
    const sending = typeof name === 'string' && isNamedToken(name) ? howToSend(name, body) : undefined
    return { method: 'POST', path: '/mint', body, to: 'factory', shows: 'token', ...(sending && { sending }) }
  },
}

/** What is to be said of a token that is good, and comes in an odd way. */
function howToSend(name: NamedTokenId, order: object): ControlOrder['sending'] {
  const [words, headers] = SENDING[NAMED_TOKENS[name].brought ?? 'usual'] ?? []
  if (words === undefined || headers === undefined) return undefined
  const ofRing = 'ring' in Object(Object(order).signedBy)
  const call = `https://localhost:8443/scenario${ofRing ? 5 : 7}-server`
  const options = headers.map((header) => `-H "authorization: ${header}"`)
  return { words, line: ['curl --cacert keys/tls/ca.pem', ...options, call].join(' ') }
}

const SENDING: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'bearer-in-lower-case': ['Send it behind the word bearer in lower case:', ['bearer $TOKEN']],
  'expired-one-behind-it': [
    'Send both, each in a header of its own: first the good one, which is the first line, then the expired one.',
    ['Bearer $FIRST', 'Bearer $SECOND'],
  ],
}

/** @throws UsageFault for a name that nobody knows, and for the one of no token */
function chosenName(given: GivenWords): NamedTokenId | undefined {
  const name = optionText(given, 'named')
  if (name === undefined) return undefined
  if (!isNamedToken(name)) throw unknownWord(name, 'name of a token', NAMED_TOKEN_IDS)
  const odd = ['stranger', 'nobody'].find((each) => given.options[each] !== undefined)
  if (odd !== undefined) throw new UsageFault(`--named says who signs in place of whoever signs a good one: leave out --${odd}.`) // prettier-ignore
  if (NAMED_TOKENS[name].brought !== 'no-token') return name
  throw new UsageFault(`${name} is the name of no token: there is nothing to print. Send the request without an Authorization header.`) // prettier-ignore
}

/** The file says everything. */
async function wholeOrder(file: string, given: GivenWords): Promise<object> {
  const beside = MINT_OPTIONS.find((name) => given.options[name] !== undefined || given.lists?.[name] !== undefined)
  if (beside !== undefined) throw new UsageFault(`--order is all of the token: leave out --${beside}.`)
  return readObject(await given.readFile(file), file)
}

async function mintOrder(given: GivenWords): Promise<object> {
  const { lists = {}, options } = given
  const named = chosenName(given)
  const signer = await chosenSigner(given)
  const alg = optionText(given, 'alg')
  const header = { ...(alg !== undefined && { alg }), ...valuesOf('header', lists['header']) }
  const short = CLAIM_OPTIONS.flatMap((name) => (optionText(given, name) === undefined ? [] : [[name, options[name]]]))
  const claims = { ...Object.fromEntries(short), ...valuesOf('claim', lists['claim']) }
  const hasClaims = Object.keys(claims).length > 0
  if (options['no-claims'] && (hasClaims || lists['without']))
    throw new UsageFault('--no-claims leaves no claims to set or to leave out.')
  const lifetime = optionText(given, 'lifetime')
  checkInput(duration.optional(), lifetime)
  return {
    ...(named !== undefined && { named }),
    ...(signer !== undefined && { signedBy: signer }),
    ...(Object.keys(header).length > 0 && { header }),
    ...(options['no-claims'] ? { claims: null } : hasClaims && { claims }),
    ...(lists['without'] && { without: lists['without'] }),
    ...(lists['without-header'] && { withoutHeader: lists['without-header'] }),
    ...(lifetime !== undefined && { lifetime }),
    ...(lists['segment'] && { segments: readPairs('segment', lists['segment']) }),
  }
}

function valuesOf(option: string, pairs: readonly string[] = []): Record<string, unknown> {
  const entries = Object.entries(readPairs(option, pairs))
  return Object.fromEntries(entries.map(([name, text]) => [name, jsonOrText(text, `--${option} ${name.slice(0, 40)}`)]))
}

/** A key of somebody's own says how it signs; any other signer only says in the header that it signs so. */
async function chosenSigner(given: GivenWords): Promise<string | object | undefined> {
  const chosen = SIGNERS.filter((name) => given.options[name] !== undefined)
  const [signer, another] = chosen
  if (another !== undefined) throw new UsageFault(`One signs: choose --${signer} or --${another}.`)
  if (signer === undefined) return undefined
  const value = optionText(given, signer) ?? ''
  const alg = optionText(given, 'alg')
  const how = alg === undefined ? {} : { alg }
  switch (signer) {
    case 'ring':
    case 'issuer':
      return { [signer]: value }
    case 'secret':
      return { secret: value, ...how }
    case 'pem':
      return { pem: await given.readFile(value), ...how }
    case 'jwk':
      return { jwk: readObject(await given.readFile(value), value), ...how }
    default:
      return signer
  }
}
