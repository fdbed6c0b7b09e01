import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { plainEcho } from './plain-echo.ts'
import request from '../../../tests/support/request.ts'

const app = createServer(plainEcho)
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl'

describe('a party without a line about tokens', () => {
  test('tells what it was asked, as it arrived', async () => {
    const { body, headers } = await request(app).post('/echo?x=1').set('X-One', 'a').send('four')
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toMatchObject({ method: 'POST', path: '/echo?x=1', headers: { 'x-one': 'a' }, size: 4 })
  })

  test.each([
    ['authorization', `Bearer ${JWT}`, 'Bearer eyJhbGci…'],
    ['authorization', 'Bearer opaque-token-of-somebody', 'Bearer …'],
    ['authorization', 'Basic dXNlcjpwYXNzd29yZA==', 'Basic …'],
    ['authorization', 'just-a-token', '…'],
    ['authorization', `Bearer ${JWT}.two.more`, 'Bearer eyJhbGci…'],
    ['proxy-authorization', 'Basic dXNlcjpwYXNzd29yZA==', 'Basic …'],
    ['x-token', JWT, 'eyJhbGci…'],
    ['x-token', `a=${JWT}; b=${JWT}`, 'a=eyJhbGci…; b=eyJhbGci…'],
    ['x-token', 'ewogImFsZyI6ICJub25lIn0.e30.', 'ewogImFs…'], // a header that is written over several lines
    ['x-verified-issuer', 'example.com', 'example.com'],
  ])('shortens every token: %s: %s', async (name, value, shown) => {
    const { body } = await request(app).get('/echo').set(name, value)
    expect(body.headers[name]).toBe(shown)
  })
})
