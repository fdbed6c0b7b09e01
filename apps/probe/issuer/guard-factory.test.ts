import { expect, test } from 'vitest'
import { guardTarget } from '../target/guard-target.ts'
import { guardFactory } from './guard-factory.ts'

const elsewhere: typeof guardTarget = (address, isOwned) =>
  guardTarget(address, isOwned, async () => [{ address: '192.0.2.7' }])

const factory = (url: string | undefined) => ({ kind: 'factory', url }) as const

test('a factory that is not on this machine gets no command without the word of its owner', async () => {
  const issuer = factory('http://factory.example:5555')
  await expect(guardFactory({ issuer, isOwned: false }, elsewhere)).rejects.toThrow(
    /^--factory: factory\.example:5555 is not this machine \(192\.0\.2\.7\).*--i-own-this-target/,
  )
  await expect(guardFactory({ issuer, isOwned: true }, elsewhere)).resolves.toBeUndefined()
})

test('a factory of this machine, and no factory at all, need no word', async () => {
  for (const issuer of [factory('http://localhost:5555'), factory(undefined), { kind: 'served', port: 1 } as const])
    await expect(guardFactory({ issuer, isOwned: false }), JSON.stringify(issuer)).resolves.toBeUndefined()
})

test.each(['localhost:5555', '', 'ftp://localhost/'])('a factory is not found at %j', async (url) => {
  await expect(guardFactory({ issuer: factory(url), isOwned: true })).rejects.toThrow(/such as http:\/\/localhost:5555/)
})
