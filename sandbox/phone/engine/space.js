// The component space: the phone's own parts, then the app's templates, styles and definitions.
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv, component } from 'glass-easel-miniprogram-adapter'
import { createContext } from './elements.js'
import { report } from './faults.js'
import { count } from './payloads.js'
import { builtIn } from './parts/index.js'
import { SelectorQuery } from './wx/querying.js'

/** What the build wrote: app.json, pages, units, style sheets and their scopes, template functions. @type {any} */
export const app = window.__mpApp

const ARIA = ['Role', 'Label', 'Hidden', 'Current', 'Expanded', 'Checked', 'Disabled', 'Selected', 'Live', 'Haspopup', 'Describedby', 'Roledescription', 'Modal', 'Valuenow', 'Valuemin', 'Valuemax', 'Valuetext', 'Controls', 'Labelledby', 'Level', 'Invalid', 'Required']
const aria = Object.fromEntries(ARIA.map((name) => [`aria${name}`, { type: null, value: null }]))

/** Attribute of a property such as ariaLabel. @param {string} name */
const attribute = (name) => (name === 'ariaRole' ? 'role' : `aria-${name.slice(4).toLowerCase()}`)

export class Space {
  constructor() {
    this.env = new MiniProgramEnv()
    this.code = this.env.createCodeSpace('main', true)
    const components = this.code.getComponentSpace()
    components.updateComponentOptions({ useMethodCallerListeners: false, writeIdToDOM: true, writeFieldsToNode: false })
    for (const [tag, part] of Object.entries(builtIn)) components.setGlobalUsingComponent(tag, define(components, tag, part).general())
    this.backend = this.env.associateBackend(/** @type {any} */ (createContext(tagsOf(), new Set(Object.keys(builtIn)))))
    for (const [unit, sheet] of Object.entries(app.sheets)) {
      this.backend.registerStyleSheetContent(unit, sheet)
      this.code.addStyleSheet(unit, unit, app.scopes[unit])
    }
    /** @type {any} */
    this.constructors = null
    this.code.componentEnv('', (given) => void (this.constructors = given))
    this.behaviors = formBehaviors(this.constructors.Behavior)
    const prototype = /** @type {any} */ (component.ComponentCaller.prototype)
    count(prototype)
    prototype.createSelectorQuery = function () {
      return new SelectorQuery(this)
    }
  }

  /** Defines all units; `scripts` are the functions that run their files. @param {Record<string, () => void>} scripts */
  load(scripts) {
    const done = new Set()
    const load = (/** @type {string} */ unit) => {
      if (done.has(unit)) return
      done.add(unit)
      for (const used of Object.values(app.units[unit].usingComponents || {})) load(String(used).slice(1))
      this.code.addComponentStaticConfig(unit, app.units[unit])
      this.code.addCompiledTemplate(unit, /** @type {any} */ ({ groupList: app.templates, content: app.templates[unit] }))
      this.code.componentEnv(unit, (given) => {
        this.constructors = given
        try {
          scripts[unit]()
        } catch (fault) {
          report(fault)
        }
      })
    }
    for (const unit of Object.keys(app.units)) load(unit)
  }

  /** A definition whose behaviours named by `wx://…` are put in. @param {any} definition */
  known(definition) {
    if (!definition?.behaviors) return definition
    return { ...definition, behaviors: definition.behaviors.map((/** @type {any} */ one) => (typeof one === 'string' ? this.behaviors[one] : one)) }
  }
}

function tagsOf() {
  const units = Object.values(app.units)
  const own = units.flatMap((unit) => [...Object.keys(unit.usingComponents || {}), ...Object.keys(unit.componentGenerics || {})])
  return new Set(['page-root', 'slot', ...Object.keys(builtIn), ...own])
}

function formBehaviors(Behavior) {
  return {
    'wx://form-field': Behavior({ properties: { name: String, value: null } }),
    'wx://form-field-button': Behavior({}),
    'wx://form-field-group': Behavior({}),
    'wx://component-export': Behavior({}),
  }
}

/** @param {any} components @param {string} tag @param {import('./parts/part.js').Part} part */
function define(components, tag, part) {
  const properties = { ...aria, ...part.properties }
  return components.defineComponent({
    is: `wx://${tag}`,
    options: { styleScope: glassEasel.StyleScopeManager.globalScope(), ...part.options },
    properties,
    lifetimes: {
      attached() {
        this.host = this.$$
        part.attached?.(this, this.host)
        this.isReady = true
        changed(this, part)
      },
      detached() {
        this.isReady = false
        part.detached?.(this, this.host)
      },
    },
    observers: { '**'() { if (this.isReady) changed(this, part) } },
  })
}

function changed(made, part) {
  const target = part.spoken?.(made, made.host) || made.host
  for (const name of Object.keys(aria)) {
    const value = made.data[name]
    if (value === null || value === undefined || value === '') {
      if (made.spoke?.has(name)) target.removeAttribute(attribute(name))
      continue
    }
    ;(made.spoke ||= new Set()).add(name)
    target.setAttribute(attribute(name), String(value))
  }
  part.changed?.(made, made.host)
}
