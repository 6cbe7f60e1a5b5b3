"""Which value counts, and where it came from; pure.

    command line  >  VOICEAPP_*  >  the names other programs use  >  settings file  >  built in

Within one rank the environment of the process comes before a file given with `--env-file`, as with every
other program that has such a flag. The key is never taken from a command line, where every user of the
computer can read it, nor from the settings file.

Two rules keep sound and keys where they belong:

* No endpoint, no connection. A key alone (`OPENAI_API_KEY` lies in many environments for other programs)
  sends no microphone anywhere: then the embedded assistant is used. OpenAI is asked for with `--openai`,
  or by naming its address.
* A key is only sent to whom it belongs. `AZURE_OPENAI_API_KEY` goes to Azure, or to the gateway named beside
  it in `AZURE_OPENAI_ENDPOINT`; `OPENAI_API_KEY` goes to OpenAI, or to the server named beside it in
  `OPENAI_BASE_URL`; only `VOICEAPP_API_KEY` goes to any server. A sign-in token leaves for Azure's own hosts
  only.

Source: conventions, "Environment variables, exactly as others use them".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from voiceapp.errors import CredentialsError, UsageError
from voiceapp.settings import Settings
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.credentials import (
    Credentials,
    KeyCredential,
    NoCredentials,
    Secret,
    StoredCredential,
)
from voiceapp.transport.endpoint import OPENAI_BASE, Endpoint, carries, parse_endpoint
from voiceapp.transport.entra import EntraCredential

EMBEDDED = "embedded"
"""In the place of an address: the assistant inside the program."""


class Rank(IntEnum):
    """How strongly a value was meant; the smallest counts."""

    COMMAND_LINE = 0
    OWN_VARIABLE = 1
    COMMON_VARIABLE = 2
    SETTINGS_FILE = 3
    BUILT_IN = 4


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says about the connection; None: nothing."""

    endpoint: str | None = None
    deployment: str | None = None
    model: str | None = None
    api_version: str | None = None
    openai: bool = False
    """`--openai`: OpenAI's own address."""
    offline: bool = False
    """`--offline`: the embedded assistant, whatever else is set."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables of the process and of the file given with `--env-file`."""

    process: Mapping[str, str]
    env_file: Mapping[str, str]
    env_file_name: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value and where it came from."""

    value: str
    origin: str
    """For people: `--model`, `VOICEAPP_MODEL`, `OPENAI_MODEL in azure.env`, `settings file`, `built in`."""
    rank: Rank = Rank.BUILT_IN


@dataclass(frozen=True, slots=True)
class ResolvedKey:
    """A key and where it came from; shows neither itself nor its length."""

    secret: Secret
    origin: str
    bearer: bool = False
    """A token somebody else fetched."""


_NAMES: Mapping[str, tuple[str, ...]] = {
    "endpoint": ("AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL"),
    "deployment": (
        "AZURE_OPENAI_DEPLOYMENT_NAME",
        "AZURE_OPENAI_REALTIME_DEPLOYMENT",
        "AZURE_OPENAI_DEPLOYMENT",
    ),
    "model": ("OPENAI_MODEL",),
    "api_version": ("OPENAI_API_VERSION",),
    "voice": ("AZURE_OPENAI_REALTIME_VOICE_CHOICE",),
}
"""What -> the names other programs use, in their order; ours is `VOICEAPP_` and the name in capitals."""

_NAMED_BESIDE = {"any": "", "azure": "AZURE_OPENAI_ENDPOINT", "openai": "OPENAI_BASE_URL"}
"""Owner of a key -> the variable whose server it belongs to as well."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What to connect to and as whom, each part with its origin."""

    endpoint: Resolved
    """`value` is `embedded` or an address as it was given."""
    deployment: Resolved
    model: Resolved
    api_version: Resolved
    voice: Resolved
    keys: tuple[tuple[str, ResolvedKey], ...] = ()
    """(who may have it: `any`, `azure` or `openai`, key); the first that fits is used."""
    organization: str = ""
    project: str = ""
    entra_scope: str = ""
    """`VOICEAPP_ENTRA_SCOPE`: the audience to ask tokens for; empty: chosen by dialect."""
    tenant: str = ""
    """Whose tokens to ask for: `VOICEAPP_TENANT`, `AZURE_TENANT_ID` or the settings; empty: the usual one."""
    client_id: str = ""
    """The application for the sign-in in the browser: `VOICEAPP_CLIENT_ID` or the settings."""

    @property
    def is_embedded(self) -> bool:
        """Whether the assistant inside the program is meant; then `target()` must not be called."""
        return self.endpoint.value == EMBEDDED

    def target(self) -> Endpoint:
        """Return the endpoint; raises EndpointError.

        Of deployment, model and version, what the address says itself is beaten only by what was meant at
        least as strongly: a variable set for another program does not change a pasted address.
        """
        assert not self.is_embedded
        given = carries(self.endpoint.value)

        def argument(name: str, value: Resolved) -> str:
            return "" if name in given and value.rank > self.endpoint.rank else value.value

        return parse_endpoint(
            self.endpoint.value,
            deployment=argument("deployment", self.deployment),
            model=argument("model", self.model),
            api_version=argument("api_version", self.api_version),
        )

    def key_for(self, endpoint: Endpoint) -> ResolvedKey | None:
        """Return the key that may be sent to this endpoint; None for none."""
        named_in = self.endpoint.origin.split(" ", 1)[0]
        for owner, key in self.keys:
            is_owner = owner in ("any", endpoint.provider) or named_in == _NAMED_BESIDE[owner]
            if is_owner and (endpoint.takes_sign_in or not key.bearer):
                return key
        return None

    def credentials(
        self,
        endpoint: Endpoint,
        stored: Callable[[str], Secret | None] | None = None,
        browser: BrowserSignIn | None = None,
    ) -> Credentials:
        """Return how we identify ourselves there; raises CredentialsError that names the missing variable.

        A key of the environment comes first, then the one `stored` returns for the host: it is asked with
        each attempt to connect, and then an exception about a missing key comes there. Azure without a key
        means sign-in, that of the `browser` if a person made one. A server on this computer, or one that is
        neither Azure nor OpenAI, is asked without a key; it says so when it wants one.
        """
        key = self.key_for(endpoint)
        if key is not None:
            return KeyCredential(
                key.secret,
                origin=key.origin,
                bearer=key.bearer,
                organization=self.organization,
                project=self.project,
            )
        if stored is not None and endpoint.provider != "local":
            return StoredCredential(stored, lambda: self.credentials(endpoint, None, browser))
        if endpoint.provider == "azure" and endpoint.takes_sign_in:
            return EntraCredential(scope=self.entra_scope, tenant=self.tenant, browser=browser)
        if endpoint.provider == "azure":
            raise CredentialsError(
                f"There is no key for {endpoint.host}. Set VOICEAPP_API_KEY or AZURE_OPENAI_API_KEY; "
                "sign-in works only at a resource's own address (https://NAME.openai.azure.com)."
            )
        if endpoint.provider == "openai":
            raise CredentialsError("There is no key for OpenAI. Set OPENAI_API_KEY or VOICEAPP_API_KEY.")
        return NoCredentials()

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Return (what, value, origin) of everything, for `check`; keys show only that they are set."""
        values = (
            ("endpoint", self.endpoint),
            ("deployment", self.deployment),
            ("model", self.model),
            ("api-version", self.api_version),
            ("voice", self.voice),
        )
        rows = [(name, resolved.value, resolved.origin) for name, resolved in values]
        rows[0] = ("endpoint", self._shown_endpoint(), self.endpoint.origin)
        rows += [(f"key for {owner}", "set", key.origin) for owner, key in self.keys]
        return tuple(rows)

    def _shown_endpoint(self) -> str:
        if self.is_embedded:
            return "the embedded assistant"
        try:
            return self.target().shown
        except UsageError:
            return "cannot be used"  # quoting it could quote a key


def resolve(flags: Flags, environment: Environment, settings: Settings) -> Connection:
    """Weigh flags, environment and settings; raises UsageError for flags that contradict each other."""
    chosen = [
        name
        for name, given in (
            ("--endpoint", bool(flags.endpoint)),
            ("--openai", flags.openai),
            ("--offline", flags.offline),
        )
        if given
    ]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} cannot be used together.")
    if flags.offline:
        endpoint = Resolved(EMBEDDED, "--offline", Rank.COMMAND_LINE)
    elif flags.openai:
        endpoint = Resolved(OPENAI_BASE, "--openai", Rank.COMMAND_LINE)
    else:
        endpoint = _value("endpoint", flags.endpoint, environment, settings.endpoint, EMBEDDED)
    return Connection(
        endpoint=endpoint,
        deployment=_value("deployment", flags.deployment, environment, settings.deployment),
        model=_value("model", flags.model, environment, settings.model),
        api_version=_value("api_version", flags.api_version, environment, settings.api_version),
        voice=_value("voice", None, environment, settings.voice),
        keys=_keys(environment),
        organization=_variable(("OPENAI_ORG_ID",), environment)[0],
        project=_variable(("OPENAI_PROJECT_ID",), environment)[0],
        entra_scope=_variable(("VOICEAPP_ENTRA_SCOPE",), environment)[0],
        tenant=_variable(("VOICEAPP_TENANT", "AZURE_TENANT_ID"), environment)[0] or settings.tenant,
        client_id=_variable(("VOICEAPP_CLIENT_ID",), environment)[0] or settings.client_id,
    )


def _value(
    name: str, flag: str | None, environment: Environment, setting: str, built_in: str = ""
) -> Resolved:
    if flag is not None and flag.strip():
        return Resolved(flag.strip(), f"--{name.replace('_', '-')}", Rank.COMMAND_LINE)
    own, own_origin = _variable((f"VOICEAPP_{name.upper()}",), environment)
    if own:
        return Resolved(own, own_origin, Rank.OWN_VARIABLE)
    common, common_origin = _variable(_NAMES[name], environment)
    if common:
        return Resolved(common, common_origin, Rank.COMMON_VARIABLE)
    if setting.strip():
        return Resolved(setting.strip(), "settings file", Rank.SETTINGS_FILE)
    return Resolved(built_in, "built in", Rank.BUILT_IN)


def _variable(names: tuple[str, ...], environment: Environment) -> tuple[str, str]:
    """Return value and origin of the first variable that is set and not blank; empty for none."""
    for name in names:
        value = environment.process.get(name, "").strip()
        if value:
            return value, name
        value = environment.env_file.get(name, "").strip()
        if value:
            return value, f"{name} in {environment.env_file_name}"
    return "", ""


def _keys(environment: Environment) -> tuple[tuple[str, ResolvedKey], ...]:
    found: list[tuple[str, ResolvedKey]] = []
    for owner, name, bearer in (
        ("any", "VOICEAPP_API_KEY", False),
        ("azure", "AZURE_OPENAI_API_KEY", False),
        ("azure", "AZURE_OPENAI_AD_TOKEN", True),
        ("openai", "OPENAI_API_KEY", False),
    ):
        value, origin = _variable((name,), environment)
        if value:
            found.append((owner, ResolvedKey(Secret(value), origin, bearer)))
    return tuple(found)
