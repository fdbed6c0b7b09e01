import { hash } from 'node:crypto'
import { revokeToken } from '#core/access/spent-and-revoked'
import { tellSigned } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import type { NamedTokenId } from '#core/token/named-tokens'
import { TITLES, TokenRejected } from '#core/token/rejection'
import type { Recorder } from '#core/trace/recorder'
import { AdminRefused } from '../admin/admin-refused.ts'
import { mayAdminister } from '../admin/stoke-letters.ts'
import type { PeopleConfig } from '../config/people-config.ts'
import { peopleKeysOf } from '../keys/open-people-keys.ts'
import type { PeopleRings } from '../people-parts.ts'
import type { Passwords } from '../passwords/passwords.ts'
import { REFUSAL_WORDS } from '../routes/answer-person.ts'
import { createLocalSource } from '../sources/local-source.ts'
import { checkPresented } from '../tokens/check-presented.ts'
import { createFamilies } from '../tokens/families.ts'
import type { IssuedTokens } from '../tokens/issued.ts'
import { decideLogin } from '../tokens/login.ts'
import { PeopleRefused } from '../tokens/refusals.ts'
import { tokensOfDialect } from '../tokens/tokens-of-dialect.ts'
import { nameTokenOfPlay, sayNamed } from './name-play-token.ts'
import type { PlayChange } from './play-cast.ts'
import type { PlayDirectory } from './play-directories.ts'

export interface PlayPeopleParts {
  config: PeopleConfig
  store: Store
  clock: Clock
  rings: PeopleRings
  passwords: Pick<Passwords, 'check'>
}

/** Why there is no token, in a word for programs and a sentence. */
export interface PlayRefusal {
  readonly reason: string
  readonly message: string
}

/** How long ago the token of somebody ended who asks for one that has expired. Milliseconds. */
const ENDED_AGO = 60_000

/** Logins and renewals of one play: the same tokens as those of people have, in either dialect, and each step is told to the trace. */
export function createPlayPeople({ config, store, clock, rings, passwords }: PlayPeopleParts) {
  const { tokens: settings } = config
  const families = createFamilies(store, clock.now)

  function toolsOf({ dialect, directory }: PlayDirectory, now = clock.now) {
    const { keys, source: byId } = peopleKeysOf(rings, config, clock, false)
    const facts = { settings, keys, families, findPerson: directory.findById, now, source: byId }
    const { tokens, source } = tokensOfDialect(dialect, facts)
    return {
      tokens,
      presented: { settings, keys, source, store, clock },
      login: { authenticate: createLocalSource({ find: directory.find, passwords }) },
    }
  }

  /** With the token of the name in its place. */
  async function changedBy(named: NamedTokenId | undefined, issuing: Promise<IssuedTokens>): Promise<IssuedTokens> {
    const issued = await issuing
    if (named === undefined) return issued
    const key = peopleKeysOf(rings, config, clock, false).keys.active()
    return { ...issued, token: await nameTokenOfPlay(issued.token, { named, key, now: clock.now() }) }
  }

  /** Tells what was refused, and takes back what has to be. */
  async function refuse(error: unknown, what: string, recorder: Recorder): Promise<PlayRefusal> {
    if (error instanceof TokenRejected) {
      recorder.step({ verb: 'refuses', what, reason: TITLES[error.reason] })
      return { reason: error.reason, message: TITLES[error.reason] }
    }
    if (!(error instanceof PeopleRefused)) throw error
    for (const { tokenId: jti, exp } of error.revoke)
      await revokeToken(store, { iss: settings.issuer ?? '', jti, exp }, { clock, keepSeconds: 0 })
    recorder.step({ verb: 'refuses', what, reason: REFUSAL_WORDS[error.reason] })
    return { reason: error.reason, message: REFUSAL_WORDS[error.reason] }
  }

  /** What a renewal as Stoke has it should have looked at: whoever reads the trace is told, and nothing hangs on it. */
  async function tellUnnoticed(
    { directory }: PlayDirectory,
    claims: Readonly<Record<string, unknown>>,
    refresh: string,
    recorder: Recorder,
  ): Promise<void> {
    const isFirst = await store.add('used-as-stoke', hash('sha256', refresh), '', clock.now() + settings.tokenDuration)
    if (!isFirst)
      recorder.step({ verb: 'fails', what: `to notice that this refresh value was used before: ${AS_STOKE_HAS_IT}` })
    const person = await directory.find(String(claims['u']))
    const mayNot = Object.entries(claims).filter(([name]) => name === 'log' && person?.claims[name] !== claims[name])
    for (const [name, value] of mayNot)
      recorder.step({ verb: 'fails', what: `to notice that the person has left a group: ${AS_STOKE_HAS_IT}, and the next token says ${name}=${String(value)} all the same` }) // prettier-ignore
  }

  return {
    /** @param isExpired the token has ended when it is given out; `named`: it is the one of this name */
    async logIn(
      place: PlayDirectory,
      asked: { username: string; password: string },
      { recorder, isExpired, named }: { recorder: Recorder; isExpired: boolean; named?: NamedTokenId | undefined },
    ): Promise<IssuedTokens | PlayRefusal> {
      const before = settings.tokenDuration + ENDED_AGO
      const { tokens, login } = toolsOf(place, isExpired ? () => clock.now() - before : clock.now)
      try {
        const person = await decideLogin(asked, login)
        recorder.step({ verb: 'believes', what: `the password of ${person.username}` })
        const what = `${isExpired ? 'an expired' : 'a'} token that says who ${person.username} is and what their groups may do${sayNamed(named)}`
        return await tellIssued(changedBy(named, tokens.login(person, {})), what, recorder)
      } catch (error) {
        return refuse(error, 'the login', recorder)
      }
    },

    async renew(
      place: PlayDirectory,
      { token, refresh }: IssuedTokens,
      recorder: Recorder,
    ): Promise<IssuedTokens | PlayRefusal> {
      const { tokens, presented } = toolsOf(place)
      try {
        const believed = await checkPresented(token, presented)
        const what =
          place.dialect === 'stoke'
            ? 'the next token: it says what the old one said, and nobody looks into the directory'
            : 'the next token: it says what the directory says now'
        const issued = await tellIssued(tokens.renew(believed, refresh), what, recorder)
        if (place.dialect === 'stoke' && recorder.isOn) await tellUnnoticed(place, believed.claims, refresh, recorder)
        return issued
      } catch (error) {
        return refuse(error, 'the renewal', recorder)
      }
    },

    /**
     * Looks whether somebody may make a change, by the letters of their token.
     * @param what the change, as a trace tells it
     * @returns why not
     */
    async mayNotChange(
      place: PlayDirectory,
      { token, change, what }: { token: string; change: PlayChange; what: string },
      recorder: Recorder,
    ): Promise<PlayRefusal | undefined> {
      try {
        const { claims } = await checkPresented(token, toolsOf(place).presented)
        if (mayAdminister(claims, change.does === 'gives' ? 'change-claims' : 'change-users')) return undefined
      } catch (error) {
        return refuse(error, what, recorder)
      }
      const { reason, message } = new AdminRefused('no-letter')
      recorder.step({ verb: 'refuses', what: `to ${what}`, reason: message })
      return { reason, message }
    },

    keySet: () => peopleKeysOf(rings, config, clock, false).keySet(),
  }
}

export type PlayPeople = ReturnType<typeof createPlayPeople>

/** Tells the trace what was signed. */
async function tellIssued(issuing: Promise<IssuedTokens>, what: string, recorder: Recorder): Promise<IssuedTokens> {
  const begin = recorder.elapsed()
  const issued = await issuing
  if (recorder.isOn) tellSigned(issued.token, { recorder, what }, recorder.elapsed() - begin)
  return issued
}

/** The factory plays both, so a sentence says which of the two it was. */
const AS_STOKE_HAS_IT = 'this directory is as Stoke has it'
