// A package that is too large is refused at the upload: 2 MB each, 30 MB together.
import fs from 'node:fs'
import { packageOf } from './walk.mjs'

const MB = 1024 * 1024
const LEFT_OUT = /(^|\/)(project(\.private)?\.config\.json|\.[^/]*|README\.md)$/

/** @param {import('./source.mjs').Source} source @param {import('./walk.mjs').App} app */
export function checkSizes(source, app) {
  const sizes = { '': 0 }
  for (const file of source.files()) {
    if (LEFT_OUT.test(file) || file.startsWith('node_modules/')) continue
    const home = packageOf(app, file)
    sizes[home] = (sizes[home] || 0) + fs.statSync(source.at(file)).size
  }
  for (const [home, size] of Object.entries(sizes)) {
    if (size > 2 * MB) source.problem(`${home || 'the main package'}: ${size} bytes, more than 2 MB`)
  }
  const all = Object.values(sizes).reduce((sum, size) => sum + size, 0)
  if (all > 30 * MB) source.problem(`all packages: ${all} bytes, more than 30 MB`)
}
