import type { AttackRequest } from '#attacks'
import type { Outcome } from '../answer.ts'
import { jsonOfBody, memberOfBody } from '../engine/marker.ts'

/** What a target says of itself (RFC 9728 §2). It is a hint for guesses, and no more: a target may say anything. */
export interface ResourceMetadata {
  /** `resource`: the likeliest audience. */
  readonly resources: readonly string[]
  /** `authorization_servers`: names of issuers. */
  readonly issuers: readonly string[]
  readonly scopes: readonly string[]
  /** A sentence for each address of which nothing was read, and why. */
  readonly notes: readonly string[]
}

/** As many addresses are asked. */
const MOST_METADATA_ADDRESSES = 2
/** Of one member as many values are taken. */
const MOST_METADATA_VALUES = 5
/** Characters. */
const LONGEST_METADATA_VALUE = 500

/**
 * Reads the metadata of a protected resource from where its challenges say that they are (RFC 9728 §3, §5.1): at the origin of the target and
 * nowhere else. No redirect is followed, no token is sent, and time and bytes are those of any other answer.
 * @param send asks the origin of the target
 */
export async function readResourceMetadata(
  addresses: readonly string[],
  { origin }: URL,
  send: (request: AttackRequest) => Promise<Outcome>,
): Promise<ResourceMetadata> {
  const [resources, issuers, scopes, notes]: [string[], string[], string[], string[]] = [[], [], [], []]
  for (const address of addresses.slice(0, MOST_METADATA_ADDRESSES)) {
    const at = URL.parse(address)
    if (at?.origin !== origin || at.username !== '' || at.password !== '') {
      notes.push(`it says that it describes itself at ${shownPlace(address)}, which is not asked: another host`)
      continue
    }
    const document = documentIn(await send(askFor(at)))
    if (document === undefined) {
      notes.push(`nothing can be read at ${shownPlace(address)}, where it says that it describes itself (RFC 9728)`)
      continue
    }
    resources.push(...metadataTexts([memberOfBody(document, 'resource')]))
    issuers.push(...metadataTexts(memberOfBody(document, 'authorization_servers')))
    scopes.push(...metadataTexts(memberOfBody(document, 'scopes_supported')))
  }
  return { resources, issuers, scopes, notes }
}

/** With a body, though an empty one: what the target wants besides a token is for its own path. */
const askFor = ({ pathname, search }: URL): AttackRequest => ({
  method: 'GET',
  path: pathname + search,
  headers: [['Accept', 'application/json']],
  body: '',
})

/** The object of a good answer (RFC 9728 §3.2); undefined where there is none. */
function documentIn(outcome: Outcome): unknown {
  if (outcome.kind !== 'answered' || outcome.answer.status !== 200) return undefined
  const document = jsonOfBody(outcome.answer.body)
  return typeof document === 'object' && document !== null && !Array.isArray(document) ? document : undefined
}

/** Those that can stand in a claim and on a terminal. */
const metadataTexts = (values: unknown): string[] =>
  Array.isArray(values)
    ? values.slice(0, MOST_METADATA_VALUES).filter((each) => typeof each === 'string' && isPlainMetadata(each))
    : []

const isPlainMetadata = (text: string) => text.length <= LONGEST_METADATA_VALUE && /^[\x21-\x7e]+$/.test(text)

const shownPlace = (address: string) => address.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 200)
