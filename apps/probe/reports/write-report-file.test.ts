import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { writeReportFile } from './write-report-file.ts'

test('writes a report that others may read, relative to the folder of the caller', async () => {
  const folder = await temporaryFolder()
  await writeReportFile('probe.json', 'one', folder)
  await writeReportFile('probe.json', 'two', folder)
  expect(await readFile(join(folder, 'probe.json'), 'utf8')).toBe('two')
  expect((await stat(join(folder, 'probe.json'))).isFile()).toBe(true)
})

test('says what to do where it cannot', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'taken'))
  await expect(writeReportFile('no/probe.json', 'x', folder)).rejects.toThrow('The report no/probe.json cannot be written: its folder does not exist; make it first.') // prettier-ignore
  await expect(writeReportFile('taken', 'x', folder)).rejects.toThrow(/^The report taken cannot be written: /)
})
