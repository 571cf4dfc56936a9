// node check.cjs MINIPROGRAM: what WeChat's own tools say of it before an upload. No key, no network: `attr` answers in their place.
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const ci = require('miniprogram-ci')

const BY_UPLOAD = /COMPRESS_OPEN$/ // settings of whoever uploads, not of the source

async function check(folder) {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'official-'))
  const project = new ci.Project({
    appid: 'wx0123456789abcdef', type: 'miniProgram', projectPath: folder, privateKey: 'none', ignores: ['node_modules/**/*'],
    attr: async () => ci.DefaultProjectAttr,
  })
  try {
    await ci.getCompiledResult({ project, version: '1.0.0', setting: { es6: true, minify: false }, onProgressUpdate() {} }, path.join(place, 'out.zip'))
    return await ci.checkCodeQuality(project, path.join(place, 'quality.json'))
  } finally {
    fs.rmSync(place, { recursive: true, force: true })
  }
}

check(path.resolve(process.argv[2])).then(
  (quality) => {
    const wrong = quality.filter(({ name, success }) => !success && !BY_UPLOAD.test(name))
    for (const one of wrong) console.error(`${one.name}: ${one.text} ${JSON.stringify(one.detail || '')}`)
    console.log(JSON.stringify({ checks: quality.length, wrong: wrong.length }))
    process.exit(wrong.length ? 1 : 0)
  },
  (fault) => {
    console.error(`${fault.code || ''} ${fault.message}`)
    process.exit(1)
  },
)
