// The app's own JavaScript as one bundle, in a function where what a phone lacks is undefined.
import path from 'node:path'
import * as esbuild from 'esbuild'
import { checkPackage } from './walk.mjs'

/** Names a browser has and the phone's JavaScript has not. */
const ABSENT = [
  'window', 'document', 'self', 'top', 'parent', 'frames', 'navigator', 'location', 'history', 'localStorage', 'sessionStorage', 'indexedDB', 'caches',
  'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'Blob', 'File', 'FileReader', 'FormData', 'Headers', 'Request', 'Response', 'URL',
  'URLSearchParams', 'TextEncoder', 'TextDecoder', 'atob', 'btoa', 'crypto', 'structuredClone', 'queueMicrotask', 'AbortController', 'AbortSignal',
  'Image', 'Audio', 'Notification', 'alert', 'confirm', 'prompt', 'open', 'postMessage', 'addEventListener', 'requestAnimationFrame', 'performance', 'globalThis', 'Intl', 'WebAssembly', 'SharedArrayBuffer',
]
const GIVEN = ['exports', 'wx', 'App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages', 'Date']

/**
 * @param {import('./source.mjs').Source} source @param {import('./walk.mjs').App} app
 * @returns {Promise<string>} the script; '' when it does not compile
 */
export async function compileScripts(source, app) {
  const units = Object.entries(app.units).map(([unit, { script }]) => `  ${JSON.stringify(unit)}: () => require(${JSON.stringify(`./${script}`)}),`)
  const entry = [`exports.app = () => require('./${app.script}')`, 'exports.units = {', ...units, '}'].join('\n')
  const made = await esbuild
    .build({
      stdin: { contents: entry, resolveDir: source.root, sourcefile: 'entry.js' },
      absWorkingDir: source.root, bundle: true, write: false, format: 'cjs', outfile: 'app.js', minifySyntax: true, minifyWhitespace: true,
      logLevel: 'silent', plugins: [miniprogramNpm(source)], target: 'es2020', metafile: true, charset: 'utf8',
      banner: { js: `__mp(function(${[...GIVEN, ...ABSENT].join(',')}){` }, footer: { js: '})' },
    })
    .catch((fault) => fault)
  for (const fault of made.errors || []) {
    const place = fault.location ? `${fault.location.file}:${fault.location.line}:${fault.location.column}: ` : ''
    source.problem(place + fault.text)
  }
  if (!made.outputFiles || made.errors?.length) return ''
  for (const [file, { imports }] of Object.entries(made.metafile.inputs)) {
    if (file !== 'entry.js') for (const one of imports) checkPackage(source, app, file, one.path)
  }
  return made.outputFiles[0].text
}

/** `require('name')` means miniprogram_npm/name, `require('/x')` the root. */
function miniprogramNpm(source) {
  return {
    name: 'miniprogram_npm',
    setup(work) {
      work.onResolve({ filter: /\.json$/ }, ({ path: name, importer }) => {
        source.problem(`${path.relative(source.root, importer)}: require("${name}"): a mini-program requires no JSON, only scripts`)
        return undefined
      })
      work.onResolve({ filter: /^[^./]/ }, ({ path: name }) => {
        const found = [`miniprogram_npm/${name}/index.js`, `miniprogram_npm/${name}.js`].find((file) => source.has(file))
        return found ? { path: source.at(found) } : undefined
      })
      work.onResolve({ filter: /^\// }, ({ path: name, kind }) => {
        if (kind === 'entry-point' || path.isAbsolute(name) === false) return undefined
        return { path: source.at(source.has(`${name}.js`) ? `${name}.js` : name) }
      })
    },
  }
}
