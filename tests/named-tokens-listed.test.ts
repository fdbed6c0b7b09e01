import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'

test('docs/control.md lists the tokens by name, and what there is to say of each', async () => {
  const text = await readFile(new URL('../docs/control.md', import.meta.url), 'utf8')
  const section = text.split('### Tokens by name')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm)].map(([, name, title]) => [name, title])
  expect(rows).toEqual(NAMED_TOKEN_IDS.map((name) => [name, NAMED_TOKENS[name].title]))
})
