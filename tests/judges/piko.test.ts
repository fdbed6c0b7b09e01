import { expect, test } from 'vitest'
import { openJudgedPiko } from '../support/judges/open-systems.ts'
import { columnOf, expectColumn, JUDGE_TABLE } from '../support/judges/table.ts'
import { sendAll, sendOne } from '../support/judges/test-corpus.ts'

// The tokens of the table, sent to the proxy port of a relay of ours, with the file that a real Piko would get.

test('a running relay with dialect piko answers as the column piko says', async () => {
  expectColumn('piko', await sendAll('piko', await openJudgedPiko()))
})

test('with a key in its configuration nobody looks at a key id', async () => {
  const unlike = columnOf('piko').flatMap(([token, { withStaticKey: cell }]) => (cell ? [[token, cell]] : []))
  expectColumn('piko', await sendAll('piko-static', await openJudgedPiko('piko-static')), Object.fromEntries(unlike))
})

test('an empty list of endpoints opens all of them in Piko, and none in a relay that is strict', async () => {
  const [, row] = Object.entries(JUDGE_TABLE.tokens).find(([token]) => token === 'endpoints-empty') ?? []
  expect(row).toMatchObject({ piko: { endpoints: 'all' }, strict: { endpoints: 'none' } })
  const lax = await sendOne('piko', 'endpoints-empty', await openJudgedPiko())
  const strict = await sendOne('piko', 'endpoints-empty', await openJudgedPiko('piko', 'strict'))
  expect([lax.status, strict.status]).toEqual([200, 403])
})
