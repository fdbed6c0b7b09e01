import { mutantsOf } from './mutant.ts'

const CHANGES = ['apps/console/api/allow-changes.test.ts']
const PAGES = ['core/page/pages.test.ts']
const STREAM = ['core/http/event-stream.test.ts']
const KEPT = ['apps/console/plays/kept-plays.test.ts']

/** What a page shows of others, who may change something by it, and what may grow. */
export const PAGE_MUTANTS = [
  ...mutantsOf('apps/console/api/allow-changes.ts', CHANGES, [
    ['a page of nobody changes things', ['given === undefined || !isSameSecret(given, wanted)', 'false']],
    ['any token of a page does', ['|| !isSameSecret(given, wanted)', '']],
    [
      'another machine changes things',
      ['changes: [fromPage(pageToken), mayControl]', 'changes: [fromPage(pageToken)]'],
    ],
    ['CONTROL_TOKEN counts for nothing', ['token: controlToken })', 'token: undefined })']],
  ]),
  ...mutantsOf('apps/console/api/play-routes.ts', CHANGES, [
    ['raw tokens are for everybody', ["or with CONTROL_TOKEN',\n      ...changes,", "or with CONTROL_TOKEN',"]],
    ['anybody plays', ["{scenario, query}', ...changes,", "{scenario, query}',"]],
  ]),
  ...mutantsOf('apps/console/api/key-routes.ts', CHANGES, [
    ['anybody changes keys', ["{process, ringId, act, kid}',\n    ...changes,", "{process, ringId, act, kid}',"]],
  ]),
  ...mutantsOf('apps/console/api/client-routes.ts', CHANGES, [
    ['anybody gets the token of a client', ['...changes,', '']],
  ]),
  ...mutantsOf('core/page/layout.view.ts', PAGES, [
    ['a text ends the script that holds it', ['/[<>&\\u2028\\u2029]/g', '/[\\u2028\\u2029]/g']],
  ]),
  ...mutantsOf('core/page/security-headers.ts', PAGES, [
    ['scripts in the markup run', ["default-src 'self'", "default-src 'self' 'unsafe-inline'"]],
    ['a page stands in a frame of others', ['  "frame-ancestors \'none\'",\n', '']],
    ['a browser guesses what a file is', ["  'x-content-type-options': 'nosniff',\n", '']],
    ['an address is told to others', ["'no-referrer'", "'unsafe-url'"]],
    ['a window is shared with what opened it', ['isLocalName(nameIn(', '!isLocalName(nameIn(']],
  ]),
  ...mutantsOf(
    'core/page/show-signs.ts',
    ['core/page/show-signs.test.ts'],
    [
      ['a mark turns the letters around it', ['IS_UNSEEN.test(child) ? show(child) : child', 'child']],
      ['marks in lists turn them', ['child.map((each) => shownIn(each, show))', 'child']],
      ['a title is turned', ['shownProps(props)', 'props']],
      ['thousands of marks are thousands of elements', ['if (pieces.length >= 2 * MOST_MARKS) break', '']],
      ['what somebody writes is changed', ["new Set(['textarea', 'script'])", "new Set(['script'])"]],
    ],
  ),
  ...mutantsOf('core/http/event-stream.ts', STREAM, [
    ['any number listens', ['readers.size >= maxReaders', 'readers.size < 0']],
    ['who has gone keeps its place', ["response.once('close', () => leave(response))", '']],
    ['who does not read is kept for', ['response.destroy()\n  else', 'response.write(text)\n  else']],
    ['a process that ends waits for who listens', ['for (const response of readers) response.end()', '']],
  ]),
  ...mutantsOf(
    'apps/service/routes/tell-plays.ts',
    ['apps/service/routes/tell-plays.test.ts'],
    [
      ['every play of a burst is recorded', ['++told <= MAX_TOLD', '++told > 0']],
      ['plays are recorded for nobody', ['if (events.readers === 0) return false', '']],
    ],
  ),
  ...mutantsOf('apps/console/plays/kept-plays.ts', KEPT, [
    ['plays are kept for ever', ['kept.size <= limits.plays && bytes', 'bytes']],
    ['long plays take any room', [' && bytes <= limits.bytes', '']],
    ['what is gone counts', ['bytes -= kept.get(traceId)?.bytes ?? 0', '']],
  ]),
  ...mutantsOf('apps/console/plays/shown.ts', KEPT, [
    [
      'raw tokens leave the console with a play',
      [
        '  tokens: _tokens,\n  tokenMark: _tokenMark,\n  revokedKeys: _revokedKeys,\n  ...play',
        '  tokenMark: _tokenMark,\n  revokedKeys: _revokedKeys,\n  ...play',
      ],
    ],
    ['raw tokens stand in a list', ['  steps: _steps,\n  tokens: _tokens,', '  steps: _steps,']],
  ]),
  ...mutantsOf(
    'apps/console/plays/export-play.ts',
    ['apps/console/plays/export-play.test.ts'],
    [
      [
        'a text of others is Markdown',
        [String.raw`.replaceAll(/[\\${'`'}*_{}[\]<>#|~!&]/g`, String.raw`.replaceAll(/[\\]/g`],
      ],
      ['a text turns the line of the diagram', ['[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+', '[\\p{Zl}\\p{Zp}]+']],
    ],
  ),
  ...mutantsOf(
    'apps/console/pages/stage/badges.ts',
    ['apps/console/pages/stage/badges.test.ts'],
    [
      ['a number stands where lines cross', ['others.filter((other) => isCrossed(area, other.line)).length', '0']],
      ['a number stands on another', ['    taken.push(around(middle, count))\n', '']],
    ],
  ),
]
