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

test('npm is told where the words of a command begin, once', async () => {
  const line = { about: 'Does x.', words: ['FILE…'], examples: [] }
  const first = async (name: string) => (await helpOf({ ...line, name }, 80)).split('\n', 1)[0]
  expect(await first('npm run x -- lint')).toBe('Usage: npm run x -- lint [FILE …]')
  expect(await first('npm run x')).toBe('Usage: npm run x -- [FILE …]')
})

test('many options stand under headings, in the order in which each was first named', async () => {
  const options = {
    url: { about: 'where', value: 'URL', group: 'The target' },
    rate: { about: 'how often', group: 'Limits' },
    header: { about: 'which', value: 'NAME', group: 'The target' },
  }
  const help = await helpOf({ name: 'npm run x', about: 'Does x.', options, examples: [] }, Infinity)
  expect(help.slice(help.indexOf('The target'), help.indexOf('For instance'))).toBe(
    `The target:
  --url=URL      where
  --header=NAME  which

Limits:
  --rate         how often
  --help         shows this text, and does nothing

`,
  )
})
