"""Which offices can be asked."""

from collections.abc import Mapping

from sqlalchemy import select

from services.matching.annex.events import OFFICES_MOST
from services.matching.ipd.projections import IPDS
from shared.database.roles import Role
from shared.domain.identifiers import IpdId
from shared.web.house import House


async def all_offices(house: House) -> Mapping[IpdId, str]:
    """Every registered office, by name."""
    ipd = IPDS.table.c
    query = select(ipd.ipd_id, ipd.name).order_by(ipd.name, ipd.ipd_id).limit(OFFICES_MOST)
    async with house.database.engine(Role.MATCHING).connect() as connection:
        return {IpdId(row.ipd_id): row.name for row in await connection.execute(query)}
