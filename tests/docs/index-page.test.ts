import { expect, test } from 'vitest'
import { readProjectFile } from '../support/project-files.ts'

const index = await readProjectFile('llms.txt')
const lines = index.split('\n').filter((line) => line.startsWith('- '))

test('the index begins with the README, and no two documents have the same title', () => {
  expect(lines[0]).toMatch(/^- \[jwt-sandbox\]\(README\.md\): /)
  const titles = lines.map((line) => /\[([^\]]+)\]/.exec(line)?.[1])
  expect(new Set(titles).size).toBe(titles.length)
})

test('each line says something of its document: no room by its formula, and in more than a few words', () => {
  for (const line of lines) {
    expect(line).not.toContain('This room owns')
    expect(line.split('): ')[1]?.length, line).toBeGreaterThanOrEqual(40)
  }
})
