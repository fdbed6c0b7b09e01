import { expect, test } from 'vitest'
import { readLibraryTable } from '../../apps/probe/libraries/read-library-table.ts'
import { runDialects } from './run-dialects.ts'

// attacks-dialects.test.ts asks them the same, and holds what they say against what is documented.

test('the dialects say what the table has of them', async () => {
  const dialects = readLibraryTable().runs.filter(({ hardening }) => hardening === 'dialect')
  expect(dialects, 'npm run findings').toEqual(await runDialects())
})
