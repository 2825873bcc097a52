"""What an answer shows of persons stands in the audit trail before a byte of it leaves: one entry an answer.

Of a file the rows of its beginning do, and each further piece before it goes.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.domain.refusal import Fault
from shared.privacy.looks import gathering
from shared.web.problems import known, problem


class Noting:
    """ASGI middleware, inside of all others: an answer whose look cannot be noted does not leave; a problem does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; write what was looked at before the answer goes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        withheld = False

        async def noted(message: Message) -> None:
            nonlocal withheld
            if withheld:
                return
            try:
                await looks.write()
            except Exception as away:
                found = known(Request(scope), away)
                if found is None or message["type"] != "http.response.start":
                    raise
                withheld = True
                await problem(Request(scope), found.status, (Fault(found.rule),))(scope, receive, send)
            else:
                await send(message)

        with gathering() as looks:
            await self.app(scope, receive, noted)
