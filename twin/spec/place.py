"""Where something is."""

from pydantic import Field

from twin.spec.quantity import Frozen


class Place(Frozen):
    """A point on the map: name, ISO country code, latitude and longitude in degrees (WGS 84)."""

    name: str = Field(min_length=1, max_length=120)
    country: str = Field(min_length=2, max_length=2, pattern="^[A-Z]{2}$")
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
