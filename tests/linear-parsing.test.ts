import { expect, test } from 'vitest'
import { PARSERS } from './support/parsers.ts'

// Every parser of outside text takes about twice as long for twice as much. One that looks at each letter again and
// again takes four times as long; a few kilobytes a second would then keep a process busy.

const LINEAR = 3.2
const ROUNDS = 3
const ATTEMPTS = 4

/**
 * Twice as long, a text whose every letter is looked at again for every other takes 0.1 s and more, even where a look is
 * a tenth of a nanosecond; four times what is measured at all.
 */
const LENGTH = 20_000

/** What a header, a body or an answer may be made of, over and over. */
const PIECES = [
  ' ',
  'x',
  '=',
  ';',
  ',',
  '.',
  '"',
  '\\',
  '-',
  '0',
  '1',
  '/',
  ':',
  ':0',
  '+',
  '%',
  '&',
  '\t',
  'a.',
  'a=b&',
  'max-age=',
  'ewk',
]

/** Words that begin something which a parser may look for the end of. */
const BEGINNINGS = [
  'ey.',
  'Basic ',
  'Basic%20',
  'eyJ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  '"d":"',
  '"d" ',
  '"oth":[',
  '"password":"',
  '\\"password\\":\\"\\\\',
  '{"a":',
  '[',
  '\\u0061',
]

/** The time that this process worked, whatever else the machine did. */
function milliseconds(act: () => unknown): number {
  const begin = process.cpuUsage()
  try {
    act()
  } catch {
    // a refusal is an answer
  }
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

const quickest = (act: () => unknown) => Math.min(...Array.from({ length: ROUNDS }, () => milliseconds(act)))

/** Shorter than that is nobody's trouble, and cannot be measured well. Milliseconds. */
const NOTHING = 25

/** How the work grows when the text is twice as long; the best of several tries, for the machine is busy at times. */
function growth(parse: (text: string) => unknown, piece: string, length: number, attempts = ATTEMPTS): number {
  const text = (size: number) => `${piece.repeat(Math.ceil(size / piece.length))}\u{1}x`
  const ratios: number[] = []
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (milliseconds(() => parse(text(2 * length))) < NOTHING) return 1
    const twice = quickest(() => parse(text(2 * length)))
    ratios.push(twice / quickest(() => parse(text(length))))
    if ((ratios.at(-1) ?? 0) < LINEAR) break
  }
  return Math.min(...ratios)
}

test.each(Object.entries(PARSERS))('%s: the work grows with the text', (_name, { parse, limit = Infinity }) => {
  for (const piece of [...PIECES, ...BEGINNINGS]) {
    expect(growth(parse, piece, Math.min(LENGTH, limit / 2)), JSON.stringify(piece)).toBeLessThan(LINEAR)
  }
})

function again(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) for (let other = 0; other < at; other++) sum += text.charCodeAt(other)
  return sum
}

// The measure proves something only if it can fail. Once is enough: on a busy machine a figure may be off, several times in a row.
test('a parser that looks at each letter again for every other is found out', () => {
  let greatest = 0
  for (let tries = 0; tries < 30 && greatest < LINEAR; tries++) greatest = growth(again, 'x', 6000, 1)
  expect(greatest).toBeGreaterThan(LINEAR)
})
