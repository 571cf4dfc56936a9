// node build.mjs MINIPROGRAM OUT: compiles a native mini-program and the engine into one folder for a browser.
// Exit 0; 1 with one line a problem (file:line:column: sentence); 2 for usage.
import { build } from './build/index.mjs'

const [source, out] = process.argv.slice(2)
if (!source || !out) {
  console.error('usage: node build.mjs MINIPROGRAM OUT')
  process.exit(2)
}
const { problems, units, bytes } = await build(source, out)
for (const problem of problems) console.error(problem)
if (!problems.length) console.log(JSON.stringify({ components: units, bytes }))
process.exit(problems.length ? 1 : 0)
