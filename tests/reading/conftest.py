import pytest

from assistant.reading.office import libreoffice


@pytest.fixture(autouse=True)
def _without_libreoffice(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read alike on every machine; only a test of LibreOffice itself starts it."""
    if request.node.get_closest_marker("libreoffice") is None:
        monkeypatch.setattr(libreoffice, "_command", tuple)
