import { expect, test } from 'vitest'
import { toggledQuery } from './toggled-query.ts'

const token = (value: string) => ({ name: 'token', value })
const expired = (value: string) => ({ name: 'expired', value })

test('a switch is on, off when it is pressed again, and has one value at a time', () => {
  const on = toggledQuery({ reader: '1' }, expired('1'))
  expect(on).toEqual({ reader: '1', expired: '1' })
  expect(toggledQuery(on, expired('serviceb'))).toEqual({ reader: '1', expired: 'serviceb' })
  expect(toggledQuery(on, expired('1'))).toEqual({ reader: '1' })
})

test('a token by name and “expired” switch each other off, and nothing else', () => {
  const named = toggledQuery({ reader: '1', expired: 'serviceb' }, token('no-exp'))
  expect(named).toEqual({ reader: '1', token: 'no-exp' })
  expect(toggledQuery(named, token('forged'))).toEqual({ reader: '1', token: 'forged' })
  expect(toggledQuery(named, expired('1'))).toEqual({ reader: '1', expired: '1' })
  expect(toggledQuery(named, { name: 'pass-through', value: '1' })).toEqual({ ...named, 'pass-through': '1' })
  expect(toggledQuery(named, token('no-exp'))).toEqual({ reader: '1' })
})
