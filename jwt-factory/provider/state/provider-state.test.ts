import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { createProviderState } from './provider-state.ts'

const during = async <Answer>(_request: unknown, _response: unknown, answer: () => Promise<Answer>) => answer()

/** As two factories have it, on one store. */
function openTwoStates() {
  const machine = manualClock('2026-11-27T08:00:00Z')
  const store = createMemoryStore(machine)
  const browser = { give: async () => true, find: async () => undefined, end: () => {} }
  const begun = { ...browser, guests: browser, during }
  const open = () => createProviderState({ store, machine, begun, clientOf: () => undefined })
  return [open(), open()] as const
}

test.each(['AuthorizationCode', 'RefreshToken'])(
  'of many who come with one %s in one moment, to two factories, one has it, and what it opened is taken back',
  async (kind) => {
    const states = openTwoStates()
    const [one, other] = states.map((state) => state(kind))
    const grants = states[0]('Grant')
    await grants.upsert('grant', { accountId: '1' }, 600)
    await one?.upsert('value', { accountId: '1', grantId: 'grant' }, 600)
    const answers = await Promise.allSettled([one, other, one, other].map((each) => each?.consume('value')))
    expect(answers.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ error: 'invalid_grant' })
    expect(await grants.find('grant')).toBeUndefined()
  },
)
