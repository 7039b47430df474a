"""Tables and constraints; no use cases. Importing this package registers every table."""

from portal.models.agencies import Agency, Appointment, Officer
from portal.models.answers import AnswerSet, Draft
from portal.models.attachments import Attachment, AttachmentPage, DocumentCheck, Upload
from portal.models.bulk import BulkItem, BulkRun
from portal.models.calendars import CalendarChange
from portal.models.children import ChildDossier
from portal.models.confirmations import Confirmation
from portal.models.deadlines import DeadlineEntry, DeadlineNotice
from portal.models.delegations import Delegation
from portal.models.desk import DeskSettings, SavedView, SearchWord
from portal.models.digests import OfficerDigest
from portal.models.dossiers import Counter, Dossier
from portal.models.evidence import DossierEvent, EventPayload
from portal.models.forecasts import StepForecast
from portal.models.list_exports import ListExport
from portal.models.look_ups import LookUp
from portal.models.messages import Message
from portal.models.offers import Offer
from portal.models.opinions import CollectiveDecision, OpinionRound, OpinionSlip
from portal.models.papers import Paper
from portal.models.payments import FeeOrder, Payment, PaymentNotice, Refund
from portal.models.people import IdentityLink, Person
from portal.models.procedures import CatalogueEntry, ProcedureVersion, VersionState
from portal.models.publishing import PublishingAct, ResultPreview
from portal.models.rates import RateCounter
from portal.models.reasons import GivenReason
from portal.models.registers import RegisterAct, RegisterFile
from portal.models.registry_lists import KeptEntry, KeptSearch
from portal.models.remarks import DossierLabel, DossierNote, Label, Letter
from portal.models.searches import SavedSearch
from portal.models.sessions import WebSession
from portal.models.step_look_ups import StepLookUp
from portal.models.supplements import Supplement, SupplementAllowance
from portal.models.tasks import Task

__all__ = [
    "Agency",
    "AnswerSet",
    "Appointment",
    "Attachment",
    "AttachmentPage",
    "BulkItem",
    "BulkRun",
    "CalendarChange",
    "CatalogueEntry",
    "ChildDossier",
    "CollectiveDecision",
    "Confirmation",
    "Counter",
    "DeadlineEntry",
    "DeadlineNotice",
    "Delegation",
    "DeskSettings",
    "DocumentCheck",
    "Dossier",
    "DossierEvent",
    "DossierLabel",
    "DossierNote",
    "Draft",
    "EventPayload",
    "FeeOrder",
    "GivenReason",
    "IdentityLink",
    "KeptEntry",
    "KeptSearch",
    "Label",
    "Letter",
    "ListExport",
    "LookUp",
    "Message",
    "Offer",
    "Officer",
    "OfficerDigest",
    "OpinionRound",
    "OpinionSlip",
    "Paper",
    "Payment",
    "PaymentNotice",
    "Person",
    "ProcedureVersion",
    "PublishingAct",
    "RateCounter",
    "Refund",
    "RegisterAct",
    "RegisterFile",
    "ResultPreview",
    "SavedSearch",
    "SavedView",
    "SearchWord",
    "StepForecast",
    "StepLookUp",
    "Supplement",
    "SupplementAllowance",
    "Task",
    "Upload",
    "VersionState",
    "WebSession",
]
