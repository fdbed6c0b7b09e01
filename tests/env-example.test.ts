import { parse } from 'dotenv'
import { describe, expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { VARIABLES } from '#core/config/unknown-settings'
import { renderEnvExample, SCHEMAS } from './support/env-example.ts'
import { readProjectFile } from './support/project-files.ts'

const text = await readProjectFile('.env.example')
const lines = text.split('\n')

test('.env.example is what the schemas say (after a change of a schema: npx vitest run tests/env-example.test.ts -u)', async () => {
  await expect(renderEnvExample()).toMatchFileSnapshot('../.env.example')
})

describe.each(Object.entries(SCHEMAS))('%s', (_command, shape) => {
  test('finds each of its variables in .env.example once, with a sentence above', () => {
    for (const { variable, about } of Object.values(shape)) {
      const found = lines.flatMap((line, index) => (line.replace('# ', '').startsWith(`${variable}=`) ? [index] : []))
      expect(found, variable).toHaveLength(1)
      expect(lines[Number(found[0]) - 1]).toContain(`# ${about}`)
    }
  })

  test('runs the same with .env.example as .env and without any', () => {
    expect(readConfig(shape, parse(text))).toEqual(readConfig(shape, {}))
  })
})

test('.env.example has no variable that nobody reads', () => {
  const known = new Set(Object.values(SCHEMAS).flatMap((shape) => Object.values(shape).map((s) => s.variable)))
  const named = lines.flatMap((line) => /^(?:# )?([A-Z][A-Z_]+)=/.exec(line)?.[1] ?? [])
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((variable) => !known.has(variable))).toEqual([])
})

test('what is no setting is told from what is one by the schemas themselves', () => {
  const known = Object.values(SCHEMAS).flatMap((shape) => Object.values(shape).map((s) => s.variable))
  expect([...VARIABLES].sort()).toEqual([...new Set(known)].sort())
})

test('every sentence about a setting is one, with a full stop', () => {
  for (const shape of Object.values(SCHEMAS)) {
    for (const { variable, about } of Object.values(shape)) expect(about, variable).toMatch(/^[A-Za-z].{15,}\.$/)
  }
})
