import { inProject } from '../files/project-folder.ts'
import { kinds, setting } from './setting.ts'

/** The settings that all processes share; they carry no prefix. */
export const houseSettings = {
  host: setting(
    'HOST',
    kinds.host,
    'localhost',
    'Where all processes listen: localhost is 127.0.0.1 and ::1, so only this machine: whoever reaches them can get tokens.',
  ),
  keysFolder: setting(
    'KEYS_FOLDER',
    kinds.folder.transform(inProject),
    'keys',
    'The folder for all key material; a relative path starts at the folder of the project.',
  ),
  algorithm: setting(
    'ALGORITHM',
    kinds.algorithm,
    'ES256',
    'The signature algorithm of new keys: RS, PS or ES with 256, 384 or 512, or EdDSA.',
  ),
  logLevel: setting('LOG_LEVEL', kinds.logLevel, 'info', 'How much is logged: debug, info, warn, error or silent.'),
  logFormat: setting('LOG_FORMAT', kinds.logFormat, 'auto', 'pretty, json, or auto: pretty on a terminal.'),
  tlsNames: setting(
    'TLS_NAMES',
    kinds.tlsNames,
    '',
    'Further names and addresses in all certificates, with commas between: host.docker.internal,issuer.test.',
  ),
  allowedHosts: setting(
    'ALLOWED_HOSTS',
    kinds.hostNames,
    '',
    'Further names by which the processes are called, with commas between; those of TLS_NAMES are known already.',
  ),
  allowedOrigins: setting(
    'ALLOWED_ORIGINS',
    kinds.origins,
    '',
    'Origins of web pages that may call the processes, with commas between: http://localhost:8080.',
  ),
  control: setting(
    'CONTROL',
    kinds.onOff,
    'on',
    'The control plane at /control of every process, for programs of this machine: on, or off to take it away.',
  ),
  controlToken: setting(
    'CONTROL_TOKEN',
    kinds.bearerToken,
    '',
    'Lets others than programs of this machine use the control plane, as a bearer token: 16 to 4000 of A-Z a-z 0-9 - . _ ~ + /.',
  ),
  leewaySeconds: setting(
    'CLOCK_LEEWAY',
    kinds.leeway,
    '0',
    'How far clocks may differ, in seconds. One machine has one clock; use 30 or so across several.',
  ),
}
