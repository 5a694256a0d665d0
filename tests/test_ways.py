"""What a link hands the bot."""

from handlers.start import LINKS
from messengers.telegram import Telegram
from messengers.vk import Community, Vk
from messengers.vk_updates import REF
from screens.presses import LINK_WAY


def test_every_way_fits_into_a_link() -> None:
    assert all("_" not in way and REF.fullmatch(f"{way}_K7M2PX") for way in LINKS)
    assert LINK_WAY in LINKS


def test_bot_without_a_name_has_no_link() -> None:
    assert Telegram("1:a", "", None, 1).link("link_K7M2PX") is None


def test_community_is_linked_by_its_number() -> None:
    vk = Vk(Community("token", 7, "", "5.199", ""))
    assert vk.link("link_K7M2PX") == "https://vk.me/club7?ref=link_K7M2PX"
