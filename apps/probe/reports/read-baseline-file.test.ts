import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBaselineFile } from './read-baseline-file.ts'

test('a baseline that is not there is named, with where it was looked for and how one is made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'))
  const error = await readBaselineFile('known.json', folder).catch((thrown: unknown) => thrown)
  expect(error).toHaveProperty('name', 'UsageFault')
  expect(String(error)).toContain(
    `The baseline known.json cannot be read in ${folder}: there is no such file. A run with --json known.json makes one`,
  )
  expect(String(error)).not.toContain('ENOENT')
})

test('a folder is no baseline', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'))
  await expect(readBaselineFile('.', folder)).rejects.toThrow('it is a folder')
})
