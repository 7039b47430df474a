// Builds the style sheets, scripts, fonts and pictures of portal/web/assets into portal/web/static/build.
//
// Every file gets a name with the digest of its content, so that browsers may keep it for ever, and a .gz and a .br
// beside it; manifest.json says which plain name became which. References between files (url() in CSS, relative
// imports in scripts) are rewritten, so a file's digest changes when what it refers to changes.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const [project, target] = process.argv.slice(2)
const modules = join(project, 'node_modules')
const sources = join(project, 'portal', 'web', 'assets')
const sass = await import(pathToFileURL(join(modules, 'sass', 'sass.node.mjs')))

const SHEETS = ['main.scss', 'officer.scss']
const FONT_PARTS = ['vietnamese', 'latin']
const FONT_WEIGHTS = [400, 600, 700]
const PICTURES = ['.svg', '.png', '.ico', '.webp', '.webmanifest', '.json']
const COMPRESSED = ['.css', '.js', '.svg', '.webmanifest', '.json']

const manifest = {}

function emit (name, content) {
  if (name in manifest) throw new Error(`two assets are called ${name}`)
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16)
  const hashed = `${basename(name, extname(name))}.${digest}${extname(name)}`
  writeFileSync(join(target, hashed), content)
  if (COMPRESSED.includes(extname(name))) {
    writeFileSync(join(target, `${hashed}.gz`), gzipSync(content, { level: 9 }))
    writeFileSync(join(target, `${hashed}.br`), brotliCompressSync(content))
  }
  manifest[name] = hashed
}

function files (extensions) {
  if (!existsSync(sources)) return []
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && extensions.includes(extname(entry.name)))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

// tools/fonts.py has made them lighter before.
function emitFonts () {
  const folder = join(modules, '.fonts')
  for (const part of FONT_PARTS) {
    for (const weight of FONT_WEIGHTS) {
      emit(`${part}-${weight}.woff2`, readFileSync(join(folder, `${part}-${weight}.woff2`)))
    }
  }
}

function emitScripts () {
  const sourceOf = new Map([
    ['govuk-frontend.min.js', join(modules, 'govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js')],
    ['tus.min.js', join(modules, 'tus-js-client', 'dist', 'tus.min.js')],
    ['moj-frontend.min.js', join(modules, '@ministryofjustice', 'frontend', 'moj', 'moj-frontend.min.js')]
  ])
  for (const file of files(['.js'])) sourceOf.set(basename(file), file)
  const begun = new Set()
  const emitOne = name => {
    if (name in manifest) return
    if (!sourceOf.has(name)) throw new Error(`a script imports ${name}, which is nowhere`)
    if (begun.has(name)) throw new Error(`the scripts import each other in a circle at ${name}`)
    begun.add(name)
    const text = readFileSync(sourceOf.get(name), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')
    const rewritten = text.replace(/(\bfrom\s*|\bimport\s*\(?\s*)(["'])\.{1,2}\/([^"']+)\2/g, (_, before, quote, path) => {
      emitOne(basename(path))
      return `${before}${quote}./${manifest[basename(path)]}${quote}`
    })
    emit(name, rewritten)
  }
  for (const name of sourceOf.keys()) emitOne(name)
}

function emitSheets () {
  for (const sheet of SHEETS) {
    const file = join(sources, sheet)
    if (!existsSync(file)) continue
    const { css } = sass.compile(file, {
      style: 'compressed', loadPaths: [sources, modules], quietDeps: true, charset: false
    })
    const rewritten = css.replace(/url\((["']?)(?!data:|#|https?:)([^"')]+)\1\)/g, (_, quote, path) => {
      const hashed = manifest[basename(path)]
      if (!hashed) throw new Error(`${sheet} refers to ${path}, which is nowhere`)
      return `url(${quote}${hashed}${quote})`
    })
    emit(`${basename(sheet, '.scss')}.css`, rewritten)
  }
}

mkdirSync(target, { recursive: true })
emitFonts()
for (const file of files(PICTURES)) emit(basename(file), readFileSync(file))
emitScripts()
emitSheets()
writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
console.log(`${Object.keys(manifest).length} assets`)
