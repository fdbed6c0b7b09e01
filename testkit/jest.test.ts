import { expect, expectTypeOf, test, vi } from 'vitest'
import { matchers } from './matchers.ts'

test('the expect of jest is extended, and typed', async () => {
  const extend = vi.fn<(more: object) => void>()
  vi.stubGlobal('expect', undefined)
  await expect(import('./jest.ts')).rejects.toThrow("import type {} from 'jwt-sandbox/jest'")
  vi.resetModules()
  vi.stubGlobal('expect', { extend })
  await import('./jest.ts')
  vi.unstubAllGlobals()
  expect(Object.keys(extend.mock.calls[0]?.[0] ?? {})).toEqual(Object.keys(matchers))
  expectTypeOf<jest.Matchers<void>['toHaveServedKeys']>().returns.toBeVoid()
})
