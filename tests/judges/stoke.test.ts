import { test } from 'vitest'
import { openJudgedStoke } from '../support/judges/open-systems.ts'
import { expectColumn } from '../support/judges/table.ts'
import { sendAll } from '../support/judges/test-corpus.ts'

// The tokens of the table, sent to a service that lets people in as the Go client of Stoke does, with the key set of the corpus.

test('a running service of Stoke answers as the column stoke says', async () => {
  expectColumn('stoke', await sendAll('stoke', await openJudgedStoke()))
})
