import { mutantsOf } from './mutant.ts'

const CONSOLE = 'jwt-factory/people/console'

/** Pages for whoever looks after people: sessions, forms, and what is shown before a change. */
export const PEOPLE_CONSOLE_MUTANTS = [
  ...mutantsOf(
    `${CONSOLE}/session/sessions.ts`,
    [`${CONSOLE}/session/sessions.test.ts`],
    [
      ['a session is kept by its id', ['store.set(SESSIONS, sessionKeyOf(id)', 'store.set(SESSIONS, id']],
      ['nobody has to come back', ['Math.min(seen + IDLE_END, begun + LONGEST_SESSION)', 'begun + LONGEST_SESSION']],
      ['a busy session never ends', ['Math.min(seen + IDLE_END, begun + LONGEST_SESSION)', 'seen + IDLE_END']],
      [
        'what was ended comes back',
        ['await store.update(SESSIONS, key, text, JSON.stringify(seen)', '(await store.set(SESSIONS, key, JSON.stringify(seen)), true'], // prettier-ignore
      ],
      ['somebody has any number of sessions', ['mine.slice(MOST_OF_PERSON)', 'mine.slice(99)']],
    ],
  ),
  ...mutantsOf(
    `${CONSOLE}/session/session-cookie.ts`,
    [`${CONSOLE}/session/cookies-and-forms.test.ts`],
    [
      ['a script reads the cookie', ['; HttpOnly; ', '; ']],
      ['pages of others send the cookie', ['; SameSite=Strict', '']],
      ['of two cookies one counts', ['values.length === 1 ? values[0] : undefined', 'values[0]']],
    ],
  ),
  ...mutantsOf(
    `${CONSOLE}/session/own-page.ts`,
    [`${CONSOLE}/session/cookies-and-forms.test.ts`],
    [
      ['a page of the same site is one of ours', ["site !== 'same-origin'", "site === 'cross-site'"]],
      ['an origin that begins so is ours', ['origins[0] === `${scheme}://${host}`', 'origins[0]?.startsWith(`${scheme}://${host}`)']], // prettier-ignore
    ],
  ),
  ...mutantsOf(
    `${CONSOLE}/admin-door.ts`,
    [`${CONSOLE}/sessions-of-pages.test.ts`],
    [
      ['a form needs no token', ["if (!isFormTokenOf(visitor.id, form.text('form')))", 'if (false)']],
      ['a login leads anywhere', ['/^\\/admin(?:\\/[\\w-]{1,40}){0,3}$/.test(path)', 'true']],
    ],
  ),
  ...mutantsOf(
    `${CONSOLE}/admin-visit.ts`,
    [`${CONSOLE}/sessions-of-pages.test.ts`],
    [['another password ends no session', [' || passwordMark(person) !== session.mark', '']]],
  ),
  ...mutantsOf(
    `${CONSOLE}/log-in-pages.ts`,
    [`${CONSOLE}/sessions-of-pages.test.ts`],
    [['a session that was planted goes on', ['if (before !== undefined) await parts.sessions.end(before)', '']]],
  ),
  ...mutantsOf(
    `${CONSOLE}/change-by-form.ts`,
    [`${CONSOLE}/changes-of-pages.test.ts`],
    [
      ['a change is made at once', ["form.text('step') !== 'save' || isLate", 'isLate']],
      ['what was looked at is not what is changed', ["form.text('step') !== 'save' || isLate", "form.text('step') !== 'save'"]], // prettier-ignore
    ],
  ),
  ...mutantsOf(
    `${CONSOLE}/account-pages.ts`,
    [`${CONSOLE}/passwords-of-pages.test.ts`],
    [['the old password is not asked for', ["oldPassword: form.text('old')", "oldPassword: 'tester'"]]],
  ),
  ...mutantsOf(
    `${CONSOLE}/pages/key-line.ts`,
    [`${CONSOLE}/pages/key-line.test.ts`],
    [['the next key signs when it is published', ['from: published + D', 'from: published']]],
  ),
]
