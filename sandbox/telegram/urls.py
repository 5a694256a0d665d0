from urllib.parse import urlsplit, urlunsplit

_WEB = {"http", "https", "ton", "tonsite"}


class WrongUrl(ValueError):
    pass


def checked(url: str) -> str:
    """The address as the server keeps it: with a scheme, a host that has a dot, at least "/" as its path."""
    stripped = url.strip()
    scheme = stripped.partition("://")[0].lower() if "://" in stripped else "http"
    if scheme == "tg":
        return stripped
    if scheme not in _WEB:
        raise WrongUrl(f"URL '{url}' is invalid: Unsupported URL protocol")
    try:
        return _with_host(stripped if "://" in stripped else f"http://{stripped}")
    except ValueError:
        raise WrongUrl(f"URL '{url}' is invalid: Wrong HTTP URL") from None


def _with_host(url: str) -> str:
    parts = urlsplit(url)
    if "." not in (parts.hostname or "").strip(".") or any(character.isspace() for character in url):
        raise ValueError(url)
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), path=parts.path or "/"))
