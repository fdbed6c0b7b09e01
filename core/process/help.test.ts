import { expect, test } from 'vitest'
import { helpOf } from './help.ts'

const usageOf = async (words: string[]) => {
  const help = await helpOf({ name: 'npm run x', about: 'Does x.', words, examples: ['npm run x'] }, 80)
  return help.split('\n', 1)[0]
}

test.each([
  [['SCENARIO'], 'Usage: npm run x -- SCENARIO'],
  [['SCENARIO?'], 'Usage: npm run x -- [SCENARIO]'],
  [['COMMAND?', 'WORD…'], 'Usage: npm run x -- [COMMAND] [WORD …]'],
])('words that may be left out stand in brackets, any number of them too: %j', async (words, usage) => {
  expect(await usageOf(words)).toBe(usage)
})
