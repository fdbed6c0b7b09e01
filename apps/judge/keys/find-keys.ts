import type { ToldKeySet } from '#core/control/told-keys'
import { Problem } from '#core/http/problem'
import { KeyRefused } from '#core/keys/key-errors'
import { readGivenKeys, readGivenSet, type GivenKeys } from '#core/keys/given-keys'
import type { AskProcess } from '../../console/live/ask.ts'
import type { JudgeKeys } from '../judgement.ts'
import { askSandbox, type SandboxKeys } from './ask-sandbox.ts'
import { chooseSet, GIVE_KEYS } from './choose-set.ts'
import { ownerOfKeys } from './owner-of-keys.ts'
import { tokenSays, type TokenSays } from './token-says.ts'

/** Keys by which a token is judged, and what is known of whoever's they are. */
export interface FoundKeys {
  keys: JudgeKeys
  /** What tokens of these keys say as `iss`: what is expected where nobody says another. Undefined where that is not known. */
  issuer: string | undefined
  /** Who calls with tokens of these keys: the name of a ring, or of a service. Undefined where that is not one. */
  caller: string | undefined
  /** Milliseconds since 1970: the time of the sandbox; where none runs, of this machine. */
  now: number
  /** Whether a sandbox answered. */
  hasSandbox: boolean
  /** What a person should know about them: a sentence each, without its full stop. */
  notes: string[]
}

/** Keys that somebody gives, in place of those of the sandbox. */
export interface GivenText {
  /** A JWK, a JWKS or a PEM. */
  text: string
  /** Where they come from, in a few words: the file keys.pem. */
  from: string
}

export interface FindKeysParts {
  ask: AskProcess
  /** Milliseconds since 1970, by the clock of this machine. */
  machineNow: () => number
}

/**
 * Finds the keys for a question.
 * @param token the one that is judged; of several, the first; '' where none is sent
 * @throws Problem that says what to do: where no sandbox runs and no keys are given, where given ones cannot be used, and where it is not
 *   clear whose keys are meant
 */
export async function findKeys(token: string, given: GivenText | undefined, parts: FindKeysParts): Promise<FoundKeys> {
  const says = tokenSays(token)
  if (given) return keysGiven(says, given, parts)
  const { now, sets, notes } = await askSandbox(parts.ask).catch(sayBothWaysOut)
  const chosen = chooseSet(says, sets)
  const read = await readGivenSet({ keys: chosen.set.keys })
  return {
    ...knownOfOwner(chosen.set, says),
    keys: { keys: read.keys, jwks: read.jwks, from: chosen.set.name },
    now,
    hasSandbox: true,
    notes: [...chosen.notes, ...read.notes, ...(chosen.notes.length > 0 ? notes : [])],
  }
}

/** The issuer that a token says counts where it is one of theirs; else it is the usual one. */
const knownOfOwner = ({ issuers, caller }: ToldKeySet, { iss }: TokenSays) => ({
  issuer: iss !== undefined && issuers.includes(iss) ? iss : issuers[0],
  caller,
})

async function keysGiven(
  says: TokenSays,
  { text, from }: GivenText,
  { ask, machineNow }: FindKeysParts,
): Promise<FoundKeys> {
  const read = namedForToken(await orProblem(readGivenKeys(text)), says)
  if (read.keys.length === 0) throw unusableKeys([...read.notes, 'There is none that can be used'].join('. '))
  const sandbox = await askSandbox(ask).catch(nobodyThere)
  return {
    ...ownerGiven(read, says, sandbox),
    keys: { keys: read.keys, jwks: read.jwks, from },
    now: sandbox?.now ?? machineNow(),
    hasSandbox: sandbox !== undefined,
    notes: read.notes,
  }
}

/** They may be keys of the sandbox. If not, what the token says of its issuer counts for nothing, unless that is an issuer of the sandbox. */
function ownerGiven({ jwks }: GivenKeys, says: TokenSays, sandbox: SandboxKeys | undefined) {
  const owner = sandbox && ownerOfKeys(jwks.keys, says, sandbox.sets)
  if (owner) return knownOfOwner(owner, says)
  const isKnown = sandbox?.sets.some(({ issuers }) => says.iss !== undefined && issuers.includes(says.iss))
  return { issuer: isKnown ? says.iss : undefined, caller: undefined }
}

/** A key without an id is meant for this token: it has the id that the token names. */
function namedForToken(read: GivenKeys, { kid }: TokenSays): GivenKeys {
  if (!read.isNameless || kid === undefined) return read
  return {
    ...read,
    keys: read.keys.map((key) => ({ ...key, kid })),
    jwks: { keys: read.jwks.keys.map((key) => ({ ...key, kid })) },
  }
}

const unusableKeys = (why: string) => new Problem('invalid-input', `These keys cannot be used: ${why}.`)

const orProblem = (reading: Promise<GivenKeys>) =>
  reading.catch((error: unknown) => {
    throw error instanceof KeyRefused ? unusableKeys(error.message) : error
  })

function nobodyThere(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error
}

function sayBothWaysOut(error: unknown): never {
  if (!(error instanceof Problem)) throw error
  const detail = `There are no keys to judge by. ${error.detail.replace(/\.?$/, '.')} Start the sandbox (npm start), or do without it. ${GIVE_KEYS}`
  throw new Problem(error.type, detail, { members: error.members, cause: error })
}
