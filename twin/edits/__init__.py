"""Edits: typed values that turn one network into another, describe themselves and can be undone."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from twin.edits.base import Edit
from twin.edits.events import (
    CommonModeEdit,
    DemandShockEdit,
    LaneOutageEdit,
    OvertimeEdit,
    PriceShockEdit,
    SendMobileEdit,
    SiteOutageEdit,
    SupplierOutageEdit,
)
from twin.edits.finance import CapexEdit
from twin.edits.market import DemandEdit, DemandGrowth, PriceEdit, VariantsEdit
from twin.edits.operations import InventoryEdit, PolicyEdit, ShiftsEdit, StationEdit, TransportMode
from twin.edits.path import SetValue
from twin.edits.run import RunEdit
from twin.edits.sites import AddSite, MoveSite, RemoveSite, ResizeSite, SetCountry, SetSiteCount

AnyEdit = Annotated[
    SiteOutageEdit
    | SupplierOutageEdit
    | LaneOutageEdit
    | CommonModeEdit
    | DemandShockEdit
    | PriceShockEdit
    | SendMobileEdit
    | OvertimeEdit
    | SetSiteCount
    | SetCountry
    | AddSite
    | RemoveSite
    | MoveSite
    | ResizeSite
    | DemandEdit
    | DemandGrowth
    | PriceEdit
    | VariantsEdit
    | StationEdit
    | ShiftsEdit
    | TransportMode
    | PolicyEdit
    | InventoryEdit
    | CapexEdit
    | RunEdit
    | SetValue,
    Field(discriminator="kind"),
]

EDIT: TypeAdapter[AnyEdit] = TypeAdapter(AnyEdit)

__all__ = [
    "EDIT",
    "AddSite",
    "AnyEdit",
    "CapexEdit",
    "CommonModeEdit",
    "DemandEdit",
    "DemandGrowth",
    "DemandShockEdit",
    "Edit",
    "InventoryEdit",
    "LaneOutageEdit",
    "MoveSite",
    "OvertimeEdit",
    "PolicyEdit",
    "PriceEdit",
    "PriceShockEdit",
    "RemoveSite",
    "ResizeSite",
    "RunEdit",
    "SendMobileEdit",
    "SetCountry",
    "SetSiteCount",
    "SetValue",
    "ShiftsEdit",
    "SiteOutageEdit",
    "StationEdit",
    "SupplierOutageEdit",
    "TransportMode",
    "VariantsEdit",
]
