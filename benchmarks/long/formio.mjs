// Validates one form of Form.io with one set of data for each line that comes in, and answers with a line of its own.
// Read: {"components": [...], "data": {...}} in the first line; afterwards each "go" is one validation of a fresh copy.
import { createInterface } from 'node:readline'
import core from '@formio/core'

const lines = createInterface({ input: process.stdin })
let form = null

lines.on('line', (line) => {
  if (form === null) {
    form = JSON.parse(line)
    process.stdout.write('ready\n')
    return
  }
  const data = structuredClone(form.data)
  const scope = {}
  const context = {
    form: { components: form.components },
    submission: { data },
    components: form.components,
    data,
    scope,
    instances: {},
    config: { server: true },
    // One pass with conditions, clearing and validation; a server of Form.io makes another pass before it.
    processors: core.ProcessTargets.evaluator,
  }
  core.processSync(context)
  process.stdout.write(`${(scope.errors || []).length} ${Object.keys(data).length}\n`)
})
