import { compileForm, type TextTest } from './string-form.ts'

/** What both claims of a token must be; each is a text, or the token matches nothing. */
export interface RequestPrincipalForm {
  issuer: TextTest
  subject: TextTest
}

const isNotEmpty: TextTest = (text) => text !== ''
const equals =
  (wanted: string): TextTest =>
  (text) =>
    text === wanted

/**
 * Takes a request principal apart at its last slash (M-18). A star counts at one end of the whole: where it begins with
 * one, the subject is compared as it is, stars and all; where it ends with one, the issuer is.
 */
export function compileRequestPrincipal(form: string): RequestPrincipalForm {
  const slash = form.lastIndexOf('/')
  const issuer = slash < 0 ? form : form.slice(0, slash)
  const subject = slash < 0 ? '' : form.slice(slash + 1)
  if (form === '*') return { issuer: isNotEmpty, subject: isNotEmpty }
  if (form.startsWith('*')) {
    return slash < 0
      ? { issuer: isNotEmpty, subject: compileForm(form) }
      : { issuer: compileForm(issuer), subject: equals(subject) }
  }
  if (form.endsWith('*')) {
    return slash < 0
      ? { issuer: compileForm(form), subject: isNotEmpty }
      : { issuer: equals(issuer), subject: compileForm(subject) }
  }
  return { issuer: equals(issuer), subject: equals(subject) }
}
