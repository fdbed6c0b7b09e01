import { expect, test } from 'vitest'
import { newFaultId } from '#core/control/fault-id'
import { settingsWords } from './set-words.ts'

const fault = (id: string, what = 'answer 503', end = 'has not happened yet') =>
  `${id}: every route is to ${what}; it ${end}`

test.each([
  ['nothing', [], ''],
  ['a clock alone, for that stands elsewhere', ['the clock says 12:00 and stands still'], ''],
  ['faults with names', [fault('provider-outage'), fault('flaky', 'wait 1 s')], 'provider-outage, flaky'],
  ['a fault of two processes', [fault('f1'), fault('f1', 'answer 503', 'happened 3 times')], '1 fault'],
  ['two faults that nobody named', [fault('f1'), fault('f2', 'wait 1 s')], '2 faults'],
  ['ids that nobody chose', [fault(newFaultId()), fault(newFaultId(), 'wait 1 s')], '2 faults'],
  ['many names', ['a', 'b', 'c', 'd'].map((id) => fault(id, id)), 'a, b, 2 more'],
  ['clients', ['registered clients were changed: anna, otto'], '2 clients changed'],
  ['all at once', [fault('mine'), fault('f7', 'wait'), 'somebody may ask for anything'], 'mine, 1 fault, 1 note'],
])('what is set is said in a few words: %s', (_what, sentences, words) => {
  expect(settingsWords(sentences)).toBe(words)
})

test('where there is room, a single fault without a name says what it does', () => {
  const told = [fault(newFaultId())]
  expect(settingsWords(told, 40)).toBe('every route is to answer 503')
  expect(settingsWords(told, 10)).toBe('1 fault')
  expect(settingsWords([...told, fault(newFaultId(), 'wait 1 s')], 40)).toBe('2 faults')
})
