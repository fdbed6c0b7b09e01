import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { consoleSettings } from '../config.ts'
import { audienceInList, probeArguments } from './cast-targets.ts'

const config = readConfig(consoleSettings, {})
const optionsOf = async (order: Parameters<typeof probeArguments>[0]) => (await probeArguments(order, config)).options

test('an audience in brackets is one in a list, as the command has it', async () => {
  const own = { url: 'http://localhost:8080/orders' }
  expect(await optionsOf({ ...own, audience: audienceInList('orders') })).toEqual({
    ...own,
    audience: 'orders',
    'audience-list': true,
  })
  expect(await optionsOf({ ...own, audience: 'orders' })).toEqual({ ...own, audience: 'orders' })
})

test('what only an accepted answer has is told to the probe', async () => {
  const own = { url: 'http://localhost:8080/orders', audience: 'orders' }
  expect(await optionsOf({ ...own, acceptedWhen: 'json:ok=true' })).toEqual({ ...own, 'accepted-when': 'json:ok=true' })
})

test('where the token goes is told to the probe: a header, or a member of a body', async () => {
  const own = { url: 'http://localhost:8080/orders', audience: 'orders' }
  expect(await optionsOf({ ...own, tokenIn: 'X-Token' })).toEqual({ ...own, header: 'X-Token' })
  const body = '{"aud":"orders"}'
  expect(await optionsOf({ ...own, tokenIn: 'body:token', body })).toEqual({ ...own, 'token-in': 'body:token', body })
})

test('of a party the address is enough', async () => {
  expect(await optionsOf({ cast: 'piko-relay' })).toEqual({ url: 'http://localhost:4810/echo' })
})
