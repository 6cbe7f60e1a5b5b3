"""What a desktop knows this program by: window, portal, `.desktop` file, icon and metadata carry one name.

Such a name begins with somebody's domain, backwards. The project has none, and the name of a forge or of a
domain would claim what belongs to others; `internal` is the top-level domain that nobody can own (ICANN
reserved it in 2024). A portal keeps the keys a person has allowed under this name, and the files in
`assets/desktop` are called by it: changing it means asking everybody again.
"""

from __future__ import annotations

APP_ID = "internal.voiceapp.voiceapp"
