import { test } from 'vitest'
import { openJudgedKong } from '../support/judges/open-systems.ts'
import { expectColumn } from '../support/judges/table.ts'
import { sendAll } from '../support/judges/test-corpus.ts'

// The tokens of the table, sent to gateways of ours that listen, with the plugins and consumers that a real Kong would get.

test.each(['kong', 'kong-exp-nbf'] as const)('a running gateway answers as the column %s says', async (column) => {
  expectColumn(column, await sendAll(column, await openJudgedKong(column)))
})
