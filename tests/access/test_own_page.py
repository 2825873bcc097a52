"""What is saved of one's own account, and of another's, is said on the page to which its person is led."""

import re

from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.forms import PAGE, led
from tests.opened import PASSWORD, opened


async def test_a_password_that_was_set_and_devices_that_were_signed_out_are_told_on_the_accounts_page(
    settings: Settings,
) -> None:
    async with opened(settings, "intake") as officer:
        ended = await officer.post("/session/devices/end", data={"device_id": "", "current": PASSWORD}, headers=PAGE)
        assert "0 perangkat dikeluarkan." in await led(officer, ended)
        new = {"current": PASSWORD, "password": "kata sandi yang lain", "again": "kata sandi yang lain"}
        done = await officer.post("/session/password", data=new, headers=PAGE)
        officer.headers["authorization"] = ""  # a browser goes on by the cookie that it was given
        assert "Kata sandi baru tersimpan; perangkat lain dikeluarkan." in await led(officer, done)


async def test_a_link_to_be_given_is_a_field_of_its_own_that_is_copied_whole(settings: Settings) -> None:
    async with opened(settings, "intake", role=RoleName.OPERATOR) as operator:
        wanted = {"name": "Tini Rekaan", "login": "tini", "role": "supervisor"}
        page = await led(operator, await operator.post("/accounts", data=wanted, headers=PAGE))
        (link,) = re.findall(r'<input id="undangan"[^>]* value="(http://[^"]+)" readonly', page)
        assert page.count("/invitation?token=") == 1
        invited = await operator.get(link, headers=PAGE)
        assert (invited.status_code, "Selamat datang, Tini Rekaan" in invited.text) == (200, True)
