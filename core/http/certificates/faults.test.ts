import { expect, test } from 'vitest'
import { useTlsFolder } from '../../../tests/support/tls-folder.ts'
import { faultOfPair } from './faults.ts'

const { open } = useTlsFolder()

test('a certificate and the key of another one are no pair', async () => {
  const [one, other] = [await open('serviceb'), await open('servicec')]
  expect(faultOfPair({ cert: one.cert, key: one.key })).toBeUndefined()
  expect(faultOfPair({ cert: one.cert, key: other.key })).toBeDefined()
})
