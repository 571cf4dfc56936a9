// From app.json to every page and, through usingComponents, every component.
import { APP_KEYS, APP_VALUES } from './declared.mjs'
import { posix } from './source.mjs'

/**
 * @typedef {{script: string, usingComponents: Record<string, string>, [key: string]: any}} Unit a page or component
 * @typedef {{config: any, pages: string[], packages: string[], units: Record<string, Unit>, script: string}} App
 */

/** @param {import('./source.mjs').Source} source @returns {App | null} null when there is nothing to walk */
export function walk(source) {
  if (!source.has('app.json')) {
    source.problem('app.json: missing')
    return null
  }
  const config = source.json('app.json')
  if (!Array.isArray(config.pages) || !config.pages.length) {
    source.problem('app.json: no pages')
    return null
  }
  checkConfig(source, config)
  const packages = config.subPackages || config.subpackages || []
  const pages = [...config.pages, ...packages.flatMap((one) => one.pages.map((page) => posix.join(one.root, page)))]
  const app = { config, pages, packages: packages.map((one) => posix.join(one.root, '/')), units: {}, script: scriptOf(source, 'app') }
  for (const page of pages) visit(source, app, page, 'app')
  checkTabs(source, app)
  return app
}

function checkConfig(source, config) {
  for (const key of Object.keys(config)) if (!APP_KEYS.includes(key)) source.problem(`app.json: unknown key "${key}"`)
  for (const [key, values] of Object.entries(APP_VALUES)) {
    if (key in config && !values.includes(config[key])) source.problem(`app.json: ${key} "${config[key]}" is none of ${values.join(', ')}`)
  }
}

function checkTabs(source, app) {
  for (const tab of app.config.tabBar?.list || []) {
    if (!app.config.pages.includes(tab.pagePath)) source.problem(`app.json: tabBar page "${tab.pagePath}" is not in pages`)
    for (const icon of [tab.iconPath, tab.selectedIconPath]) if (icon && !source.has(icon)) source.problem(`app.json: ${icon} is missing`)
  }
}

function scriptOf(source, unit) {
  const found = ['.js', '.ts'].map((ending) => unit + ending).find((file) => source.has(file))
  if (!found) source.problem(`${unit}.js: missing`)
  return found || ''
}

function visit(source, app, unit, from) {
  if (app.units[unit]) return
  for (const ending of ['.json', '.wxml']) {
    if (!source.has(unit + ending)) return source.problem(`${unit}${ending}: missing (wanted by ${from}.json)`)
  }
  const script = scriptOf(source, unit)
  if (!script) return
  const config = (app.units[unit] = { ...source.json(`${unit}.json`), script })
  config.usingComponents = { ...app.config.usingComponents, ...config.usingComponents }
  for (const [tag, reference] of Object.entries(config.usingComponents)) {
    const found = component(source, unit, reference)
    if (!found) delete config.usingComponents[tag]
    else config.usingComponents[tag] = reach(source, app, unit, found)
  }
  for (const generic of Object.values(config.componentGenerics || {})) {
    const found = generic.default && component(source, unit, generic.default)
    if (found) generic.default = reach(source, app, unit, found)
  }
}

function component(source, unit, reference) {
  const places = [source.beside(unit, reference), posix.join('miniprogram_npm', reference), posix.join('miniprogram_npm', reference, 'index')]
  const found = places.find((place) => source.has(`${place}.json`))
  if (!found) source.problem(`${unit}.json: component "${reference}" is not found`)
  return found
}

function reach(source, app, unit, found) {
  checkPackage(source, app, unit, found)
  visit(source, app, found, unit)
  return `/${found}`
}

/** The sub-package a file lies in, or the main one: ''.
 * @param {App} app @param {string} file */
export const packageOf = (app, file) => app.packages.find((root) => file.startsWith(root)) || ''

/** A sub-package sees itself and the main package, the main package only itself.
 * @param {import('./source.mjs').Source} source @param {App} app @param {string} from @param {string} to */
export function checkPackage(source, app, from, to) {
  const home = packageOf(app, to)
  if (home && home !== packageOf(app, from)) source.problem(`${from}: "${to}" lies in the sub-package ${home}, which is not loaded here`)
}
