import { describe, expect, test } from 'vitest'
import type { Store } from './store.ts'

const MANY = 2000

/** Texts that a backend could take for something else: for nothing, for an end, for a pattern, or for each other. */
const ODD_TEXTS: Record<string, string> = {
  empty: '',
  'a space': ' ',
  colons: 'a:b::c:',
  slashes: '/a/../b\\c/',
  'a NUL': 'a\0b',
  'only a NUL': '\0',
  'a pattern': '*?[a-z]^\\*',
  quotes: '"a"\'b\'',
  'a quoted NUL': JSON.stringify('a\0b'),
  lines: 'a\r\nb\n',
  accents: 'Zoë',
  'accents, decomposed': 'Zoe\u0308',
  emoji: '🔑👩🏽‍💻',
  'half a surrogate pair': '\ud83d',
  'the other half': '\udd11',
  'the replacement character': '\ufffd',
  'a number': '1',
  'the same number': '1.0',
  'a name of Object': '__proto__',
  long: 'x'.repeat(10_000),
}

/** The part of the store contract that is about texts and lists. */
export function textContract(stores: () => [Store, Store], newSpace: () => string): void {
  describe('texts', () => {
    test.each(Object.entries(ODD_TEXTS))('%s is a key and a value like any other', async (_, text) => {
      const [one, two] = stores()
      const space = newSpace()
      expect(await one.add(space, text, text)).toBe(true)
      expect(await two.add(space, text, 'again')).toBe(false)
      expect(await two.get(space, text)).toBe(text)
      expect(await two.update(space, text, text, `${text}!`)).toBe(true)
      expect(await two.list(space)).toEqual([[text, `${text}!`]])
      expect(await one.update(space, text, `${text}!`, text)).toBe(true)
      expect(await one.get(space, text)).toBe(text)
      expect(await two.delete(space, text)).toBe(true)
      expect(await one.get(space, text)).toBeUndefined()
    })

    test('no odd key is another odd key', async () => {
      const [one, two] = stores()
      const space = newSpace()
      for (const [name, text] of Object.entries(ODD_TEXTS)) expect(await one.add(space, text, name)).toBe(true)
      for (const [name, text] of Object.entries(ODD_TEXTS)) expect(await two.get(space, text)).toBe(name)
      expect(await two.list(space)).toHaveLength(Object.keys(ODD_TEXTS).length)
    })

    test('no odd space is another odd space', async () => {
      const [one, two] = stores()
      for (const [name, space] of Object.entries(ODD_TEXTS)) expect(await one.add(space, 'k', name)).toBe(true)
      for (const [name, space] of Object.entries(ODD_TEXTS)) expect(await two.list(space)).toEqual([['k', name]])
    })

    test('space and key do not run into each other', async () => {
      const [one, two] = stores()
      const splits = [
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a":"b', 'c'],
        ['a', 'b":"c'],
        ['', 'a:b:c'],
        ['a:b:c', ''],
      ] as const
      for (const [space, key] of splits) expect(await one.add(space, key, `${space} ${key}`)).toBe(true)
      for (const [space, key] of splits) expect(await two.list(space)).toContainEqual([key, `${space} ${key}`])
    })
  })

  describe('list', () => {
    test('is in the order of the keys, as JavaScript compares them', async () => {
      const [one, two] = stores()
      const space = newSpace()
      const keys = ['b', 'a', 'B', '10', '9', 'ä', '\uffff', '😀', '', 'a\0', '"']
      await Promise.all(keys.map((key, at) => (at % 2 ? one : two).set(space, key, 'v')))
      expect((await one.list(space)).map(([key]) => key)).toEqual([...keys].sort())
    })

    test('a space is apart from those that begin like it', async () => {
      const [one, two] = stores()
      const space = newSpace()
      await one.set(space, 'k', 'mine')
      await one.set(`${space}x`, 'k', 'theirs')
      await one.set(`${space}:k`, 'k', 'theirs')
      expect(await two.list(space)).toEqual([['k', 'mine']])
      await two.delete(`${space}x`, 'k')
      expect(await one.list(space)).toEqual([['k', 'mine']])
      expect(await one.list(newSpace())).toEqual([])
    })

    test('of two thousand keys has each once, while others come and go', async () => {
      const [one, two] = stores()
      const space = newSpace()
      const noise = newSpace()
      const keys = Array.from({ length: MANY }, (_, at) => `key-${String(at).padStart(4, '0')}`)
      await Promise.all(keys.map((key) => one.set(space, key, `value of ${key}`)))
      const [listed] = await Promise.all([two.list(space), ...keys.map((key) => one.set(noise, key, 'noise'))])
      expect(listed).toEqual(keys.map((key) => [key, `value of ${key}`]))
      await Promise.all(keys.slice(1).map((key) => two.delete(space, key)))
      expect(await one.list(space)).toEqual([['key-0000', 'value of key-0000']])
    })
  })
}
