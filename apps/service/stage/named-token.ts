import { tellSigned } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { askPlain, type PlainQuestion } from '#core/http/ask-plain'
import { Problem } from '#core/http/problem'
import { generateSigningKey } from '#core/keys/signing-key'
import { redact } from '#core/token/redact'
import { bringToken, sayBrought } from '#core/token/bring-token'
import { isObject } from '#core/token/claims'
import { EXPIRED_ONE, NAMED_TOKENS, namedParts, type NamedTokenId } from '#core/token/named-tokens'
import { partsOfOwnToken, signNamed } from '#core/token/sign-named'
import type { Signer } from '#core/token/sign'
import type { TokenParts } from '#core/token/token-change'
import { writeTraceparent, writeTracestate } from '#core/trace/context'
import type { RequestContext } from '#core/trace/request-context'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import type { Variants } from '../routes/variants.ts'

export interface NamedTokenParts {
  /** Where the control plane of the factory is. */
  factoryControl: Pick<PlainQuestion, 'host' | 'port' | 'token'>
  /** For time limits. */
  machine: Clock
  /** By which tokens are made. */
  clock: Clock
}

/** Who has signed the good one, in the words of `POST /control/mint`. */
export type SignedAtFactory = { ring: string } | { issuer: string; alg?: string | undefined }

/** `?token=NAME`: every token of the play is that of this name. */
export interface NamedTokenOfPlay {
  /** Undefined: each is the good one. */
  readonly name: NamedTokenId | undefined
  /**
   * The factory makes it, of the good one that it has signed before.
   * @returns '' where none is sent @throws Problem where its control plane does not do it
   */
  ofFactory(signedBy: SignedAtFactory, getGood: () => Promise<string>): Promise<string>
  /**
   * The service itself makes it. @param sign signs what it is given, and tells the trace
   * @returns '' where none is sent
   */
  ofOwn(good: TokenParts, sign: SignsNamed): Promise<string>
  /** Somebody else makes it. @param make the one of this name @returns '' where none is sent */
  ofEach(make: (name: NamedTokenId) => Promise<string>): Promise<string>
  /** In which headers it comes. */
  headersOf(token: string): Record<string, string | string[]>
  /** 'the token', with the way in which it comes. */
  sayToken(token: string, what: string): string
}

export type SignsNamed = (name: NamedTokenId, parts: ReturnType<typeof namedParts>) => Promise<string>

const CLAIMS_OF_MINT = ['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'client_id']

export function namedTokenOfPlay(
  { factoryControl, machine, clock }: NamedTokenParts,
  context: RequestContext,
  { named }: Pick<Variants, 'named'>,
): NamedTokenOfPlay {
  const { trace, recorder } = context
  const brought = named === undefined ? undefined : NAMED_TOKENS[named].brought
  const inThisWay = brought === undefined ? {} : { brought }
  /** The expired one that comes with each. */
  const others = new Map<string, string>()

  async function mint(order: object, spanId: string): Promise<string[]> {
    const headers = { traceparent: writeTraceparent(trace, spanId), ...writeTracestate(trace) }
    const patience = Math.max(1, context.deadline - machine.monotonic())
    const asked = { ...factoryControl, method: 'POST', path: '/control/mint', body: order, headers, patience }
    const { status, text } = await askPlain(asked, machine).catch(noFactoryControl)
    if (status === 200) return text.trim().split('\n')
    throw cannotMint(status, jsonOrNothing(text))
  }

  const ofEach: NamedTokenOfPlay['ofEach'] = async (make) => {
    if (named === undefined || brought === 'no-token') return ''
    const token = await make(named)
    if (brought === 'expired-one-behind-it') others.set(token, await make(EXPIRED_ONE))
    return token
  }

  return {
    name: named,

    async ofFactory(signedBy, getGood) {
      if (named === undefined) return getGood()
      if (brought === 'no-token') return ''
      const order = mintOrderOf(await getGood(), signedBy, named)
      const what = `for the same one as a token that ${NAMED_TOKENS[named].title}`
      const [token = '', other] = await mint(order, recorder.step({ verb: 'asks', what, to: 'jwt-factory' }))
      if (other !== undefined) others.set(token, other)
      return token
    },

    ofOwn(good, sign) {
      const now = Math.floor(clock.now() / 1000)
      return ofEach((name) => sign(name, namedParts(name, good, now)))
    },

    ofEach,

    headersOf(token) {
      if (token === '') return {}
      const way = brought === 'expired-one-behind-it' && !others.has(token) ? undefined : brought
      const values = bringToken(way === undefined ? {} : { brought: way }, token, others.get(token) ?? '')
      const [only, ...more] = values
      if (only === undefined) return {}
      return { authorization: more.length > 0 ? [...values] : only }
    },

    sayToken: (token, what) => sayBrought(what, token === '' ? { brought: 'no-token' } : inThisWay),
  }
}

/** Where no token has a name. */
export const noNamedToken: NamedTokenOfPlay = {
  name: undefined,
  ofFactory: (_signedBy, getGood) => getGood(),
  ofOwn: async () => '',
  ofEach: async () => '',
  headersOf: (token) => ({ authorization: `Bearer ${token}` }),
  sayToken: (_token, what) => what,
}

/** Signs with a key of the service, and tells the trace what it is. @param what 'a token for serviceb' */
export const signsOwnNamed =
  (key: Signer, ringId: string, what: string, { recorder }: Pick<RequestContext, 'recorder'>): SignsNamed =>
  async (name, parts) => {
    const begin = recorder.elapsed()
    const token = await signNamed(parts, key, async () => (await generateSigningKey(key.algorithm, 0)).privateKey)
    const words = { recorder, what: `${what} that ${NAMED_TOKENS[name].title}`, ringId }
    if (recorder.isOn) tellSigned(token, words, recorder.elapsed() - begin)
    return token
  }

/** All that the good one says, and nothing else. */
function mintOrderOf(good: string, signedBy: SignedAtFactory, named: NamedTokenId): object {
  const { header, claims } = partsOfOwnToken(good)
  const { alg, kid: _kid, ...further } = header
  const { jti: _jti, ...said } = claims
  return {
    named,
    signedBy: 'issuer' in signedBy ? { alg, ...signedBy } : signedBy,
    header: further,
    claims: said,
    without: CLAIMS_OF_MINT.filter((claim) => !Object.hasOwn(claims, claim)),
  }
}

function noFactoryControl(cause: unknown): never {
  const detail = 'The factory cannot be reached on its plain port, where its control plane makes tokens by name.'
  throw new Problem('peer-unreachable', detail, { members: { peer: 'jwt-factory' }, cause })
}

function cannotMint(status: number, body: unknown): Problem {
  if (status === 404) return new Problem('conflict', NO_CONTROL)
  const said = isObject(body) && typeof body['detail'] === 'string' ? redact(body['detail']).slice(0, 300) : `status ${status}` // prettier-ignore
  return new Problem('cannot-decide', `The factory does not make this token: ${said}`, {
    members: { peer: 'jwt-factory' },
  })
}

const NO_CONTROL =
  'A token by name is made by the control plane of the factory, and that is off there (CONTROL=off). A service that signs itself needs none: scenarios 3 and 4.'
