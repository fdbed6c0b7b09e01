import { expect, test } from 'vitest'
import { ruleSchema } from './fault-rules.ts'
import { PRESET_NAMES, PRESETS } from './presets.ts'
import { refuseMisplaced } from './rule-words.ts'

test.each(PRESET_NAMES)('the preset %s is made of rules that fit, for who publishes keys', (name) => {
  const { about, rules } = PRESETS[name]
  expect(about).not.toBe('')
  expect(rules.length).toBeGreaterThan(0)
  for (const rule of rules) refuseMisplaced(ruleSchema.parse(rule), true)
})
