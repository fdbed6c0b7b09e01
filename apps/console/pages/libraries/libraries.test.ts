import { expect, test } from 'vitest'
import { openScriptedConsole } from '../../test-console.ts'

async function wordsOf(path: string): Promise<string> {
  const { http, close } = await openScriptedConsole({})
  const { text } = await http.get(path).set('accept', 'text/html')
  close()
  return text.replace(/^.*<main[^>]*>|<script.*$/gs, '')
}

test('what is wrong is shown by family, with a sign for each configuration and its words', async () => {
  const all = await wordsOf('/attacks/libraries')
  expect(all).toContain('exp-missing')
  expect(all).toContain('express-oauth2-jwt-bearer 1.10.0')
  expect(all).toMatch(/data-label="jsonwebtoken"[^>]*>.*?believed, and must not be/s)
  const one = await wordsOf('/attacks/libraries?family=key')
  expect(one).toContain('key-kid-unknown')
  expect(one).not.toContain('exp-missing')
})

test('what everybody is right about is shown where it is asked for', async () => {
  expect(await wordsOf('/attacks/libraries?family=signature')).not.toContain('sig-bit-flipped')
  expect(await wordsOf('/attacks/libraries?family=signature&all=1')).toContain('sig-bit-flipped')
})

test('the dialects stand by themselves, and what is unknown is all', async () => {
  const dialects = await wordsOf('/attacks/libraries?who=dialects')
  expect(dialects).toContain('Kong with its defaults')
  expect(dialects).not.toContain('jsonwebtoken 9')
  expect(await wordsOf('/attacks/libraries?family=nobody&who=x&all=yes')).toContain('exp-missing')
})
