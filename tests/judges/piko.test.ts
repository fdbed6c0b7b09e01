import { test } from 'vitest'
import { openJudgedPiko } from '../support/judges/open-systems.ts'
import { columnOf, expectColumn } from '../support/judges/table.ts'
import { sendAll } from '../support/judges/test-corpus.ts'

// The tokens of the table, sent to the proxy port of a relay of ours, with the file that a real Piko would get.

test('a running relay with dialect piko answers as the column piko says', async () => {
  expectColumn('piko', await sendAll('piko', await openJudgedPiko()))
})

test('with a key in its configuration nobody looks at a key id', async () => {
  const unlike = columnOf('piko').flatMap(([token, { withStaticKey: cell }]) => (cell ? [[token, cell]] : []))
  expectColumn('piko', await sendAll('piko-static', await openJudgedPiko('piko-static')), Object.fromEntries(unlike))
})
