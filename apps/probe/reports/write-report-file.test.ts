import { lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { onUnix } from '../../../tests/support/needs.ts'
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

onUnix.test('writes through a link, and the link stays', async () => {
  const folder = await temporaryFolder()
  const [file, link] = [join(folder, 'file.json'), join(folder, 'link.json')]
  await writeFile(file, 'something longer than the report')
  await symlink(file, link)
  await writeReportFile('link.json', 'one', folder)
  expect([(await lstat(link)).isSymbolicLink(), await readFile(file, 'utf8')]).toEqual([true, 'one'])
})

onUnix.test('refuses in words what is no file and cannot be written into, and leaves it as it is', async () => {
  const folder = await temporaryFolder()
  const server = createServer()
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve))
  await symlink(join(folder, 's'), join(folder, 'link'))
  for (const name of ['s', 'link'])
    await expect(writeReportFile(name, 'x', folder)).rejects.toThrow(`The report ${name} cannot be written: nobody reads from it.`) // prettier-ignore
  expect([(await lstat(join(folder, 's'))).isSocket(), (await lstat(join(folder, 'link'))).isSymbolicLink()]).toEqual([true, true]) // prettier-ignore
})
