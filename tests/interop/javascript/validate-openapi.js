import { text } from 'node:stream/consumers'
import { Validator } from '@seriousme/openapi-schema-validator'

// Says of the OpenAPI document in stdin whether it is valid, for which version, and why not.

const validator = new Validator()
const { valid, errors } = await validator.validate(JSON.parse(await text(process.stdin)))
process.stdout.write(JSON.stringify({ valid, version: validator.version, errors }))
