import { expect, test } from 'vitest'
import { readWorkshopConfig } from './config.ts'

test('alone on a laptop nothing needs to be set', () => {
  expect(readWorkshopConfig({})).toMatchObject({ host: 'localhost', port: 4040, seats: 30, idleSeconds: 1800 })
})

test.each(['0.0.0.0', '::', '192.0.2.7', 'laptop.local'])('at %s it needs a token for the facilitator', (HOST) => {
  expect(() => readWorkshopConfig({ HOST })).toThrow(/^CONTROL_TOKEN {2}is needed: /)
  expect(() => readWorkshopConfig({ HOST, CONTROL_TOKEN: 'short' })).toThrow(/CONTROL_TOKEN/)
  expect(() => readWorkshopConfig({ HOST, CONTROL_TOKEN: 'a-token-of-your-own' })).toThrow(/openssl rand/)
  expect(readWorkshopConfig({ HOST, CONTROL_TOKEN: 'the-token-of-the-room' })).toMatchObject({ host: HOST })
})

test.each(['0', '101', 'many', '1e1'])('%j are no seats', (WORKSHOP_SEATS) => {
  expect(() => readWorkshopConfig({ WORKSHOP_SEATS })).toThrow(/WORKSHOP_SEATS/)
})
