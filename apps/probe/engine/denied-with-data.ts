import type { AttackRequest } from '#attacks'
import type { Answer } from '../answer.ts'
import { featuresOf, likeness, type Features } from './likeness.ts'
import { HINT } from './marker.ts'
import { onceForEach } from './once-for-each.ts'
import { isBuiltLike, mayMeanNo, saysNo } from './same-words.ts'
import { shownIdentity } from './shown-identity.ts'
import { withoutPlaces, type SubjectPlaces } from './subject-places.ts'

/** What a refusal is held against: the controls of the run. */
interface KnownAnswers {
  readonly good: Answer
  readonly goodFeatures: Features
  readonly refusals: readonly Answer[]
  readonly guests?: readonly Answer[]
  readonly places?: SubjectPlaces
}

const ALL_OF_IT = 0.9
const MUCH_OF_IT = 0.8

/** So much must only the good answer have, before an answer with a status of refusal is taken for it. */
const LEAST_MEMBERS = 3
const LEAST_WORDS = 6

/** A status of refusal says no, unless the body is that of the good answer all the same. */
export function readDenied(answer: Answer, known: KnownAnswers, request: AttackRequest) {
  const which = deniedData(answer, known, request)
  if (which === 'none') return { verdict: 'refused' } as const
  const { status } = answer
  if (which === 'all')
    return { verdict: 'believed', remark: `its status ${status} says no, and its body says yes: ${HAS_DATA}` } as const
  return { verdict: 'inconclusive', reason: `the target answered ${status}, and ${MAY_HAVE_DATA}: ${HINT}` } as const
}

const HAS_DATA = 'it has what the answer to the good token has, and those to no token and to garbage have not'
const MAY_HAVE_DATA = 'its body is so like that of its answer to the good token that it may be no refusal'

/**
 * How much of the good answer is in one whose status refuses. A service that sets the status and goes on all the same gives its data away.
 * What is new in each answer, what shows the subject, and what refused controls have too counts for nothing.
 * @returns `none` as well where the good answer has nothing of its own, as an empty body has not
 */
function deniedData(answer: Answer, known: KnownAnswers, request: AttackRequest): 'all' | 'perhaps' | 'none' {
  const { good, refusals, guests = [], places } = known
  const own = ofGoodAlone(known)
  const share = likeness(own, featuresOf(withoutSubject(answer, places)))
  if (share < MUCH_OF_IT) return 'none'
  const isNo = mayMeanNo(answer, good, request) || (saysNo(answer) && !saysNo(good))
  if (isNo && share < ALL_OF_IT) return 'none'
  const isJson = [...own].every((each) => !each.startsWith('word '))
  const shown = places && shownIdentity(answer, request, places)
  const isForSent = shown !== 'somebody else' && shown !== 'nobody'
  const isSure = share >= ALL_OF_IT && !isNo && isForSent && refusals.length > 0 && guests.length === 0
  const isTelling = [...own].some((each) => SAYS_MUCH.test(each))
  const shownMembers = shown === 'the sent one' && places !== undefined && places.frames.size > 0 ? 1 : 0
  const isSame = isJson
    ? isBuiltLike(answer, good) && own.size + shownMembers >= LEAST_MEMBERS
    : share === 1 && own.size >= LEAST_WORDS
  return isSure && isTelling && isSame ? 'all' : 'perhaps'
}

const withoutSubject = (answer: Answer, places: SubjectPlaces | undefined) =>
  places ? withoutPlaces(answer, places.frames) : answer

/** What the good answer has, and no control that was refused. */
const ofGoodAlone = onceForEach(({ goodFeatures, refusals, guests = [], places }: KnownAnswers): Features => {
  const others = new Set([...refusals, ...guests].flatMap((each) => [...featuresOf(withoutSubject(each, places))]))
  const due = places?.besides?.goodFeatures ?? goodFeatures
  return new Set([...due].filter((each) => !others.has(each) && !SAYS_NOTHING.test(each)))
})

const SAYS_NOTHING = /^(?:type |nothing$)/

/** A list, a text that is the same each time, a word: not a number or an id alone, which each answer may have. */
const SAYS_MUCH = /^(?:list \S|text \S+ .*\p{L}{2}|word .*\p{L}{2})/u
