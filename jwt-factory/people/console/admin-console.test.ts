import { expect, test } from 'vitest'
import { openTestPeople } from '../people.fixture.ts'
import request from '../../../tests/support/request.ts'

test.each([false, true])(
  'the pages for admins are there when somebody asks, with a control plane: %s',
  async (hasControl) => {
    const { app } = await openTestPeople({ hasControl })
    const { text } = await request(app).get('/admin/login').expect(200)
    const asset = /"(\/admin\/assets\/[^"]+)"/.exec(text)?.[1]
    await request(app).get(String(asset)).expect(200)
    await request(app).get('/admin/users').expect(303)
    const { status } = await request(app).get('/admin/told')
    expect(status).toBe(hasControl ? 200 : 404)
  },
)

test('a page of an address that takes others says which', async () => {
  const { app } = await openTestPeople()
  const { headers } = await request(app).delete('/admin/users').expect(405)
  expect(headers['allow']).toBe('GET, HEAD, POST, OPTIONS')
})
