// The build: reads a mini-program, finds every problem it can, and writes the page only when there is none.
import { Source } from './source.mjs'
import { compileScripts } from './scripts.mjs'
import { compileStyles } from './styles.mjs'
import { compileTemplates } from './templates.mjs'
import { checkSizes } from './sizes.mjs'
import { walk } from './walk.mjs'
import { write } from './output.mjs'

/**
 * @param {string} folder the mini-program's source
 * @param {string} out folder to write; emptied first
 * @returns {Promise<{problems: string[], units: number, bytes: number}>} `bytes` of all that was written
 */
export async function build(folder, out) {
  const source = new Source(folder)
  const app = walk(source)
  if (!app) return { problems: source.problems, units: 0, bytes: 0 }
  const templates = compileTemplates(source, app)
  const styles = compileStyles(source, app)
  const script = await compileScripts(source, app)
  checkSizes(source, app)
  if (source.problems.length) return { problems: source.problems, units: 0, bytes: 0 }
  const bytes = await write(source, app, { templates, styles, script }, out)
  return { problems: [], units: Object.keys(app.units).length, bytes }
}
