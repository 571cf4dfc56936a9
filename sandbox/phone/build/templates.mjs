// WXML and WXS to JavaScript, by glass-easel's own compiler; and what the compiler does not look at.
import { createRequire } from 'node:module'
import { parse } from 'acorn'
import { BUILT_IN, SYNTAX } from './declared.mjs'
import { posix } from './source.mjs'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')
const HANDLER = /\s(?:mut-|capture-)?(?:bind|catch):?[\w-]+\s*=\s*"(\w+)"/g
const REQUIRE = /require\(\s*['"](.+?)['"]\s*\)/g
const PICTURE = /\ssrc\s*=\s*"(\/[^"{]+)"/g

/**
 * @param {import('./source.mjs').Source} source @param {import('./walk.mjs').App} app
 * @returns {string} a JavaScript expression: the template functions by path
 */
export function compileTemplates(source, app) {
  const group = new TmplGroup()
  const seen = new Set()
  for (const unit of Object.keys(app.units)) add({ source, app, group, seen }, unit, [unit])
  return group.getTmplGenObjectGroups()
}

/** @param {{source: any, app: any, group: any, seen: Set<string>}} work @param {string} file without .wxml @param {string[]} chain */
function add(work, file, chain) {
  const { source, app, group, seen } = work
  if (seen.has(file)) return
  seen.add(file)
  if (!source.has(`${file}.wxml`)) return source.problem(`${file}.wxml: missing (wanted by ${chain.at(-1)}.wxml)`)
  const text = source.text(`${file}.wxml`)
  const isForeign = file.startsWith('miniprogram_npm/')
  for (const fault of group.addTmpl(file, text) || []) {
    if (fault.isError || !isForeign) source.problem(`${file}.wxml:${fault.startLine + 1}:${fault.startColumn + 1}: ${fault.message}`)
  }
  if (!isForeign) check(source, file, text, app.units[file], app.units[chain[0]])
  for (const name of group.getInlineScriptModuleNames(file)) checkScript(source, `${file}.wxml (${name})`, group.getInlineScript(file, name))
  for (const used of group.getDirectDependencies(file)) add(work, used, [...chain, file])
  for (const script of group.getScriptDependencies(file)) addScript(work, script, file)
}

function check(source, file, text, unit, owner) {
  const bare = text.replace(/<!--[\s\S]*?-->/g, '').replace(/<wxs[\s\S]*?(<\/wxs>|\/>)/g, '').replace(/\{\{[\s\S]*?\}\}/g, '{}')
  const generics = Object.keys(owner?.componentGenerics || {})
  const known = new Set([...BUILT_IN, ...SYNTAX, ...generics, ...Object.keys(owner?.usingComponents || {})])
  for (const [, tag] of bare.matchAll(/<([A-Za-z][\w-]*)/g)) {
    if (!known.has(tag)) source.problem(`${file}.wxml: <${tag}> is neither built in nor in usingComponents`)
  }
  for (const [, picture] of bare.matchAll(PICTURE)) if (!source.has(picture.slice(1))) source.problem(`${file}.wxml: ${picture} is missing`)
  if (!unit) return
  const script = withRequired(source, unit.script)
  for (const [, name] of text.matchAll(HANDLER)) {
    if (!new RegExp(`\\b${name}\\b`).test(script)) source.problem(`${file}.wxml: handler "${name}" is not in ${unit.script}`)
  }
}

/** A script and the files it requires by a relative path: a handler may come from a behaviour. */
function withRequired(source, file, seen = new Set()) {
  if (seen.has(file) || !source.has(file)) return ''
  seen.add(file)
  const text = source.text(file)
  const used = [...text.matchAll(REQUIRE)].map(([, name]) => source.beside(file, name)).map((name) => (source.has(name) ? name : `${name}.js`))
  return [text, ...used.map((name) => withRequired(source, name, seen))].join('\n')
}

function checkScript(source, place, code) {
  try {
    parse(code, { ecmaVersion: 5 })
  } catch (fault) {
    source.problem(`${place}:${/** @type {any} */ (fault).loc?.line}: WXS is ES5: ${/** @type {Error} */ (fault).message}`)
  }
}

function addScript({ source, group, seen }, reference, from) {
  const name = reference.replace(/\.wxs$/, '')
  if (seen.has(`wxs:${name}`)) return
  seen.add(`wxs:${name}`)
  const file = `${name}.wxs`
  if (!source.has(file)) return source.problem(`${file}: missing (wanted by ${from})`)
  const code = source.text(file)
  checkScript(source, file, code)
  const made = code.replace(/\.constructor\b/g, '.constructor.name') // in WXS, constructor is the name of the type
  group.addScript(name, made)
  group.addScript(file, made)
  for (const [, used] of code.matchAll(REQUIRE)) addScript({ source, group, seen }, posix.join(posix.dirname(name), used), file)
}
