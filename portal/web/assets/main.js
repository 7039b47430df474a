import './page.js'
import './forms.js'
import './files.js'
import './wait.js'
