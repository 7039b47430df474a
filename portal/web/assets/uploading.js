// Files are sent as soon as they are chosen, dropped or photographed, in parts that survive a lost connection (tus).
//
// <section data-files="ID" data-upload="ADDRESS" …>: the element that holds the files of one document. When its files
// have arrived, and while one of them is looked into (data-checking), the page is asked for anew and the fresh element
// of the same ID takes its place. Where this script does not run the page is posted, and nothing is lost but the comfort.

const PART = 4 * 1024 * 1024
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 30000]
const LOOK_EVERY = 1500
const LOOKS = 80

// The library comes with the first file that is chosen: nobody else waits for it.
let library
const tus = async () => {
  library ??= import('./tus.min.js')
  await library
  return window.tus
}

// Where a file was left, as long as this tab lives: no name of a file stays on a computer that others use, too.
const memory = {
  findAllUploads: async () => [],
  findUploadsByFingerprint: async print => {
    const kept = sessionStorage.getItem(print)
    return kept ? [{ ...JSON.parse(kept), urlStorageKey: print }] : []
  },
  removeUpload: async key => sessionStorage.removeItem(key),
  addUpload: async (print, { size, uploadUrl, creationTime }) => {
    sessionStorage.setItem(print, JSON.stringify({ size, uploadUrl, creationTime, metadata: {} }))
    return print
  }
}

const held = new Set()
let waiting = null

function row (holder, file) {
  const line = document.createElement('p')
  line.className = 'sending__file'
  const name = document.createElement('span')
  name.textContent = `${holder.dataset.sending}: ${file.name}`
  const bar = document.createElement('progress')
  bar.max = 100
  bar.value = 0
  bar.setAttribute('aria-label', file.name)
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'link-button'
  button.textContent = holder.dataset.cancel
  line.append(name, bar, button)
  holder.querySelector('[data-progress]').append(line)
  return { line, name, bar, button }
}

function words (error, holder) {
  try {
    return JSON.parse(error.originalResponse.getBody()).words ?? holder.dataset.failed
  } catch {
    return holder.dataset.failed
  }
}

async function fresh (id) {
  const answer = await fetch(location.href, { credentials: 'same-origin', headers: { 'X-Requested-With': 'fetch' } })
  if (!answer.ok) return null
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return page.querySelector(`[data-files="${id}"]`)
}

function put (now, next, said) {
  const here = document.importNode(next, true)
  // What is still sent, or could not be, stays where it is.
  const unfinished = now.querySelector('[data-progress]')
  if (unfinished) here.querySelector('[data-progress]')?.replaceWith(unfinished)
  const focused = now.contains(document.activeElement) && document.activeElement.id
  now.replaceWith(here)
  if (focused) document.getElementById(focused)?.focus()
  if (said) tell(here, said)
  begin(here)
}

function tell (holder, text) {
  const line = document.createElement('p')
  line.className = 'govuk-visually-hidden'
  line.textContent = text
  holder.querySelector('[data-progress]')?.append(line)
}

async function renew (id, said) {
  try {
    const next = await fresh(id)
    const now = document.querySelector(`[data-files="${id}"]`)
    if (next && now) put(now, next, said)
  } catch (error) {
    console.warn(error)
  }
}

async function send (id, address, file) {
  const { line, name, bar, button } = row(document.querySelector(`[data-files="${id}"]`), file)
  const holder = () => document.querySelector(`[data-files="${id}"]`)
  const { Upload } = await tus()
  const token = line.closest('form')?.elements.csrf_token?.value
  const upload = new Upload(file, {
    endpoint: address,
    chunkSize: PART,
    retryDelays: AGAIN,
    urlStorage: memory,
    removeFingerprintOnSuccess: true,
    fingerprint: async () => `tus:${address}:${file.size}:${file.lastModified}`,
    metadata: { filename: file.name },
    headers: { 'X-CSRF-Token': token },
    onProgress: (sent, all) => { bar.value = all ? 100 * sent / all : 0 },
    onError: error => {
      held.delete(upload)
      waiting = null
      bar.remove()
      name.className = 'govuk-error-message'
      name.textContent = `${file.name}: ${words(error, holder())}`
      if (error.originalResponse?.getStatus() === 422) button.remove()
      else again()
    },
    onSuccess: async () => {
      line.remove()
      await renew(id, `${holder().dataset.sent}: ${file.name}`)
      held.delete(upload)
      goOn()
    }
  })
  const again = () => {
    button.textContent = holder().dataset.again
    button.onclick = () => { line.remove(); send(id, address, file) }
  }
  button.onclick = async () => {
    held.delete(upload)
    line.remove()
    await upload.abort(true)
    goOn()
  }
  held.add(upload)
  const [before] = await upload.findPreviousUploads()
  if (before) upload.resumeFromPreviousUpload(before)
  upload.start()
}

// A press on "Tiếp tục" while something is still sent waits for it.
document.addEventListener('submit', event => {
  if (!held.size || event.submitter?.name?.endsWith('remove')) return
  event.preventDefault()
  event.stopImmediatePropagation()
  waiting = { form: event.target, submitter: event.submitter }
  const holder = document.querySelector('[data-files]')
  const note = event.target.querySelector('[data-saved]')
  if (note) note.textContent = holder.dataset.wait
}, true)

function goOn () {
  if (held.size || !waiting) return
  const { form, submitter } = waiting
  waiting = null
  form.requestSubmit(submitter?.isConnected ? submitter : undefined)
}

function sendAll (holder, files) {
  for (const file of files) send(holder.dataset.files, holder.dataset.upload, file)
}

function look (id, left) {
  setTimeout(async () => {
    const now = document.querySelector(`[data-files="${id}"]`)
    if (!now || !left) return
    const next = await fresh(id).catch(() => null)
    if (next && !('checking' in next.dataset)) put(now, next)
    else look(id, left - 1)
  }, LOOK_EVERY)
}

function begin (holder) {
  if ('checking' in holder.dataset) look(holder.dataset.files, LOOKS)
}

document.addEventListener('change', event => {
  const holder = event.target.closest('[data-upload]')
  if (event.target.type !== 'file' || !holder) return
  const files = [...event.target.files]
  event.target.value = ''
  sendAll(holder, files)
})

for (const kind of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(kind, event => {
    const holder = event.target.closest?.('[data-upload]')
    if (!holder || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    holder.classList.toggle('sheet--over', kind === 'dragover')
    if (kind === 'drop') sendAll(holder, event.dataTransfer.files)
  })
}

window.addEventListener('beforeunload', event => { if (held.size) event.preventDefault() })

for (const holder of document.querySelectorAll('[data-files]')) begin(holder)
