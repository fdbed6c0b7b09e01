import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { needs } from './needs.ts'
import { PROJECT, readProjectFile } from './project-files.ts'

/** It comes with a validator of OpenAPI, for the schema is of the same age. */
const AJV = join(PROJECT, 'tests/interop/node_modules/ajv-draft-04/dist/index.js')

/** Where the schema of SARIF can be asked. */
export const withSarif = needs(!existsSync(AJV) && 'npm ci --prefix tests/interop has not been run')

/** @returns what is wrong with a SARIF log, by its schema: nothing where it is valid */
export async function sarifFaults(text: string): Promise<readonly object[]> {
  const { default: module } = await import(pathToFileURL(AJV).href)
  const Ajv = module.default ?? module
  const schema = JSON.parse(await readProjectFile('tests/vectors/sarif/sarif-2.1.0-rtm.5.json'))
  const formats = { uri: isUri, 'uri-reference': isUriReference, 'date-time': true }
  // A pattern of the schema is none for the stricter reader of RegExp.
  const validate = new Ajv({ strict: false, allErrors: true, formats, unicodeRegExp: false }).compile(schema)
  return validate(JSON.parse(text)) ? [] : validate.errors
}

const isUriReference = (text: string) => !/[^!#$%&'()*+,/:;=?@[\]\w.~-]/.test(text)
const isUri = (text: string) => isUriReference(text) && URL.canParse(text)
