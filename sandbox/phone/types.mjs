// node types.mjs MINIPROGRAM: the types of all its scripts by tsc and the official typings; and that tsc really saw every one.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const TSC = path.join(HERE, 'node_modules/.bin/tsc')
const [given] = process.argv.slice(2)
if (!given) {
  console.error('usage: node types.mjs MINIPROGRAM')
  process.exit(2)
}
const folder = path.resolve(given)
const scripts = /** @type {string[]} */ (fs.readdirSync(folder, { recursive: true })).filter((file) => file.endsWith('.js') && !file.includes('miniprogram_npm'))
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'types-'))
try {
  const config = path.join(place, 'tsconfig.json')
  fs.writeFileSync(config, JSON.stringify({ extends: path.join(HERE, 'tsconfig.miniprogram.json'), files: [path.join(HERE, 'node_modules/miniprogram-api-typings/index.d.ts')], include: [`${folder}/**/*.js`], exclude: ['**/miniprogram_npm'] }))
  const listed = spawnSync(TSC, ['-p', config, '--listFiles'], { encoding: 'utf8', cwd: folder })
  const lines = listed.stdout.split('\n')
  const seen = lines.filter((line) => line.startsWith(`${folder}${path.sep}`) && line.endsWith('.js')).length
  for (const line of lines) if (line && !path.isAbsolute(line)) console.error(line)
  if (seen !== scripts.length || !seen) console.error(`tsc saw ${seen} of ${scripts.length} scripts of ${given}`)
  else console.log(JSON.stringify({ scripts: seen }))
  process.exitCode = listed.status || (seen === scripts.length && seen ? 0 : 1)
} finally {
  fs.rmSync(place, { recursive: true })
}
