// Every component that is built in to this phone; whatever is not here is reported when a page uses it.
import { choices } from './choices.js'
import { fields } from './fields.js'
import { forms } from './forms.js'
import { media } from './media.js'
import { pickers } from './pickers.js'
import { scrolling } from './scrolling.js'
import { views } from './views.js'

/** @type {Record<string, import('./part.js').Part>} */
export const builtIn = { ...views, ...fields, ...choices, ...forms, ...pickers, ...scrolling, ...media }
