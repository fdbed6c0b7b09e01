import express from 'express'
import { expect, test } from 'vitest'
import { initialsOf, picturePath, sendPicture } from './pictures.ts'
import request from '../../tests/support/request.ts'

test.each([
  ['Travis Ester', 'TE'],
  ['tester', 'T'],
  ['Anna Maria von Ölmüller', 'AÖ'],
  ['  ', 'X'],
  ['<script>', 'S'],
  ['😀 !', 'X'],
  ['ßeta', 'SS'],
  ['李 小龙', '李小'],
  ['stoke@hppr.dev', 'SD'],
])('the initials of %j are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

const app = express().get('/pictures/:file', sendPicture)

test('a picture shows what its address says, runs nothing, and may stand on pages of others', async () => {
  const { status, headers, body } = await request(app).get(picturePath('TÖ'))
  expect([status, headers['content-type'], headers['cross-origin-resource-policy']]).toEqual([200, 'image/svg+xml; charset=utf-8', 'cross-origin']) // prettier-ignore
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(String(body)).toContain('>TÖ</text>')
})

test.each(['x', 'TES.svg', '.svg', '%3Cg%3E.svg', '..%2F.svg', 'T.png', '%00.svg'])(
  'there is no picture %s',
  async (file) => {
    expect((await request(app).get(`/pictures/${file}`)).text).not.toContain('<text')
  },
)
