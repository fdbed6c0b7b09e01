import type { AttackTarget } from '#attacks'
import type { Discovery } from './discover.ts'
import type { FoundMember } from './vary-found.ts'

/** The options by which a run says what was found: `--audience serviceb --typ at+jwt`. */
function discoveredOptions(
  discovery: Extract<Discovery, { isFound: true }>,
  ring: string | undefined,
): readonly string[] {
  const { guess, members } = discovery
  const algorithms = members.find(({ name }) => name === 'algorithms')?.values ?? [guess.algorithm]
  return [
    `--audience=${guess.audience}`,
    ...(guess.isAudienceList ? ['--audience-list'] : []),
    `--issuer=${guess.issuer}`,
    ...(ring === undefined ? [] : [`--ring=${ring}`]),
    ...(guess.type === '' ? [] : [`--typ=${guess.type}`]),
    ...(members.some(({ name, is }) => name === 'scope' && is === 'demanded') ? [`--scope=${guess.scope}`] : []),
    `--algorithms=${algorithms.join(',')}`,
  ]
}

/** It takes tokens that say another type, or none. */
const isLaxAboutType = (members: readonly FoundMember[]): boolean =>
  members.some(({ name, is, values }) => name === 'type' && (is === 'not-looked-at' || values.length > 1))

const MEMBER_TITLES: Readonly<Record<FoundMember['name'], string>> = {
  audience: 'aud',
  issuer: 'iss',
  type: 'typ',
  scope: 'scope',
  algorithms: 'algorithms',
  claims: 'claims that must be there',
}

/** In a black box nothing is tried: what the given token says is what the target expects, as far as anybody knows. */
export const sayGiven = ({ issuer, audience, type, algorithms }: AttackTarget): readonly string[] => [
  'Nothing was tried, for without a key of the issuer nothing can be. The given token says:',
  `  aud: ${audience}`,
  `  iss: ${issuer}`,
  `  typ: ${type}`,
  `  alg: ${algorithms.join(', ')}`,
]

/** What was found, line by line, for a terminal. @param ring that signs, where several sign for one issuer */
export function sayDiscovery(discovery: Discovery, ring?: string): readonly string[] {
  const { requests } = discovery
  const notes = discovery.notes.map((note) => `  (${note})`)
  if (!discovery.isFound) {
    const { why, said, isRefused } = discovery
    return [
      `Nothing was found out with ${requests} requests: ${why}`,
      ...(said === undefined ? [] : [`${isRefused ? 'The answer that tells most' : 'The last answer'} was ${said}.`]),
      ...notes,
    ]
  }
  return [
    `Found out with ${requests} requests:`,
    ...discovery.members.map((member) => `  ${MEMBER_TITLES[member.name]}: ${sayFound(member)}`),
    ...notes,
    `The same as options: ${discoveredOptions(discovery, ring).join(' ')}`,
    ...(isLaxAboutType(discovery.members) ? [LAX_OR_NOT] : []),
  ]
}

const LAX_OR_NOT =
  'It takes access tokens of another typ, or of none, which RFC 9068 §4 forbids. Where that is meant to be so, add --lax-type: such tokens are good ones then.'

function sayFound({ name, is, values }: FoundMember): string {
  const list = values.length === 0 ? 'none' : values.join(', ')
  if (is === 'demanded') return list
  if (name === 'algorithms' || name === 'claims') return `${list}; of some nobody can tell`
  if (is === 'not-looked-at') return `not looked at (${list} is believed, and so is any other)`
  return `${list}; nobody can tell whether it is looked at`
}
