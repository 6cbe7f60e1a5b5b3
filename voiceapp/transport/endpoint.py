"""Where the service is: an address becomes a URL, a dialect and headers. Pure.

People paste what a portal shows them: the base of a resource, the target URI of some deployment (often of
another API), or a whole realtime URL. The path decides:

    …/openai/realtime            Azure, preview dialect; needs `api-version` and `deployment`
    …/openai/v1/realtime         Azure, GA; `model` carries the *deployment*, no `api-version`
    …/v1/realtime                OpenAI's shape, GA (preview with `api_version="realtime=v1"`)
    any other path               Azure and OpenAI hosts: as if only the base had been given;
                                 another server: kept as it is

With only a base the api-version decides: one with a `-preview` date means preview, anything else GA
*without* an api-version (with one, GA answers 401).

Source: the protocol's README, sections 2-4; conventions, "Environment variables".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from voiceapp.errors import EndpointError
from voiceapp.redact import looks_secret
from voiceapp.transport.address import Address, parse_address

OPENAI_BASE = "https://api.openai.com/v1"
OPENAI_MODEL_DEFAULT = "gpt-realtime"
"""What OpenAI is asked for when nobody named a model; Azure's deployments are named by people."""
OPENAI_BETA = "realtime=v1"
"""The value of `OpenAI-Beta`; given as api-version it selects preview where URLs have no version."""

_AZURE_HOSTS = (
    ".openai.azure.com",
    ".services.ai.azure.com",
    ".cognitiveservices.azure.com",
    ".openai.azure.us",
    ".openai.azure.cn",
)
"""Hosts that belong to one resource (custom subdomains); these take keys and sign-in."""
_AZURE_REGIONAL_HOSTS = (".api.cognitive.microsoft.com", ".api.cognitive.microsoft.us")
"""Hosts shared by a region; these take keys only."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:-preview)?", re.ASCII)
_FIRST_DATE = "2024-10-01"
"""No realtime service is older."""
_GA_VERSIONS = frozenset({"v1", "preview", "latest"})
"""What Azure's v1 API calls its own versions; they select nothing here."""
_DEPLOYMENT_IN_PATH = re.compile(r"/openai/deployments/([^/]+)", re.IGNORECASE)
_CHOICES = frozenset({"api-version", "deployment", "model"})
_SHOWN_PARAMETERS = _CHOICES | {"intent"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A service that can be connected to; holds no secret."""

    url: str
    """`wss://…`, or `ws://…` on this computer."""
    dialect_name: str
    """`ga`, `preview` or `preview-2024-10`."""
    provider: str
    """`azure` and `openai` (their own hosts), `local` (this computer) or `other` (a gateway among them)."""
    label: str
    """For the title of the window: `Azure · gpt-realtime`."""
    model: str = ""
    """The model or, on Azure, the deployment; empty where the server chooses."""
    takes_sign_in: bool = False
    """Whether an Entra token may be sent: only to the host of an Azure resource, never to a lookalike."""

    @property
    def host(self) -> str:
        """The host name, for sentences."""
        return urlsplit(self.url).hostname or ""

    @property
    def shown(self) -> str:
        """The URL for logs: the values of query parameters we do not know are covered."""
        parts = urlsplit(self.url)
        query = "&".join(
            f"{quote(name)}={quote(value) if name in _SHOWN_PARAMETERS else '…'}"
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
        return f"{parts.scheme}://{parts.netloc}{parts.path}{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked for beside the address; empty: nothing."""

    deployment: str
    model: str
    api_version: str


def parse_endpoint(
    text: str, *, deployment: str | None = None, model: str | None = None, api_version: str | None = None
) -> Endpoint:
    """Return the endpoint meant by `text`; arguments win over what the address itself says.

    `deployment` is Azure's name for a deployed model, `model` everybody else's. Empty arguments count as
    absent. Raises EndpointError with a sentence that says what to change, and with no part of a secret.
    """
    address = parse_address(text)
    asked_version = _version(api_version)
    if _is_too_old(asked_version):
        asked_version = ""  # set for another API of the same resource
    wanted = _Wanted(_name(deployment), _name(model), asked_version)
    if address.host == "api.openai.com" or address.host.endswith(".api.openai.com"):
        return _openai(address, wanted)
    if address.host.endswith(_AZURE_HOSTS):
        return replace(_azure(address, wanted), takes_sign_in=True)
    if address.host.endswith(_AZURE_REGIONAL_HOSTS):
        return _azure(address, wanted)
    return _other(address, wanted)


def carries(text: str) -> frozenset[str]:
    """Return which of `deployment`, `model` and `api_version` the address decides by itself.

    For whoever weighs values by their origin (`resolve.py`). Raises EndpointError as above.
    """
    address = parse_address(text)
    found: set[str] = set()
    in_query = address.query.get("deployment") or address.query.get("model")
    if in_query or _DEPLOYMENT_IN_PATH.search(address.path):
        found |= {"deployment", "model"}  # on Azure one stands for the other
    if address.path.lower().endswith("/realtime"):
        found.add("api_version")
    return frozenset(found)


def headers(endpoint: Endpoint, key: str = "", *, bearer: bool = False) -> dict[str, str]:
    """Return the headers that say who we are; with `bearer`, `key` is a token whatever the service.

    Azure's shape takes a key as `api-key`, everybody else's as a bearer.
    """
    is_azure_shape = _is_azure_path(urlsplit(endpoint.url).path.lower())
    found: dict[str, str] = {}
    if key and is_azure_shape and not bearer:
        found["api-key"] = key
    elif key:
        found["Authorization"] = f"Bearer {key}"
    if endpoint.dialect_name != "ga" and not is_azure_shape:
        found["OpenAI-Beta"] = OPENAI_BETA
    return found


def secrets_in(found: dict[str, str]) -> tuple[str, ...]:
    """Return what must not be shown of headers made above."""
    return tuple(
        value.removeprefix("Bearer ") for name, value in found.items() if name in ("api-key", "Authorization")
    )


# -- the three shapes --------------------------------------------------------------------------------


def _azure(address: Address, wanted: _Wanted) -> Endpoint:
    """Azure's own hosts: every path but the two realtime ones only tells the base."""
    if not _is_realtime(address.path):
        in_path = _DEPLOYMENT_IN_PATH.search(address.path)
        # Of another API's target URI only the deployment is of use, not its version or other parameters.
        kept = {name: value for name, value in address.query.items() if name in ("deployment", "model")}
        if in_path:
            kept["deployment"] = unquote(in_path[1])
        address = replace(address, path="/openai", query=kept)
    deployment = wanted.deployment or _name(address.query.get("deployment") or address.query.get("model"))
    if not deployment:
        raise EndpointError(
            "Azure needs the name of a deployment: give --deployment, or set AZURE_OPENAI_DEPLOYMENT_NAME."
        )
    url, dialect_name = _azure_url(address, deployment, wanted.api_version)
    return Endpoint(url, dialect_name, "azure", f"Azure · {deployment}", deployment)


def _azure_url(address: Address, deployment: str, asked_version: str) -> tuple[str, str]:
    """Return URL and dialect name of Azure's shape below whatever stands before `/openai`."""
    shape = address.path.lower()
    prefix = address.path[: shape.rindex("/openai")]
    in_query = address.query.get("api-version", "")
    version = ""
    if _is_dated_preview(asked_version):
        version = asked_version
    elif shape.endswith("/openai/realtime"):
        version = _version(in_query)
        if not _DATE.fullmatch(version):
            raise EndpointError(
                "The address has the preview path /openai/realtime but no dated api-version. Add "
                "?api-version=2025-04-01-preview, or use /openai/v1/realtime for the current API."
            )
        if _is_too_old(version):
            raise EndpointError(
                f"The api-version {version} is older than the realtime service (2024-10-01-preview). "
                "Use a newer one, or /openai/v1/realtime for the current API."
            )
    elif "api-version" in address.query and _is_realtime(address.path):
        raise EndpointError(
            "The path /openai/v1/realtime takes no api-version (the service would answer 401). "
            "Remove it from the address."
        )
    more = {name: value for name, value in address.query.items() if name not in _CHOICES}
    if version:
        choice = {"api-version": version} | ({"deployment": deployment} if deployment else {})
        dialect_name = "preview-2024-10" if version == "2024-10-01-preview" else "preview"
        return address.url(f"{prefix}/openai/realtime", choice | more), dialect_name
    choice = {"model": deployment} if deployment else {}
    return address.url(f"{prefix}/openai/v1/realtime", choice | more), "ga"


def _openai(address: Address, wanted: _Wanted) -> Endpoint:
    """OpenAI's own hosts: one path; dated versions are Azure's and mean nothing here."""
    model = wanted.model or _name(address.query.get("model")) or OPENAI_MODEL_DEFAULT
    more: dict[str, str] = {}
    if _is_realtime(address.path):
        more = {name: value for name, value in address.query.items() if name not in _CHOICES}
    return Endpoint(
        url=address.url("/v1/realtime", {"model": model} | more),
        dialect_name="preview" if wanted.api_version == OPENAI_BETA else "ga",
        provider="openai",
        label=f"OpenAI · {model}",
        model=model,
    )


def _other(address: Address, wanted: _Wanted) -> Endpoint:
    """Any other server: its own path is kept; without one, the shape follows from what was asked for."""
    shape = address.path.lower()
    is_base = shape in ("", "/v1")
    wants_azure = bool(wanted.deployment) and not wanted.model
    if _is_azure_path(shape) or (is_base and wants_azure):
        if is_base:
            address = replace(address, path="/openai")
        in_query = address.query.get("deployment") or address.query.get("model")
        model = wanted.deployment or wanted.model or _name(in_query)
        url, dialect_name = _azure_url(address, model, wanted.api_version)
    else:
        model = wanted.model or _name(address.query.get("model")) or wanted.deployment
        version = wanted.api_version or _version(address.query.get("api-version"))
        is_preview = _is_dated_preview(version) or version == OPENAI_BETA
        dialect_name = "preview" if is_preview else "ga"
        path, query = address.path, address.query
        if is_base:
            path = "/v1/realtime"
        if model and (is_base or shape.endswith("/v1/realtime")):
            query = query | {"model": model}
        url = address.url(path, query)
    provider = "local" if address.is_local else "other"
    place = "This computer" if address.is_local else address.host
    return Endpoint(url, dialect_name, provider, f"{place} · {model}" if model else place, model)


# -- words -------------------------------------------------------------------------------------------


def _is_realtime(path: str) -> bool:
    return path.lower().endswith("/realtime")


def _is_azure_path(path: str) -> bool:
    return path.lower().endswith(("/openai", "/openai/v1", "/openai/realtime", "/openai/v1/realtime"))


def _is_too_old(version: str) -> bool:
    return bool(_DATE.fullmatch(version)) and version < _FIRST_DATE


def _is_dated_preview(version: str) -> bool:
    return version.endswith("-preview")


def _name(value: str | None) -> str:
    """Return the name of a deployment or model, stripped; raises EndpointError for what cannot be one."""
    name = (value or "").strip()
    if looks_secret(name):
        raise EndpointError("What is given as the deployment or model looks like a key; it is not used.")
    if len(name) > 256 or not name.isprintable():
        raise EndpointError("The name of the deployment or model is too long, or has an invisible character.")
    return name


def _version(value: str | None) -> str:
    """Return an api-version, stripped; raises EndpointError for what cannot be one."""
    version = (value or "").strip()
    if not version or version in _GA_VERSIONS or version == OPENAI_BETA:
        return version
    if not _DATE.fullmatch(version):
        raise EndpointError(
            "The api-version is not a date such as 2025-04-01-preview; leave it out for the current API."
        )
    return version
