import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLoneFactory } from '../support/lone-factory.ts'
import { testFolder } from '../support/processes.ts'
import { soakSize } from '../support/soak-size.ts'

const STARTS = soakSize('SOAK_STARTS', 3000)

test(`of ${STARTS} starts on one folder each finds the keys of the first, and leaves nothing behind`, async () => {
  const keysFolder = await testFolder()
  const start = async () => {
    const factory = await openLoneFactory({}, { keysFolder })
    const kids = (await factory.allKeys()).map(({ kid }) => kid).sort()
    await factory.close()
    return kids
  }
  const first = await start()
  const files = await readdir(join(keysFolder, 'jwt-factory'))
  const handles = process.getActiveResourcesInfo().length
  for (let count = 1; count < STARTS; count++) {
    expect(await start()).toEqual(first)
    if (count % 500 === 0) console.log(`${count} starts, ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`)
  }
  expect(await readdir(join(keysFolder, 'jwt-factory'))).toEqual(files)
  expect(process.getActiveResourcesInfo().length).toBeLessThan(handles + 20)
})
