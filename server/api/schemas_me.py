"""Shapes of what is a person's own: subscription messages."""

from pydantic import BaseModel, Field

from server.api.schemas import In


class Subscription(BaseModel):
    template: str
    title: str
    left: int


class Subscriptions(BaseModel):
    items: list[Subscription]


class SubscriptionsIn(In):
    answers: dict[str, str] = Field(
        max_length=5, description="by template id: accept, reject, ban, filter, as the platform answered"
    )
