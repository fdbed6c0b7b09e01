import { test } from 'vitest'
import { openJudgedPiko } from '../support/judges/open-systems.ts'
import { expectColumn } from '../support/judges/table.ts'
import { sendAll } from '../support/judges/test-corpus.ts'

// The tokens of the table, sent to the proxy port of a relay of ours, with the file that a real Piko would get.

test('a running relay with dialect piko answers as the column piko says', async () => {
  expectColumn('piko', await sendAll('piko', await openJudgedPiko()))
})
