from __future__ import annotations

import pytest

from assistant.errors import BusyError
from assistant.server.door.uploads import UploadsUnderWay


def test_documents_of_one_client_leave_room_for_those_of_others() -> None:
    under_way = UploadsUnderWay(100)
    under_way.take("ann", 150)
    under_way.take("ann", 50)
    with pytest.raises(BusyError, match="of yours"):
        under_way.take("ann", 1)
    under_way.take("bob", 200)
    under_way.release("ann", 200)
    under_way.take("ann", 200)


def test_documents_of_many_clients_are_bounded_together() -> None:
    under_way = UploadsUnderWay(100)
    for client in ("a", "b", "c", "d"):
        under_way.take(client, 200)
    with pytest.raises(BusyError, match="Send this one again later"):
        under_way.take("e", 1)
    under_way.release("b", 1)
    under_way.take("e", 1)
