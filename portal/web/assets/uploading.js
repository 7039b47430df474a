// Files are sent as soon as they are chosen, dropped or photographed, in parts that survive a lost connection (tus).
//
// <section data-files="ID" data-upload="ADDRESS" …>: the element that holds the files of one document. When its files
// have arrived, and while one of them is looked into (data-checking), the page is asked for anew and the fresh element
// of the same ID takes its place. Where this script does not run the page is posted, and nothing is lost but the comfort.

const PART = 4 * 1024 * 1024
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 30000]
const LOOK_EVERY = 1500
const LOOKS = 80
const REFUSED = 422

// The library comes with the first file that is chosen: nobody else waits for it.
const tus = async () => {
  await import('./tus.min.js')
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
  settle(here)
  if (focused) document.getElementById(focused)?.focus()
  if (said) tell(here, said)
  begin(here)
}

// What was missing has arrived: the summary of what is wrong no longer leads to it.
function settle (holder) {
  const summary = document.querySelector('.govuk-error-summary')
  if (!summary || holder.querySelector('.govuk-error-message')) return
  for (const link of summary.querySelectorAll('li a')) {
    const place = document.getElementById(link.hash.slice(1))
    if (place && holder.contains(place)) link.closest('li').remove()
  }
  const left = summary.querySelectorAll('li').length
  if (!left) summary.remove()
  else if (summary.dataset.last) summary.querySelector('h2').textContent = left > 1 ? summary.dataset.several.replace('{n}', left) : summary.dataset.last
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
  // From now on a press on a button waits for this file.
  const job = {}
  held.add(job)
  const holder = () => document.querySelector(`[data-files="${id}"]`)
  const { line, name, bar, button } = row(holder(), file)
  const token = line.closest('form')?.elements.csrf_token?.value

  function failed (said, again) {
    held.delete(job)
    waiting = null
    bar.remove()
    name.className = 'govuk-error-message'
    name.textContent = `${file.name}: ${said}`
    button.hidden = !again
    button.textContent = holder().dataset.again
    button.onclick = () => { line.remove(); send(id, address, file) }
  }

  let library
  try {
    library = await tus()
  } catch {
    failed(holder().dataset.failed, true)
    return
  }
  const upload = new library.Upload(file, {
    endpoint: address,
    chunkSize: PART,
    retryDelays: AGAIN,
    urlStorage: memory,
    removeFingerprintOnSuccess: true,
    fingerprint: async () => `tus:${address}:${file.size}:${file.lastModified}`,
    metadata: { filename: file.name },
    headers: { 'X-CSRF-Token': token },
    onProgress: (sent, all) => { bar.value = all ? 100 * sent / all : 0 },
    onError: error => failed(words(error, holder()), error.originalResponse?.getStatus() !== REFUSED),
    onSuccess: async () => {
      line.remove()
      await renew(id, `${holder().dataset.sent}: ${file.name}`)
      held.delete(job)
      goOn()
    }
  })
  button.onclick = async () => {
    held.delete(job)
    line.remove()
    await upload.abort(true)
    goOn()
  }
  const [before] = await upload.findPreviousUploads()
  if (before) upload.resumeFromPreviousUpload(before)
  upload.start()
}

// A press on "Tiếp tục" while something is still sent waits for it; where the files are filed with this very press
// (data-checked-first), it waits until they were looked into as well.
const busy = form => held.size > 0 || ('checkedFirst' in form.dataset && form.querySelector('[data-checking]') !== null)

document.addEventListener('submit', event => {
  if (!busy(event.target) || event.submitter?.name?.endsWith('remove')) return
  event.preventDefault()
  event.stopImmediatePropagation()
  waiting = { form: event.target, submitter: event.submitter }
  const holder = document.querySelector('[data-files]')
  const note = event.target.querySelector('[data-saved]')
  if (note) note.textContent = holder.dataset.wait
}, true)

function goOn (whatever = false) {
  if (!waiting || (busy(waiting.form) && !whatever)) return
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
    if (!now || !left) {
      goOn(true)
      return
    }
    const next = await fresh(id).catch(() => null)
    if (next && !('checking' in next.dataset)) {
      put(now, next)
      goOn()
    } else look(id, left - 1)
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

// What was chosen before this script had come is sent now: nobody told it.
for (const chosen of document.querySelectorAll('[data-upload] input[type=file]')) {
  if (chosen.files.length) chosen.dispatchEvent(new Event('change', { bubbles: true }))
}
