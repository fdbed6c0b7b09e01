import { expect, test } from 'vitest'
import { faultsBetween } from './faults-between.ts'
import { lookOf } from '#core/token/look-of'
import { namesAnother } from './look-alike.ts'

const IDS = ['orders-api', 'People', 'batch_7.x']

test.each([
  'orders-api',
  'Orders-API',
  'orders-api ',
  '\u00a0orders-api',
  'orders\u200a-api',
  'orders-\u200bapi',
  'or\u00addders-api'.replace('dd', 'd'),
  '\ufefforders-api',
  '\u202eorders-api\u202c',
  'orders\u{e0061}-api',
  'orders\ufe0f-api',
  'orders\u2011api',
  'orders\u2212api',
  '\uff4frders-api',
  '\u{1d428}rders-api',
  '\uff30\uff45\uff4f\uff50\uff4c\uff45',
  'order\u017f-api',
  'orders-ap\u0131',
  '\u043erders-api',
  'orders-\u0430\u0440\u0456',
  '\u039fRDERS-\u0391\u03a1\u0399',
  'people',
  'batch_7.\u0445',
  'servicea',
  'Service\u0412',
  '\u202eipa-sredro',
  'orders\u202eipa-\u202c',
  '\u2067ipa-sredro\u2069',
  '\u200f12-34',
  '\u0585rders-api',
  '\u1d0frders-api',
  '\ua4f3\ua4e3\ua4d3\ua4f0\ua4e3\ua4e2-\ua4ee\ua4d1\ua4f2',
  '\u13e2eople',
  'o\u0337rders-api',
  '\u1ecdrders-api',
  'orders\u{1d159}-api',
  'orders\u2043api',
  '\u{1042c}rders-api',
  '\u0275rders-api',
  'orders-ap\u01c0',
  'o\u0433ders-api',
  '\u0e50rders-api',
  'jwt-factory',
  'JWT\u2010Factory',
])('%j is taken for a client, or for a process', (subject) => {
  expect(namesAnother(subject, 'a', IDS)).toBe(true)
})

test.each([
  'alice',
  'orders api x',
  'orders',
  'ordersapi',
  'peoples',
  'Zo\u00eb',
  '\u674e',
  'people\u674e',
  '\u674eeople',
  '\u0438\u0432\u0430\u043d\u043e\u0432-\u043b\u0435\u0432',
  'p\u00e9opl',
  '\u0440\u0435\u043e\u0440\u0436\u0436',
  '',
  'batch_7,x',
  'servicea2',
  'constructor',
])('%j is somebody else', (subject) => {
  expect(namesAnother(subject, 'a', IDS)).toBe(false)
})

test('whoever speaks of itself is no other, in whichever letters; two clients whose ids look alike stay two', () => {
  for (const own of ['people', 'People', 'PEOPLE']) expect(namesAnother(own, 'People', IDS)).toBe(false)
  expect(namesAnother('people', 'People', ['People', 'people'])).toBe(true)
  expect(namesAnother('People', 'People', ['People', 'people'])).toBe(false)
})

test('a name of any length is looked at once', () => {
  expect(lookOf('\u200bA'.repeat(100_000))).toBe('a'.repeat(100_000))
})

test('a subject that is declared must not look like one, either', () => {
  const clients = [
    { id: 'a', claims: { sub: 'B\u200b' } },
    { id: 'b', claims: { sub: 'B' } },
    { id: 'c', claims: { sub: 'ServiceA' } },
  ]
  expect(faultsBetween(clients, [{ id: '@', claims: { sub: '\u0441' } }])).toEqual(
    ['a', 'c', '@'].map(
      (id) => `${id}.claims.sub  is another client or a process, or looks like one: a token never speaks for it`,
    ),
  )
})
