import type { Peers } from '#core/http/peers'
import { isObject } from '#core/token/claims'
import { NAMED_TOKENS, type NamedTokenId } from '#core/token/named-tokens'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryClient, PersonRefusal } from '#factory-client'
import type { NumberedScenario, PeopleOfPlay, PersonRefused, Role, Stage } from '#scenarios'
import type { Variants } from '../routes/variants.ts'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import { readGuestAnswer, type IsGuest } from './guest-callee.ts'
import type { NamedTokenOfPlay } from './named-token.ts'
import { readNamedAnswer } from './read-answer.ts'

export interface PeopleStepsParts {
  role: Role
  factory: Pick<FactoryClient, 'openDirectory' | 'logIn' | 'renew' | 'changeDirectory' | 'closeDirectory'>
  peers: Pick<Peers, 'get'>
  byName: NamedTokenOfPlay
  isGuest: IsGuest
}

/** Everybody in a play has this one. */
const PASSWORD_IN_PLAYS = 'tester'

const refusedBy = ({ reason, message }: PersonRefusal): PersonRefused => ({ valid: false, reason, message })

/** What a service does for a person who uses it, and what others do with what is theirs. */
export function peopleSteps(
  { factory, peers, byName, isGuest }: PeopleStepsParts,
  context: RequestContext,
  scenario: NumberedScenario,
  variants: Pick<Variants, 'isExpired' | 'query'>,
): Pick<Stage, 'withPeople' | 'callForPerson'> {
  const { recorder } = context
  const asks = (what: string) => ({ context, spanId: recorder.step({ verb: 'asks', what, to: 'jwt-factory' }) })

  function peopleIn(directory: string): PeopleOfPlay {
    const changes = async (change: object, what: string, token?: string) => {
      const refusal = await factory.changeDirectory(directory, { change, token }, asks(what))
      return refusal && refusedBy(refusal)
    }
    return {
      async logIn(username) {
        const isExpired = scenario.callees.some((callee) => variants.isExpired(callee)) // all of them: one token is for all
        const asked = { username, password: PASSWORD_IN_PLAYS, isExpired }
        const logInFor = async (named?: NamedTokenId) => {
          const said = named === undefined ? '' : `, for a token that ${NAMED_TOKENS[named].title}`
          const call = asks(`to log in ${username}, with name and password${said}`)
          const answer = await factory.logIn(directory, { ...asked, named }, call)
          if ('token' in answer) return answer
          throw new Error(`${username} cannot log in: ${answer.reason}`)
        }
        if (byName.name === undefined) return logInFor()
        let refresh = ''
        const token = await byName.ofEach(async (named) => {
          const tokens = await logInFor(named)
          refresh ||= tokens.refresh
          return tokens.token
        })
        return { token, refresh }
      },
      async renew(tokens, who) {
        const how = who === undefined ? 'for the next token, with the refresh value' : `for the next token: ${who}`
        const answer = await factory.renew(directory, tokens, asks(how))
        return 'token' in answer ? answer : refusedBy(answer)
      },
      takeOut(username, group, asked) {
        const how = asked ? 'with the token of the person' : 'as an admin does'
        return changes({ takes_out: { username, group } }, `to take ${username} out of the group "${group}", ${how}`, asked?.token) // prettier-ignore
      },
      give: (group, claim, value) =>
        changes({ gives: { group, claim, value } }, `to give the group "${group}" the claim ${claim} with the value "${value}", as an admin does`), // prettier-ignore
      finds: (what) => void recorder.step({ verb: 'finds', what }),
    }
  }

  return {
    async withPeople(dialect, act, { unsafeClaims } = {}) {
      const how = dialect === 'strict' ? 'as ours is' : 'as Stoke has it'
      const manner = { dialect, ...(unsafeClaims && { unsafe_claims: true }) }
      const words = `for a directory of people for this play, ${how}${unsafeClaims ? ', in which values may have commas' : ''}`
      const directory = await factory.openDirectory(manner, asks(words))
      try {
        return await act(peopleIn(directory))
      } finally {
        // It ends by itself, too: nothing of the answer hangs on it.
        await factory.closeDirectory(directory, { context, spanId: recorder.step({ verb: 'asks', what: 'to throw the directory away', to: 'jwt-factory' }) }).catch(() => {}) // prettier-ignore
      }
    },

    async callForPerson(callee, token) {
      const spanId = recorder.step({
        verb: 'sends',
        what: byName.sayToken(token, 'the token of the person'),
        to: callee,
      })
      const path = `/scenario${scenario.number}-server${variants.query}`
      const headers = byName.headersOf(token)
      const answer = await peers.get(callee).call({ method: 'GET', path, headers }, context, spanId)
      if (isGuest(callee)) return readGuestAnswer(callee, answer, recorder)
      const { status, type, body } = answer
      if (status === 403 && type === 'application/json' && isObject(body)) return { status, ...body }
      const words = typeof body === 'string' ? jsonOrNothing(body) : body
      const isStoke = (status === 401 || status === 422) && type === 'text/plain' && isObject(words)
      if (isStoke) return { valid: false, status, message: String(words['message']) }
      return readNamedAnswer(callee, answer, byName.name)
    },
  }
}
