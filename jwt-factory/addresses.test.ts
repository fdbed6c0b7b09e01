import { expect, onTestFinished, test } from 'vitest'
import { FIRST_SEGMENTS } from './config-clashes.ts'
import { factoryRoutes } from './factory.ts'
import { START } from './test-factory.ts'
import { openTestParts } from './test-parts.ts'

const pattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`)

test('no route hides another: each address leads to the one that is listed there', async () => {
  const parts = await openTestParts({ start: START, ringIds: [] })
  onTestFinished(() => parts.close())
  const all = factoryRoutes(parts).flatMap(({ method, paths }) => paths.map((path) => ({ method, path })))
  for (const { method, path } of all) {
    const first = all.find((one) => one.method === method && pattern(one.path).test(path))
    expect(first).toEqual({ method, path })
  }
})

const first = (path: string) => path.split('/')[1] ?? ''

test('whatever an address of the factory begins with is no path for FACTORY_URL', async () => {
  const parts = await openTestParts({ start: START, ringIds: [] })
  onTestFinished(() => parts.close())
  const begins = new Set(factoryRoutes(parts).flatMap(({ paths }) => paths.map(first)))
  expect(new Set(['', ...FIRST_SEGMENTS])).toEqual(begins)
})
