"""The kinds of answer, one file a family; a new one is its file and its line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from forms.fields.address import AddressType
from forms.fields.attachment import AttachmentType
from forms.fields.bank_account import BankAccountType
from forms.fields.base import Around, FieldType
from forms.fields.choice import ChoicesType, ChoiceType
from forms.fields.civil_status import EthnicGroupType, ReligionType, SexType
from forms.fields.clock import TimeType
from forms.fields.constant import ConstantType
from forms.fields.contact import EmailType, PhoneType
from forms.fields.content import ContentType
from forms.fields.date_range import DateRangeType
from forms.fields.day import DateType
from forms.fields.duration import DurationType
from forms.fields.land_parcel import LandParcelType
from forms.fields.large_choice import LargeChoiceType
from forms.fields.map import MapType
from forms.fields.matrix import MatrixType
from forms.fields.nation import CountryType, NationalityType
from forms.fields.number import DecimalType, IntegerType, MoneyType
from forms.fields.organisation_block import OrganisationType
from forms.fields.organisation_codes import BusinessCodeType, TaxCodeType
from forms.fields.papers import OldCitizenIdType, PassportType
from forms.fields.partial_day import PartialDateType
from forms.fields.person import CitizenIdType, PersonNameType
from forms.fields.person_block import PersonType
from forms.fields.registry_choice import RegistryChoiceType
from forms.fields.rows import RowsType
from forms.fields.shown import ComputedType
from forms.fields.signature import SignatureType
from forms.fields.text import LongTextType, TextType
from forms.fields.vehicle_plate import VehiclePlateType
from forms.fields.yes_no import DeclarationType, YesNoType

_types: dict[str, FieldType[Any]] = {}
_ALL: tuple[FieldType[Any], ...] = (
    TextType(),
    LongTextType(),
    IntegerType(),
    DecimalType(),
    MoneyType(),
    DateType(),
    PartialDateType(),
    DateRangeType(),
    TimeType(),
    DurationType(),
    ChoiceType(),
    ChoicesType(),
    YesNoType(),
    DeclarationType(),
    SexType(),
    CountryType(),
    NationalityType(),
    EthnicGroupType(),
    ReligionType(),
    PersonNameType(),
    CitizenIdType(),
    OldCitizenIdType(),
    PassportType(),
    TaxCodeType(),
    BusinessCodeType(),
    BankAccountType(),
    VehiclePlateType(),
    LandParcelType(),
    PhoneType(),
    EmailType(),
    AddressType(),
    AttachmentType(),
    LargeChoiceType(),
    RegistryChoiceType(),
    MatrixType(),
    SignatureType(),
    MapType(),
    PersonType(_types),
    OrganisationType(_types),
    RowsType(_types),
    ComputedType(),
    ContentType(),
    ConstantType(),
)
_types.update({one.name: one for one in _ALL})

REGISTRY: Mapping[str, FieldType[Any]] = MappingProxyType(_types)
"""Every field type by the word that a pack uses."""

__all__ = ["REGISTRY", "Around", "FieldType"]
