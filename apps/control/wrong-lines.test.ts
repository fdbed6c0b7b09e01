import { describe, expect, test } from 'vitest'
import { UsageFault } from '#core/process/command-line'
import { readLine } from './test-line.ts'

describe('a wrong command explains itself:', () => {
  test.each([
    ['clok', '"clok" is no command. Did you mean "clock"? There are: clock, fault, faults, mint, status'],
    ['constructor', '"constructor" is no command. There are: clock'],
    ['clock advnce 3m', '"advnce" is no word behind clock. Did you mean "advance"?'],
    ['clock advance', 'Something is missing: clock advance DURATION.'],
    ['clock advance soon', 'advance is no duration: write 90 (seconds), 500ms, 10m'],
    ['clock advance -10m', 'advance goes forward only, at most 100 years: use set or skew to go back'],
    ['clock set tomorrow', 'set is no time from 1970 to 9999'],
    ['clock speed fast', 'clock speed takes a number, not "fast".'],
    ['clock speed 0', 'speed: Too small'],
    ['clock freeze now', '"now" is one word too many: clock freeze.'],
    ['clock freeze --times 3', '--times does not belong to "clock freeze", which takes --process.'],
    ['fault jwks', 'The effect is missing. There are: a status (500), down'],
    ['fault jwks dwn', '"dwn" is no effect. Did you mean "down"?'],
    ['fault jwks down now', '"now" is one word too many: fault ROUTE down.'],
    ['fault jwks delay', 'Something is missing: fault ROUTE delay DURATION.'],
    ['fault jwks delay 2s --delay 1s', 'There are two delays'],
    ['fault jwks delay 1h', 'delay lasts from 0 to ten minutes.'],
    ['fault jwks 99', 'status: Too small'],
    ['fault jwks down --body x', 'effect has body or headers, but no status.'],
    ['fault jwks keys lost', 'keys: Invalid option: expected one of "dropped"'],
    ['fault jwks down --kid x', 'effect has a kid, but no fault of keys.'],
    ['fault jwks expired', 'A certificate is a fault of tls'],
    ['fault tls down', 'A certificate is a fault of tls, and tls has no others: fault tls expired.'],
    ['fault jwks down --times no', '--times takes a number, not "no".'],
    ['fault jwks down --trace x', 'trace is no trace id: 32 hexadecimal digits.'],
    ['fault jwks down --aud x', '--aud does not belong to "fault ROUTE EFFECT"'],
    ['fault preset', 'The preset is missing. There are: provider-outage'],
    ['fault preset flakey', '"flakey" is no preset. Did you mean "flaky"?'],
    ['fault remove', 'Something is missing: fault remove ID.'],
    ['faults all', '"all" is no word behind faults. There are: clear.'],
    ['mint exp', '"exp" is one word too many: mint, and options.'],
    ['mint --stranger --nobody', 'One signs: choose --stranger or --nobody.'],
    ['mint --claim x', '--claim takes a name and a value: --claim name=value.'],
    ['mint --claim a=1 --claim a=2', '--claim a appears more than once.'],
    ['mint --no-claims --aud x', '--no-claims leaves no claims'],
    ['mint --order order.json --aud x', '--order is all of the token: leave out --aud.'],
    ['mint --order list.json', 'list.json is no JSON object.'],
    ['mint --pem nofile', 'nofile cannot be read: there is no such file.'],
    ['mint --process serviceb', 'This is for jwt-factory alone, not for serviceb.'],
    ['client', 'The word behind client is missing. There are: put, remove.'],
    ['client add me', '"add" is no word behind client. There are: put, remove.'],
    ['client put me', 'Something is missing: client put NAME FILE.'],
    ['status now', '"now" is one word too many: status.'],
    ['requests jwks now', '"now" is one word too many: requests ROUTE.'],
    ['clock --process serviced', '"serviced" is no process. Did you mean "servicea"?'],
    ['clock --loud', 'npm run control has no option --loud.'],
  ])('%s', async (line, words) => {
    const reading = () => readLine(line)
    await expect(reading).rejects.toThrow(UsageFault)
    await expect(reading).rejects.toThrow(words)
  })
})
