// The engine's entry: waits for the app's bundle, then starts it as a phone would.
import * as glassEasel from 'glass-easel'
import './engine.css'
import { bars } from './bars.js'
import { PhoneDate } from './dates.js'
import { faults, report } from './faults.js'
import { start as startHarness } from './harness.js'
import { call, instances, parsed, pop, push, stack, top, useSpace } from './pages.js'
import { App, getApp, launch } from './program.js'
import { openerChannel, router } from './router.js'
import { Space, app } from './space.js'
import { menu } from './menu.js'
import { watch } from './refreshing.js'
import { ask } from './sheets.js'
import { restore } from './wx/shelf.js'
import { createWx } from './wx/index.js'

performance.mark('phone:start')
glassEasel.globalOptions.throwGlobalError = false
glassEasel.addGlobalErrorListener((fault) => {
  report(fault)
  return false
})
glassEasel.addGlobalWarningListener((warning) => {
  faults.push(`warning: ${/** @type {any} */ (warning).message || warning}`)
  return false
})

/** Called by the app's bundle with the function that holds all its code. */
async function run(/** @type {(...given: any[]) => void} */ bundle) {
  const space = new Space()
  useSpace(space)
  const wx = createWx()
  window.__wx = wx
  const exported = /** @type {any} */ ({})
  const make = (/** @type {string} */ kind) => (/** @type {any} */ definition) => space.constructors[kind](withChannel(space.known(definition), kind))
  const Behavior = (/** @type {any} */ definition) => space.constructors.Behavior(space.known(definition))
  bundle(exported, wx, App, make('Page'), make('Component'), Behavior, getApp, instances, PhoneDate)
  startHarness()
  await restore()
  exported.app()
  bars.start({
    top, depth: () => stack.length, back: () => void leave(), menu, close: () => window.__phone.close(), tab,
  })
  watch(bars.place())
  space.load(exported.units)
  open(location.hash.slice(1))
}

/** The arrow of the bar: a page may want to be asked first (wx.enableAlertBeforeUnload). */
async function leave() {
  const { beforeUnload } = top().look
  const acts = [{ words: '取消', value: false }, { words: '确定', value: true, isMain: true }]
  if (beforeUnload && !(await ask({ content: beforeUnload, acts })).value) return
  pop(false)
}

/** @param {string} path */
function tab(path) {
  const index = app.app.tabBar.list.findIndex((/** @type {any} */ one) => one.pagePath === path)
  router.switchTab({ url: `/${path}` })
  call(top(), 'onTabItemTap', { index, pagePath: path, text: app.app.tabBar.list[index].text })
}

/** @param {string} address page and query; '' means the first page */
function open(address) {
  const url = address || `/${app.app.entryPagePath || app.pages[0]}`
  const { path, query } = parsed(url)
  const isThere = app.pages.includes(path)
  if (!isThere) report(`page "${path}" is not found`)
  launch({ path: isThere ? path : app.pages[0], query, scene: query.scene ? 1047 : 1001 })
  push(isThere ? url : `/${app.pages[0]}`)
  performance.mark('phone:shown')
  window.__mpReady = true
}

/** Pages can talk to the one that opened them. */
function withChannel(definition, kind) {
  const methods = kind === 'Page' ? definition : (definition.methods ||= {})
  if (!methods.getOpenerEventChannel) {
    methods.getOpenerEventChannel = function () {
      return (this.__channel ||= openerChannel())
    }
  }
  return definition
}

addEventListener('hashchange', () => {
  const url = location.hash.slice(1)
  if (url && window.__mpReady) router.reLaunch({ url })
})
window.__mp = (/** @type {any} */ bundle) => run(bundle).catch(report)
