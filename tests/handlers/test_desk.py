"""Where the platform has its own customer service, 人工 hands the chat over to it."""

import xmltodict

from tests.handlers.talking import posted


def test_the_chat_is_handed_over_to_the_platforms_desk(worker):
    house = worker.house
    house.settings = house.settings.model_copy(update={"oa_has_desk": True})
    platform = worker.platform
    answer = platform.post(platform.xml(worker.openid, Content="转人工"))
    sealed = xmltodict.parse(answer.data)["xml"]
    told = (sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
    fields = xmltodict.parse(platform.crypto.decrypt_message(answer.data, *told))["xml"]
    assert (fields["MsgType"], fields["ToUserName"], "Content" in fields) == (
        "transfer_customer_service", worker.openid, False,
    )  # fmt: skip
    assert ["工作日 8:30 到 17:30" in body["text"] for body in posted(worker, "reply")] == [True]
