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
      ['the clock of the store ends a session', ['sessionKeyOf(id), JSON.stringify(session))', 'sessionKeyOf(id), JSON.stringify(session), endOfSession(session))']], // prettier-ignore
      ['what has ended stays in the store', ['[...ended, ...mine', '[...mine']],
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
    `${CONSOLE}/session/session-cookie.ts`,
    [`${CONSOLE}/session-over-tls.test.ts`],
    [
      [
        'over TLS the cookie of a plain connection counts',
        ['secure.length > 0 || cameOverTls(request)', 'secure.length > 0'],
      ],
      ['over TLS the cookie is one of a plain connection', ['cameOverTls(request) || request.headers.origin', 'request.headers.origin']], // prettier-ignore
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
    [
      ['a session that was planted goes on', ['if (before !== undefined) await parts.sessions.end(before)', '']],
      ['nobody hears which directory was chosen', ["password: form.text('password'), provider }", "password: form.text('password') }"]], // prettier-ignore
    ],
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
  ...mutantsOf(
    `${CONSOLE}/monitor-pages.ts`,
    [`${CONSOLE}/letters-of-pages.test.ts`],
    [['everybody sees how the process is', ["await administration.read(administratorOf(visit), 'read-metrics')", '']]],
  ),
  ...mutantsOf(
    `${CONSOLE}/monitor-pages.ts`,
    [`${CONSOLE}/monitor-of-pages.test.ts`],
    [['monitoring that is off is shown', ['!telemetry.hasMonitoring || !watched', '!watched']]],
  ),
  ...mutantsOf(
    `${CONSOLE}/pages/monitor-numbers.ts`,
    [`${CONSOLE}/pages/monitor-numbers.test.ts`],
    [['what is refused is good', ['!GIVEN.has(word)', 'GIVEN.has(word)']]],
  ),
  ...mutantsOf(
    `${CONSOLE}/tell-people.ts`,
    [`${CONSOLE}/tell-people.test.ts`],
    [
      ['everybody is told, however many there are', ['document.users.slice(0, MOST_TOLD_PEOPLE)', 'document.users']],
      ['the oldest stands first', ['other.at - one.at', 'one.at - other.at']],
      ['what was refused is told as done', ["new Set(['refusals', 'failures', 'strangers'])", 'new Set()']],
      ['everybody is in all groups', ['user.groups.includes(id)', 'user.groups.length >= 0']],
      ['the last change is not told', ['await listChanges({ directory, audit })', 'await audit.list(share)']],
    ],
  ),
  ...mutantsOf(
    'core/page/key-drawing.view.ts',
    ['core/page/key-drawing.test.ts'],
    [
      ['a key that is to come is drawn as one that is there', ["state === 'to come' ? 'planned' : ''", "''"]],
      ['words leave the drawing at the right', ['place > NO_ROOM_AT_RIGHT', 'place > 100']],
      ['words stand over each other', ['MARK_ORDER.indexOf(kind) * MARK_HEIGHT', 'MARK_ORDER.indexOf(kind) * 0']],
      ['a key is published for as long as it is there', ['signs?.from ?? gone', 'gone']],
      ['on a line of days there are hours alone', ['to - from > DAY', 'to - from > 9 * DAY']],
    ],
  ),
]
