import { MAIN_ISSUER_NAME, type ToldKeySet } from '#core/control/told-keys'
import { Problem } from '#core/http/problem'
import { shownText } from '#core/shown-text'
import type { TokenSays } from './token-says.ts'

/** Whose keys a token is judged by, and why theirs. */
export interface ChosenSet {
  set: ToldKeySet
  /** A sentence each, without its full stop. */
  notes: string[]
}

/**
 * Whose keys they are: those of whom the key id of the token is; else of whom its `iss` is; else of the main issuer.
 * @throws Problem invalid-input where it could be one or the other, and names them; not-found where there are no keys
 */
export function chooseSet(says: TokenSays, sets: readonly ToldKeySet[]): ChosenSet {
  const withKeys = sets.filter(({ keys }) => keys.length > 0)
  const byKid = withKeys.filter(({ keys }) => says.kid !== undefined && keys.some(({ kid }) => kid === says.kid))
  if (byKid.length > 0)
    return { set: onlyOneSet(byKid, says, 'have a key with the id that the token names'), notes: [] }
  const byIssuer = withKeys.filter(({ issuers }) => says.iss !== undefined && issuers.includes(says.iss))
  const missing = missingKey(says)
  if (byIssuer.length > 0) {
    const set = onlyOneSet(byIssuer, says, `sign as its issuer (iss), and ${missing}`)
    return { set, notes: [`${asBeginning(missing)}: these are the keys of ${set.name}, by its iss`] }
  }
  const main = withKeys.find(({ name }) => name === MAIN_ISSUER_NAME)
  if (!main)
    throw new Problem('not-found', `The main issuer has no key yet, and the token names no other. ${GIVE_KEYS}`)
  return { set: main, notes: [`${asBeginning(missing)}, and nobody here signs as its issuer (iss): these are the keys of ${main.name}. Others are given with --keys, or on the page`] } // prettier-ignore
}

/** Several may have a key of one id, and several sign as one issuer: then what else the token says may tell them apart. */
function onlyOneSet(fitting: readonly ToldKeySet[], { iss, sub }: TokenSays, what: string): ToldKeySet {
  const ofIssuer = fitting.filter(({ issuers }) => iss !== undefined && issuers.includes(iss))
  const left = ofIssuer.length > 0 ? ofIssuer : fitting
  const ofSubject = left.filter(({ caller }) => caller !== undefined && caller === sub)
  const [one, ...others] = left.length > 1 && ofSubject.length > 0 ? ofSubject : left
  if (one && others.length === 0) return one
  throw new Problem('invalid-input', `Whose keys are meant? ${namesOfSets(left)} ${what}. ${GIVE_KEYS}`)
}

const missingKey = ({ kid }: TokenSays) =>
  kid === undefined ? 'the token names no key' : `nobody here has the key ${shownText(kid.slice(0, LONGEST_SHOWN_KID))}`

/** Of a key id that a stranger has chosen. Characters. */
const LONGEST_SHOWN_KID = 64

/** Of several that could be meant, so many are named. */
const MOST_NAMED_SETS = 5

function namesOfSets(sets: readonly ToldKeySet[]): string {
  const names = sets.slice(0, MOST_NAMED_SETS).map(({ name }) => name)
  const more = sets.length > MOST_NAMED_SETS ? [`${sets.length - MOST_NAMED_SETS} others`] : []
  return [...names, ...more].join(', ')
}

const asBeginning = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The way out, wherever keys are not found. */
export const GIVE_KEYS =
  'Give the keys (a JWK, a JWKS or a PEM): with --keys FILE or --keys URL, for instance --keys http://localhost:5555/keys/servicea/jwks, or as the keys on the page.'
