// WXSS to CSS as the base library does it: imports put in place, rpx to vw, classes of a component its own.
import postcss from 'postcss'
import selectorParser from 'postcss-selector-parser'

/**
 * @param {import('./source.mjs').Source} source @param {import('./walk.mjs').App} app
 * @returns {{scopes: Record<string, string>, sheets: Record<string, string>}} by unit; `app` is app.wxss
 */
export function compileStyles(source, app) {
  const scopes = scopesOf(app)
  const sheets = { app: sheet(source, 'app.wxss', {}) }
  for (const unit of Object.keys(app.units)) {
    const page = app.pages.includes(unit) && !scopes[unit] ? unit : ''
    sheets[unit] = sheet(source, `${unit}.wxss`, { scope: scopes[unit], page })
  }
  return { scopes, sheets }
}

/** Isolated units have a prefix for their classes; those that share the page's styles have none. */
function scopesOf(app) {
  const scopes = {}
  Object.entries(app.units).forEach(([unit, config], index) => {
    const isolation = config.styleIsolation || (config.component && !app.pages.includes(unit) ? 'isolated' : 'shared')
    if (!/shared$/.test(isolation) || isolation.includes('apply')) scopes[unit] = `s${index}`
  })
  return scopes
}

function sheet(source, file, where) {
  if (!source.has(file)) return ''
  const tree = parsed(source, file, [])
  const renamed = selectors(where)
  tree.walkRules((rule) => {
    const parent = /** @type {any} */ (rule.parent)
    if (!/keyframes$/.test(parent?.name || '')) rule.selector = renamed.processSync(rule.selector)
  })
  tree.walkDecls((declaration) => {
    declaration.value = lengths(declaration.value)
  })
  tree.walkComments((comment) => void comment.remove())
  return tree.toString()
}

function parsed(source, file, importing) {
  let tree
  try {
    tree = postcss.parse(source.text(file), { from: file })
  } catch (fault) {
    const { line, column, reason } = /** @type {any} */ (fault)
    source.problem(`${file}:${line}:${column}: ${reason}`)
    return postcss.root()
  }
  tree.walkAtRules('import', (rule) => {
    const reference = rule.params.replace(/^url\(|\)$/g, '').replace(/['"]/g, '')
    const wanted = source.beside(file, reference)
    if (importing.includes(wanted)) rule.remove()
    else if (source.has(wanted)) rule.replaceWith(parsed(source, wanted, [...importing, file]))
    else source.problem(`${file}: @import "${reference}" is missing`)
  })
  return tree
}

/** 750 rpx are the width of the screen; vh means the page, not the bars round it.
 * @param {string} value */
const lengths = (value) =>
  value
    .replace(/(-?\d*\.?\d+)rpx\b/gi, (_, number) => `${+(number / 7.5).toFixed(5)}vw`)
    .replace(/(-?\d*\.?\d+)vh\b/gi, (_, number) => `calc(var(--mp-vh) * ${number})`)

const isNth = (tag) => /nth|not\b/.test(tag.parent?.parent?.value || '') && /^(n|odd|even|-?n)$/.test(tag.value)

/** A page's own sheet reaches no other page: `:where` adds no weight. */
function selectors({ scope, page }) {
  return selectorParser((list) => {
    list.walkTags((tag) => {
      if (tag.value === 'page') tag.value = 'mp-page'
      else if (/^[a-z][a-z-]*$/.test(tag.value) && !tag.value.startsWith('wx-') && !isNth(tag)) tag.value = `wx-${tag.value}`
    })
    list.walkPseudos((pseudo) => {
      if (pseudo.value !== ':host') return
      const host = { attribute: 'wx-host', operator: '=', value: scope ?? '', quoteMark: '"', raws: {} }
      pseudo.replaceWith(selectorParser.attribute(/** @type {any} */ (host)))
    })
    if (scope) list.walkClasses((one) => void (one.value = `${scope}--${one.value}`))
    if (page) list.each((one) => inPage(one, page))
  })
}

function inPage(selector, page) {
  const first = selector.first
  const isPage = first?.type === 'tag' && first.value === 'mp-page'
  const where = `:where(mp-page[data-route="${page}"])`
  if (isPage) first.value = `mp-page${where}`
  else selector.prepend(selectorParser.tag({ value: `${where} ` }))
}
