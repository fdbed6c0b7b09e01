import { roomOf } from './architecture.ts'

/**
 * Words that only some files may use, and why. The last ones are put together here, so that this file does not hold
 * them itself.
 */
const WORDS: { word: RegExp; only: RegExp; why: string }[] = [
  {
    word: /\bprocess\.(?:env|argv|exit)\b/,
    only: /(?:^|\/)main\.ts$|^core\/process\/runtime\.js$|^deploy\/package\/bin\/|^tests\/|^docs\/(?:issuer|own-service)\.md$|^testkit\/cast\/run-program\.ts$|\.test\.ts$/,
    why: 'only a main.ts reads the environment and ends its process (and tests, for those that they start, and programs of others)',
  },
  {
    word: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bhrtime\b|\bset(?:Timeout|Interval)\b|\bnode:timers|\bAbortSignal\.timeout\b/,
    only: /^core\/clock\.ts$|^tests\/|\.(?:test|browser)\.ts$/,
    why: 'only core/clock.ts reads the time, sleeps and ticks',
  },
  {
    word: /\bsystemClock\b/,
    only: /^core\/clock\.ts$|^core\/process\/run-process\.ts$|^testkit\/(?:start-(?:issuer|sandbox)|verify|matchers)\.ts$|(?:^|\/)main\.ts$|^tests\/|^docs\/control\.md$|\.(?:test|fixture)\.ts$/,
    why: 'only run-process.ts takes the clock of this machine, and the door of the test kit: everything else is handed one',
  },
  {
    word: new RegExp(`\\b(?:create${'Require'}|getBuiltin${'Module'})\\b`),
    only: /^core\/http\/(?:pool|node-http)\.ts$|^core\/store\/sqlite-database\.ts$|^testkit\/trust\/kit-clients\.ts$|^apps\/judge\/libraries\/find-library\.ts$|^deploy\/package\/bin\/floor\.js$/,
    why: 'what is imported stands in lines with `import`, but for what would bring too much along, or may be absent: doors are read there',
  },
  {
    word: /^import (?!type\b)[^\n]* from 'node:http'/m,
    only: /^tests\/|\.test\.ts$/,
    why: "an import of node:http compiles all of Node's fetch: core/http/node-http.ts has what is needed",
  },
  {
    word: /\bvi\.(?:do)?[mM]ock\(/,
    only: /^tests\/further-process\.process\.test\.ts$/,
    why: 'files of tests share a worker and its modules: one that replaces a module is REPLACES_MODULES of vitest.config.ts',
  },
  {
    word: /\bexpect\.poll\(|\bvi\.wait(?:For|Until)\(/,
    only: /^tests\/support\/words\.ts$/,
    why: 'that gives up after a second: tests/support/until.ts waits for as long as a busy machine may need',
  },
  {
    word: /\bwhile \(.+\)\s+await (?:new Promise(?:<\w+>)?\((?:\(\w+\) => )?set|nextTurn\(|systemClock\.delay\()/,
    only: /^(?!.*(?:test|fixture)\.ts$)/,
    why: 'nobody is told what that waits for, and it takes the time from it: tests/support/until.ts does better',
  },
  {
    word: /\{ timeout: (?:\d{1,2}_?|1[0-7]\d_)?\d{3} \},(?: (?:async )?\(|$)/m,
    only: /^tests\/support\/words\.ts$/,
    why: 'no test has less time than vitest.config.ts gives to all: a machine may have much else to do',
  },
  {
    word: /\bdecodeUnverified\b/,
    only: /^core\/token\/(?:decode-unverified|token-hints)\.ts$|^core\/access\/(?:judge|sign-recorded)\.ts$|^apps\/console\/plays\/plays\.ts$|^tests\/|\.test\.ts$/,
    why: 'what it returns is for traces alone, with names hidden that look like tokens: a look-up takes tokenHints',
  },
  {
    word: /\b(?:wish(?:es)?|keystore|clientauth|refreshkeys?)\b/i,
    only: /^CHANGELOG\.md$|^tests\/|^apps\/keygen\/trust-lines\.ts$/, // an option of keytool
    why: 'the vocabulary has another word: variant or option, key set, proof, rotation',
  },
  {
    word: /\bnobody here knows\b|\bgoodbye\b|\bstands? there (?:more than once|twice)\b|\bgood no longer\b|\basked for no longer\b|\bare wanted at\b|\bis no (?:address|setting|proxy)\b/,
    only: /^tests\/|\.test\.ts$/,
    why: 'people read this: write it as you would say it',
  },
  {
    word: /\.(?:skipIf|runIf|todo|only|skip)\(/,
    only: /^tests\/support\/needs\.ts$/,
    why: 'a test is skipped by needs(…) of tests/support/needs.ts, which says why, and none is left out otherwise',
  },
  {
    word: new RegExp(`\\bas ${'unknown'} as\\b(?!.*//)`),
    only: /^$/,
    why: 'whoever says that a thing is another says why, on the same line',
  },
  {
    word: new RegExp(
      [
        `NODE_TLS_${'REJECT'}_UNAUTHORIZED`,
        `reject${'Unauthorized'}\\b(?!['"]?\\s*:\\s*true)`,
        `trust${'Localhost'}`,
        `disable${'TLSCerts'}`,
        `curl[^\\n]* (?:-k|--${'insecure'})\\b`,
      ].join('|'),
    ),
    only: /^core\/http\/forward\/connect-options\.ts$/,
    why: 'certificate checks are never turned off, but where a configuration for a proxy says so',
  },
  {
    word: new RegExp(`\\bconnect: \\{(?![^}]*reject${'Unauthorized'}: true)`),
    only: /^$/,
    why: 'whoever connects says that certificates are checked, for the environment can say otherwise',
  },
]

export function wordFaults(file: string, text: string): string[] {
  return WORDS.filter(({ word, only }) => !only.test(file) && word.test(text)).map(
    ({ word, why }) => `${roomOf(file) ?? file}: ${why}, but ${file} has "${word.exec(text)?.[0]}"`,
  )
}
