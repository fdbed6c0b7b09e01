import { takeTokenOfLink } from './token-of-link.browser.ts'

takeTokenOfLink()
