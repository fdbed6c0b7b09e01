import { test } from 'vitest'
import { openJudgedSidecar } from '../support/judges/open-systems.ts'
import { expectColumn } from '../support/judges/table.ts'
import { sendAll } from '../support/judges/test-corpus.ts'

test('a running sidecar of ours answers as the column strict says', async () => {
  expectColumn('strict', await sendAll('strict', await openJudgedSidecar()))
})
