/** A ring may have so many keys that tokens of a year need keys that sign for days: both are said together. */
const LONG_LIVED = { KEY_LIFETIME: '31536000' }

/** One value of a setting, with what it needs from others. */
export type SettingValue = readonly [variable: string, value: string, others?: Record<string, string>]

/** The smallest and the largest value of each setting that has bounds, and words: those of a group work together, too. */
export const EXTREMES: readonly (readonly SettingValue[])[] = [
  [
    ['FACTORY_TOKEN_LIFETIME', '1'],
    ['SELF_SIGNED_LIFETIME', '1'],
    ['STORE', 'memory'],
    ['ALGORITHM', 'ES384'],
    ['PEER_TIMEOUT', '600'],
    ['REGISTRY_GRACE', '0'],
    ['REGISTRY_APPROVAL', 'all'],
  ],
  [
    ['FACTORY_TOKEN_LIFETIME', '172800'],
    ['ALGORITHM', 'EdDSA'],
    ['CLOCK_LEEWAY', '300'],
  ],
  [
    ['FACTORY_TOKEN_LIFETIME', '31536000', LONG_LIVED],
    ['KEY_LIFETIME', '31536000'],
    ['SELF_SIGNED_LIFETIME', '31536000'],
    ['ALGORITHM', 'PS512'],
  ],
  [
    ['KEY_LIFETIME', '2', { KEY_SET_MAX_AGE: '1', FACTORY_TOKEN_LIFETIME: '60' }],
    ['KEY_SET_MAX_AGE', '1'],
    ['LOG_LEVEL', 'debug'],
  ],
  [
    ['KEY_SET_MAX_AGE', '31535999', LONG_LIVED],
    ['KEY_OVERLAP', '99999999', LONG_LIVED],
  ],
]

/** As an environment. */
export const settingsOf = (values: readonly SettingValue[]): Record<string, string> =>
  Object.assign({}, ...values.map(([variable, value, others]) => ({ [variable]: value, ...others })))
