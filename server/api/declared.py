"""What is declared, and what answers are chosen from: campaigns, units, industries."""

from typing import Any

from apiflask import APIBlueprint

from core.domain import industries
from core.services import campaigns, units
from server import doors
from server.api import shown
from server.api.schemas import Items, SearchIn, UnitSearchIn
from server.api.schemas_declared import CampaignOut

bp = APIBlueprint("declared", __name__, url_prefix="/api/v1", tag="declared")


@bp.get("/campaigns")
@bp.output(Items)
def campaign_list() -> Any:
    """Tracks that can be begun, the soonest end first."""
    with doors.house().db.read() as tx:
        running = campaigns.running(doors.house(), tx, now=doors.now())
    return {
        "items": [
            {"campaign": made.key, "track": track.key, "title": f"{made.title}·{track.title}"}
            for made, track in running
        ]
    }


@bp.get("/campaigns/<key>")
@bp.output(CampaignOut)
def campaign(key: str) -> Any:
    """A campaign's whole declaration."""
    with doors.house().db.read() as tx:
        return shown.campaign(campaigns.campaign(doors.house(), tx, key))


@bp.get("/units")
@bp.input(UnitSearchIn, location="query")
@bp.output(Items)
def unit_list(query_data: UnitSearchIn) -> Any:
    """Units by a part of a name."""
    with doors.house().db.read() as tx:
        found = units.search(tx, query_data.q, kind=query_data.kind)
    return {"items": [{"id": row.id, "name": row.name, "above": row.above} for row in found]}


@bp.get("/industries")
@bp.input(SearchIn, location="query")
@bp.output(Items)
def industry_list(query_data: SearchIn) -> Any:
    """Industries by everyday words."""
    found = industries.search(query_data.q)
    return {
        "items": [{"section": row.section, "division": row.division, "label": row.label} for row in found]
    }
