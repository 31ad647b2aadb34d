import pytest

from assistant.errors import SettingsError
from assistant.indexing.milvus.address import address_of


@pytest.mark.parametrize(
    ("written", "uri", "database"),
    [
        ("milvus://127.0.0.1:19530/reports", "http://127.0.0.1:19530", "reports"),
        ("milvus://cluster", "http://cluster:19530", ""),
        ("milvus+https://cluster.example:443/", "https://cluster.example:443", ""),
        ("milvus://[::1]:19530", "http://[::1]:19530", ""),
    ],
)
def test_a_server_is_told_with_its_database(written: str, uri: str, database: str) -> None:
    address = address_of(written)
    assert (address.uri, address.database, address.file) == (uri, database, None)


def test_a_file_of_milvus_lite_is_told_by_its_path() -> None:
    address = address_of("milvus-lite:/data/index.db")
    assert str(address.file) == address.uri == "/data/index.db"


@pytest.mark.parametrize(
    "written",
    [
        "milvus://",
        "milvus://host:port",
        "milvus://host/a/b",
        "http://host",
        "index",
        "milvus-lite:index",
        "milvus://h?x=1",
    ],
)
def test_anything_else_is_refused_with_what_can_be_written(written: str) -> None:
    with pytest.raises(SettingsError, match=r"milvus://HOST:PORT/DATABASE"):
        address_of(written)


def test_a_token_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_STORE_TOKEN") as caught:
        address_of("milvus://root:secret@host")
    assert "secret" not in str(caught.value)
