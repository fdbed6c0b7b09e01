import { expect, test } from 'vitest'
import { hasQueryToken } from './query-token.ts'

test.each([
  ['/a?access_token=y', true],
  ['/a?x=1&access_token=y', true],
  ['/a?x=1?access_token=y', true],
  ['/a?access%5Ftoken=y', true],
  ['/a?%61ccess_token=y', true],
  ['/a?access_token', true],
  ['/a?access_token[]=y', true],
  ['/a?access_token%5Bx%5D=y', true],
  ['/a?x=access_token', false],
  ['/a?my_access_token=y', false],
  ['/a?%ZZ=1', false],
  ['/access_token=y', false],
])('%s: %s', (target, has) => expect(hasQueryToken(target)).toBe(has))
