// A mini-program's folder: its files by their path with forward slashes, and the list of what is wrong with them.
import fs from 'node:fs'
import path from 'node:path'

export const posix = path.posix

export class Source {
  /** @param {string} folder */
  constructor(folder) {
    this.root = path.resolve(folder)
    /** @type {string[]} */
    this.problems = []
  }

  /** @param {string} sentence */
  problem(sentence) {
    if (!this.problems.includes(sentence)) this.problems.push(sentence)
  }

  /** @param {string} file */
  at(file) {
    return path.join(this.root, file)
  }

  /** @param {string} file */
  has(file) {
    return fs.existsSync(this.at(file)) && fs.statSync(this.at(file)).isFile()
  }

  /** @param {string} file */
  text(file) {
    return fs.readFileSync(this.at(file), 'utf8')
  }

  /** An object of a JSON file; an empty one, and a problem, when it is none.
   * @param {string} file */
  json(file) {
    try {
      const made = JSON.parse(this.text(file))
      if (made && typeof made === 'object' && !Array.isArray(made)) return made
      this.problem(`${file}: is not an object`)
    } catch (fault) {
      this.problem(`${file}: ${/** @type {Error} */ (fault).message}`)
    }
    return {}
  }

  /** Every file of the folder, sorted. */
  files() {
    const found = /** @type {string[]} */ (fs.readdirSync(this.root, { recursive: true }))
    return found.map((file) => file.split(path.sep).join('/')).filter((file) => this.has(file)).sort()
  }

  /** The file a reference in `from` means: absolute from the root, otherwise beside it.
   * @param {string} from @param {string} reference */
  beside(from, reference) {
    return reference.startsWith('/') ? reference.slice(1) : posix.join(posix.dirname(from), reference)
  }
}
