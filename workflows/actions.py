"""One action of a pack, read: its keys, and what they may not say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflows.effects import Effect
from workflows.errors import Path
from workflows.reader import Reader, as_name, closest, is_name
from workflows.reasons import OTHER, Reason
from workflows.spec import Action, Clock, End, Outcome, Signature, Text
from workflows.vocabulary import ACTION_KEYS, APOLOGY, PACK_EFFECTS, ROLE_SYNONYMS

LONGEST_CODE = 48


@dataclass(frozen=True, slots=True)
class Known:
    """The names that an action or a step may mention."""

    steps: Sequence[str]
    """In the order in which the pack declares them."""
    ends: Mapping[str, End]
    roles: frozenset[str]
    facts: frozenset[str]
    papers: frozenset[str]
    fields: frozenset[str] = field(default_factory=frozenset)
    own_roles: Mapping[str, Text] = field(default_factory=dict)
    """The words of the roles that the pack declares itself."""
    agencies: Mapping[str, Text] = field(default_factory=dict)
    near: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each step, the names to which it may lead (``workflows.steps.reachable_names``)."""
    forks: Mapping[str, str] = field(default_factory=dict)
    """For each step of a branch, the outermost fork around it."""

    def leads(self, reader: Reader, where: Path, target: str, step: str) -> bool:
        """Say whether a step may lead to a target; if not, complain with the cure that fits."""
        if target in self.near[step]:
            return True
        if target in list(Outcome):
            message = f"'{target}' is how a branch comes out, and the step '{step}' is in none"
            reader.complain(where, message, "lead to a step or an end")
        elif target in self.steps:
            message = f"the step '{step}' leads into a branch that '{target}' belongs to, from outside it"
            reader.complain(where, message, f"lead to '{self.forks[target]}', which opens its branches together")
        else:
            reader.complain(where, f"unknown step '{target}'", closest(target, self.near[step]))
        return False


@dataclass(frozen=True, slots=True)
class Draft:
    """An action as it is written, before the defaults and effects that follow from its neighbours."""

    action: Action
    title: Text | None
    asks: Effect | None
    """What the action asks of the applicant."""
    reasons_said: bool
    """Whether the pack says anything about reasons."""
    accepts: bool


def read_action(reader: Reader, name: str, step: str, known: Known) -> Draft:
    """Read one action, collecting every mistake."""
    reader.only(ACTION_KEYS)
    title = reader.text("title")
    effect = reader.one_of("effect", PACK_EFFECTS, "effect")
    asks = Effect(effect) if effect in PACK_EFFECTS else None
    supplement = reader.has("effect")
    required, choices = read_reasons(reader)
    paper = _paper(reader, known)
    action = Action(
        name=name,
        title=title or {"vi": name},
        to=_target(reader, step, known),
        needs=frozenset(fact for fact in reader.words("needs") if is_fact(reader, "needs", fact, known)),
        when=read_fact(reader, "when", known),
        unless=read_fact(reader, "unless", known),
        reasons_required=required,
        reasons=choices,
        paper=paper,
        sign=_signature(reader),
        number=bool(reader.flag("number")),
        assign=read_role(reader, "assign", known),
        clock=_clock(reader, supplement=supplement),
        law=reader.word("law"),
        within=reader.duration("within"),
        lapses=reader.word("lapses"),
        once=bool(reader.flag("once")),
        unattended=bool(reader.flag("unattended")),
    )
    accepts = _accepts(reader, paper)
    _check_together(reader, action, supplement=supplement, accepts=accepts)
    return Draft(action, title, asks, reader.has("reasons"), accepts)


def _paper(reader: Reader, known: Known) -> str | None:
    if reader.word("paper") == APOLOGY:
        message = "the apology comes with the extension of a promised date, which every dossier has"
        reader.complain(("paper",), message, "leave the action out")
        return None
    return reader.one_of("paper", known.papers, "paper")


def _target(reader: Reader, step: str, known: Known) -> str | None:
    target = reader.word("to")
    if target is None or not known.leads(reader, ("to",), target, step):
        return None
    if target == step:
        reader.complain(("to",), f"the action leads back to its own step '{step}'", "leave `to` out: the dossier stays")
        return None
    return target


def _signature(reader: Reader) -> Signature | None:
    word = reader.one_of("sign", list(Signature), "signature")
    return Signature(word) if word else None


def _clock(reader: Reader, *, supplement: bool) -> Clock | None:
    word = reader.one_of("clock", list(Clock), "clock rule")
    if supplement and not reader.has("clock"):
        message = "a request to the applicant says what waiting does to the legal time limit"
        reader.complain((), message, "add `clock: run`, `clock: pause` or `clock: restart`, as the law has it")
    if reader.has("clock") and not supplement:
        belongs = "'clock' belongs to `effect: request_supplement` or `request_clarification`"
        reader.complain(("clock",), belongs, "leave it out", on_key=True)
    return Clock(word) if word else None


def _accepts(reader: Reader, paper: str | None) -> bool:
    said = reader.flag("accepts")
    if paper == "receipt" and said is False:
        message = "the receipt is the paper of acceptance, yet the action does not accept"
        reader.complain(("accepts",), message, "leave `accepts` out, or issue no receipt")
    if said and paper not in (None, "receipt"):
        reader.complain(("paper",), f"accepting issues the receipt, not '{paper}'", "leave `paper` out")
    return bool(said) or paper == "receipt"


def _check_together(reader: Reader, action: Action, *, supplement: bool, accepts: bool) -> None:
    if supplement and action.to is not None:
        message = "while the applicant's answer is awaited the dossier stays at its step"
        reader.complain(("to",), message, "leave `to` out")
    for key, what in (("law", "why waiting moves the clock"), ("lapses", "what follows when nobody answers")):
        if reader.has(key) and not supplement:
            message = f"'{key}' of an action says {what}, and this one asks nothing of the applicant"
            reader.complain((key,), message, "leave it out", on_key=True)
    if reader.has("within") and not supplement:
        message = "'within' of an action is the time to answer a request to the applicant"
        reader.complain(("within",), message, "put the target of the step into the step's own `within`", on_key=True)
    if action.once and action.to is not None and not supplement:
        message = "an action that leads on cannot be for once only: a dossier that comes back would be stuck"
        reader.complain(("once",), message, "leave `once` out", on_key=True)
    if action.unattended and (
        action.sign is Signature.PERSONAL or action.assign or action.reasons_required or supplement
    ):
        message = "nobody is there to sign, to name somebody, to give reasons or to ask for anything"
        reader.complain(("unattended",), message, "leave `unattended` out", on_key=True)
    does = (action.to, action.paper, action.sign, action.assign, reader.has("opens"))
    if not supplement and not accepts and not action.number and not any(does) and not reader.has("to"):
        reader.complain((), f"the action '{action.name}' does nothing", "add `to: <step>`")


def read_reasons(reader: Reader) -> tuple[bool, tuple[Reason, ...]]:
    """Read ``reasons``: ``required``, a list (one must be given), or ``{required, from}``."""
    value = reader.raw.get("reasons")
    if value is None and not reader.has("reasons"):
        return False, ()
    if value == "required":
        return True, ()
    if isinstance(value, Mapping):
        inner = Reader(value, (*reader.path, "reasons"), reader.problems)
        inner.only(("required", "from"))
        return inner.flag("required") is not False, _choices(inner, "from", inner.raw.get("from", ()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return True, _choices(reader, "reasons", value)
    reader.complain(("reasons",), "'reasons' is no such word", "write `reasons: required` or a list of reasons")
    return False, ()


def _choices(reader: Reader, key: str, value: object) -> tuple[Reason, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        reader.complain((key,), "the reasons to choose from are a list", "put each on a line of its own with '- '")
        return ()
    found: dict[str, Reason] = {}
    for index, item in enumerate(value):
        reason = _reason(reader, (key, index), item)
        if reason is not None and reason.code in (*found, OTHER.code):
            cure = "give it a code of its own: {code: …, text: …}"
            reader.complain((key, index), f"the code '{reason.code}' belongs to another reason already", cure)
        if reason is not None:
            found[reason.code] = reason
    return tuple(found.values())


def _reason(reader: Reader, where: Path, item: object) -> Reason | None:
    """Read one reason: a text, whose code follows from its words, or ``{code, text}``."""
    if not isinstance(item, Mapping) or "code" not in item:
        text = reader.text_at(item, where)
        return Reason(as_name(text["vi"])[:LONGEST_CODE].strip("_"), text) if text is not None else None
    inner = Reader(item, (*reader.path, *where), reader.problems)
    inner.only(("code", "text"))
    code, text = inner.word("code"), inner.text("text")
    if code is not None and not is_name(code):
        message = f"'{code}' is no name: small letters without diacritics, digits and '_'"
        inner.complain(("code",), message, f"write '{as_name(code)}'")
        return None
    if not inner.has("text"):
        inner.missing("text", "Giấy tờ không đúng sự thật")
    return Reason(code, text) if code is not None and text is not None else None


def read_role(reader: Reader, key: str, known: Known) -> str | None:
    """Read a role; the common synonyms are told the glossary's word."""
    word = reader.word(key)
    if word is None or word in known.roles:
        return word
    meant = ROLE_SYNONYMS.get(word)
    cure = f"the word is '{meant}'" if meant else f"{closest(word, known.roles)}; a new role is declared in `roles:`"
    reader.complain((key,), f"unknown role '{word}'", cure)
    return None


def read_fact(reader: Reader, key: str, known: Known) -> str | None:
    """Read the name of one fact."""
    fact = reader.word(key)
    return fact if fact is not None and is_fact(reader, key, fact, known) else None


def is_fact(reader: Reader, key: str, fact: str, known: Known) -> bool:
    """Say whether a word names a fact; if not, complain with the cure that fits the likely thought."""
    if fact in known.facts:
        return True
    if fact in known.fields:
        cure = f"'{fact}' is a field; define a fact under `facts:` by an expression that reads it, and name it here"
    elif not fact.replace("_", "").isalnum():
        cure = "give the expression a name under `facts:` and write that name here"
    else:
        cure = closest(fact, known.facts)
    reader.complain((key,), f"unknown fact '{fact}'", cure)
    return False
