import { kinds, setting } from './setting.ts'

/** The settings that all processes share; they carry no prefix. */
export const houseSettings = {
  host: setting('HOST', kinds.host, '127.0.0.1', 'Where all processes listen. Loopback: they mint identities.'),
  keysFolder: setting('KEYS_FOLDER', kinds.folder, 'keys', 'The folder for all key material.'),
  algorithm: setting(
    'ALGORITHM',
    kinds.algorithm,
    'ES256',
    'The signature algorithm of new keys: RS, PS or ES with 256, 384 or 512, or EdDSA.',
  ),
  logLevel: setting('LOG_LEVEL', kinds.logLevel, 'info', 'How much is logged: debug, info, warn, error or silent.'),
  logFormat: setting('LOG_FORMAT', kinds.logFormat, 'auto', 'pretty, json, or auto: pretty on a terminal.'),
  leewaySeconds: setting(
    'CLOCK_LEEWAY',
    kinds.leeway,
    '0',
    'How far clocks may differ, in seconds. One machine has one clock; use 30 or so across several.',
  ),
}
