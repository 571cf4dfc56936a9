// What the browser gets: index.html, engine.js (the same for every mini-program), app.js, and the pictures.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const ASSETS = /\.(png|jpe?g|gif|svg|webp|ttf|woff2?|mp3|mp4)$/i
const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>小程序</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="engine.css">
</head>
<body>
<script src="setup.js"></script>
<script src="data.js"></script>
<script src="engine.js"></script>
<script src="app.js"></script>
</body>
</html>
`
const SETUP = '// Replaced by whoever serves the phone: window.__phoneSetup = {person, appId, hosts, ...} (see engine/setup.js).\n'

/**
 * @param {import('./source.mjs').Source} source @param {import('./walk.mjs').App} app
 * @param {{templates: string, styles: {scopes: object, sheets: object}, script: string}} made
 * @param {string} out
 * @returns {Promise<number>} bytes written
 */
export async function write(source, app, made, out) {
  fs.rmSync(out, { recursive: true, force: true })
  fs.mkdirSync(out, { recursive: true })
  const units = Object.fromEntries(Object.entries(app.units).map(([unit, { script: _script, ...config }]) => [unit, config]))
  const told = { app: app.config, pages: app.pages, units, ...made.styles }
  const data = `window.__mpApp=${JSON.stringify(told)};window.__mpApp.templates=${made.templates}`
  const files = {
    'index.html': PAGE,
    'setup.js': SETUP,
    'licences.txt': licences(),
    'app.js': made.script,
    'data.js': (await esbuild.transform(data, { minify: true, charset: 'utf8', target: 'es2020' })).code,
    ...(await engine()),
  }
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(out, name), text)
  for (const file of source.files().filter((one) => ASSETS.test(one))) fs.cpSync(source.at(file), path.join(out, file))
  return Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** What stands in engine.js and is not ours. */
function licences() {
  const names = ['glass-easel', 'glass-easel-miniprogram-adapter', 'glass-easel-template-compiler']
  return names.map((name) => `${name}\n\n${fs.readFileSync(path.join(HERE, '../node_modules', name, 'LICENSE'), 'utf8').trim()}\n`).join('\n')
}

async function engine() {
  const made = await esbuild.build({
    entryPoints: { engine: path.join(HERE, '../engine/index.js') },
    bundle: true, write: false, format: 'iife', outdir: HERE, minify: true, charset: 'utf8', target: 'es2020', logLevel: 'error', legalComments: 'none',
  })
  return Object.fromEntries(made.outputFiles.map((file) => [path.basename(file.path), file.text]))
}
