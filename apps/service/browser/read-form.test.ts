import { expect, test } from 'vitest'
import { readPageForm, wordsOfPage } from './read-form.ts'

const PAGE = new URL('https://localhost:5443/login/interaction/1')

test('the form of a login says where a name and a password go, and what stands in it already', () => {
  const form = readPageForm(
    `<form method="get"></form><form method="post" action="/login/x?a=1&amp;b=2"><input type='hidden' name="mark" value="&quot;1&quot;">
     <input name="login" autocomplete="username"><input type="password" name="secret"><button type="submit">Log in</button></form>`,
    PAGE,
  )
  expect(form).toEqual({
    action: new URL('https://localhost:5443/login/x?a=1&b=2'),
    fields: new Map([
      ['mark', '"1"'],
      ['login', ''],
      ['secret', ''],
    ]),
    wants: { username: 'login', password: 'secret' },
  })
})

test('of several buttons the first one is pressed, and a form without an action is for its own page', () => {
  const form = readPageForm(
    '<form method=POST><button type=submit name=go value=yes><button type=submit name=go2 value=no></form>',
    PAGE,
  )
  expect(form).toEqual({ action: PAGE, fields: new Map([['go', 'yes']]) })
  const unnamed = readPageForm('<form method=POST><button type=submit><button type=submit name=cancel>', PAGE)
  expect(unnamed).toEqual({ action: PAGE, fields: new Map() })
})

test.each(['', '<form action="/x"></form>', '<p>form</p>'])('%j has none', (html) => {
  expect(readPageForm(html, PAGE)).toBeUndefined()
})

test('what a page says are its words', () => {
  const page = '<head><title>x</title></head><style>p{}</style><h1>Not&#32;let in</h1>\n<p>A &lt;b&gt;</p>'
  expect(wordsOfPage(page)).toBe('Not let in A <b>')
})
