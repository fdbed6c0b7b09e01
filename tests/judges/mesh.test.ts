import { expect, test } from 'vitest'
import { openJudgedMesh } from '../support/judges/open-systems.ts'
import { columnOf, expectColumn } from '../support/judges/table.ts'
import { sendToken } from '../../apps/judge/corpus/send-token.ts'
import { sendAll, testCorpus } from '../support/judges/test-corpus.ts'

// The tokens of the table, sent to a sidecar of a mesh, with the policy that a real Istio would get.

/** The named token has no signature at all. */
const UNSIGNED = Object.fromEntries(
  columnOf('mesh').flatMap(([token, { withoutSignature: cell }]) => (cell ? [[token, cell]] : [])),
)

test('a running sidecar answers as the column mesh says', async () => {
  const answers = await sendAll('mesh', await openJudgedMesh())
  const known = await sendAll('mesh', await openJudgedMesh({ knownAlone: true }))
  const found = Object.entries(answers).map(([token, { status, body }]) => {
    const believed = known[token]?.status === 200
    return [token, { status, body, believed, open: status === 200 && !believed }] as const
  })
  expectColumn('mesh', Object.fromEntries(found), UNSIGNED)
  const open = columnOf('mesh').filter(([, cell]) => cell.open)
  for (const [token] of open) expect(known[token]?.body, token).toBe('RBAC: access denied')
})

test('with some signature alg none is refused for what it is', async () => {
  const { address } = await openJudgedMesh()
  const [unsigned = ''] = (await testCorpus()).tokens['alg-none']?.authorization ?? []
  const answer = await sendToken({ address: new URL(address), authorization: [`${unsigned}AAAA`], headers: {} })
  const [, cell] = columnOf('mesh').find(([token]) => token === 'alg-none') ?? []
  expect(answer.status).toBe(cell?.status)
  expect(answer.body).toContain(cell?.words)
})
