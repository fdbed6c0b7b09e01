import { scenario } from './scenario.ts'
import type { PeopleOfPlay, PersonRefused, PersonTokens, Stage } from './stage.ts'

type Renewal = PersonTokens | PersonRefused

/** A token that was got is nobody's to see. */
const shownRenewal = (renewal: Renewal) => ('token' in renewal ? { renewed: true } : renewal)

/** People log in with a password; what they may do stands in their token, as the groups are that they are in. */
export default scenario({
  title: 'People log in, and their groups say what they may do',
  story:
    'Somebody logs in at the factory with a name and a password. A directory knows their groups, and the groups their claims: the token says "log": "r,w". A calls B for this person, and B asks for log=w. B checks the token as we do; C does it as the clients of Stoke do, and the directory can be as Stoke has it, too.',
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trust: 'people',
  variants: {
    reader:
      'the person may only read: B knows who it is and says 403; to C, as to Stoke, it is 401, as if the token were bad',
    renew: 'the token is renewed before the call: a refresh value is good for that, once',
    'renew-twice': 'the same refresh value is used twice: ours ends the login, and Stoke goes on with both',
    'stolen-renewal':
      'somebody has stolen token and refresh value, and is faster: ours puts out both when the owner comes, Stoke lets both go on',
    'left-the-group':
      'the person is taken out of a group before the renewal: ours reads the groups anew, Stoke never does',
    comma: 'a value with a comma in it, "x,S", makes a superuser: ours refuses it, where nobody says unsafe_claims',
    'exact-match':
      'the same token at a service that compares the whole text, as the Python client of Stoke does: "r,w" is not "w"',
  },
  onlyOurs: { comma: 'serviceb', 'exact-match': 'servicec' },
  async play(stage) {
    if (stage.hasVariant('renew-twice')) return inBoth(stage, usedTwice)
    if (stage.hasVariant('stolen-renewal')) return inBoth(stage, stolen)
    if (stage.hasVariant('left-the-group')) return inBoth(stage, leftTheGroup)
    if (stage.hasVariant('comma'))
      return {
        'as it is': await stage.withPeople('strict', (people) => people.give(WRITERS, 'stk', 'x,S')),
        'with unsafe_claims': await stage.withPeople('strict', (people) => withComma(stage, people), {
          unsafeClaims: true,
        }),
      }
    return stage.withPeople('strict', async (people) => {
      const first = await people.logIn(stage.hasVariant('reader') ? 'reader' : 'tester')
      const last: Renewal = stage.hasVariant('renew') ? await people.renew(first) : first
      if (!('token' in last)) return last
      const { token } = last
      const serviceb = await stage.callForPerson('serviceb', token)
      const isForBoth = stage.hasVariant('reader') || stage.hasVariant('exact-match')
      return isForBoth ? { serviceb, servicec: await stage.callForPerson('servicec', token) } : serviceb
    })
  },
})

const WRITERS = 'log writers'

/** The same at our directory, whose tokens go to B, and at one as Stoke has it, whose tokens go to C. */
async function inBoth(
  stage: Stage,
  act: (stage: Stage, people: PeopleOfPlay, dialect: 'strict' | 'stoke') => Promise<unknown>,
) {
  return {
    strict: await stage.withPeople('strict', (people) => act(stage, people, 'strict')),
    stoke: await stage.withPeople('stoke', (people) => act(stage, people, 'stoke')),
  }
}

async function usedTwice(_stage: Stage, people: PeopleOfPlay) {
  const tokens = await people.logIn('tester')
  const first = await people.renew(tokens)
  const second = await people.renew(tokens, 'the same refresh value once more')
  return { first: shownRenewal(first), second: shownRenewal(second) }
}

async function stolen(stage: Stage, people: PeopleOfPlay, dialect: 'strict' | 'stoke') {
  const tokens = await people.logIn('tester')
  const thief = await people.renew(tokens, 'a thief who has read token and refresh value is first')
  const owner = await people.renew(tokens, 'the owner comes with the same refresh value')
  const thereafter = 'token' in thief ? await people.renew(thief, 'the thief wants to go on') : thief
  const answer = {
    'the thief': shownRenewal(thief),
    'the owner': shownRenewal(owner),
    'the thief again': shownRenewal(thereafter),
  }
  const callee = dialect === 'strict' ? 'serviceb' : 'servicec'
  const last = 'token' in thereafter ? thereafter.token : undefined
  return last === undefined ? answer : { ...answer, [callee]: await stage.callForPerson(callee, last) }
}

async function leftTheGroup(stage: Stage, people: PeopleOfPlay, dialect: 'strict' | 'stoke') {
  const tokens = await people.logIn('tester')
  await people.takeOut('tester', WRITERS)
  const renewed = await people.renew(tokens)
  if (!('token' in renewed)) return renewed
  return stage.callForPerson(dialect === 'strict' ? 'serviceb' : 'servicec', renewed.token)
}

async function withComma(stage: Stage, people: PeopleOfPlay) {
  const before = await administers(people, await people.logIn('tester'))
  const refused = await people.give(WRITERS, 'stk', 'x,S')
  if (refused) return refused
  const tokens = await people.logIn('tester')
  const after = await administers(people, tokens)
  if (after.valid) people.finds('who may put a comma into a value is a superuser after the next login')
  return { before, after, serviceb: await stage.callForPerson('serviceb', tokens.token) }
}

/** Does to somebody else what only administrators may. */
const administers = async (people: PeopleOfPlay, by: PersonTokens): Promise<PersonRefused | { valid: true }> =>
  (await people.takeOut('reader', 'log readers', by)) ?? { valid: true }
