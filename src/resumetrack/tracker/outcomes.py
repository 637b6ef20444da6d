"""What became of each file, as results that say what there is to know."""

from dataclasses import replace

from resumetrack.errors import RefusedError, ResumetrackError
from resumetrack.model import Counts, Delivery, DeliveryResult, DeliveryState, Kind, Text
from resumetrack.reading import Profiles
from resumetrack.store import Staged, Store


def result_of(staged: Staged, state: DeliveryState, number: int | None, panel: str, revised: int = 0) -> DeliveryResult:
    """Give the result of a file that was read to its end.

    Raises
    ------
    RefusedError
        If its rows do not add up.
    """
    delivery = staged.delivery
    if not delivery.counts.balanced:
        message = f"{delivery.name}: the rows do not add up: {delivery.counts}"
        raise RefusedError(message, hint="this is a fault of the program; please report it")
    return DeliveryResult(
        name=delivery.name,
        state=state,
        report=number,
        panel=panel,
        counts=delivery.counts,
        findings=tuple(delivery.findings),
        finding_counts=dict(delivery.finding_counts),
        recognition=delivery.recognition,
        rejected=tuple(delivery.rejected),
        forms=delivery.forms() if delivery.rejected else {},
        header=delivery.header,
        profile=delivery.profile,
        first_period=staged.first_period,
        last_period=staged.last_period,
        revised=revised,
        notes=(
            *delivery.recognition.doubts,
            *(() if staged.rows else (Text("it has no rows to store", "没有可入库的数据行"),)),
            *((_replaced(revised),) if revised and delivery.kind is Kind.LIST else ()),
        ),
    )


def _replaced(count: int) -> Text:
    is_one = count == 1
    return Text(
        f"{count:,} {'membership replaces' if is_one else 'memberships replace'} what earlier loads of the list say of "
        f"the same {'enterprise' if is_one else 'enterprises'} and batch, with dates and all; give each period of "
        "membership a batch of its own to keep both",
        f"{count:,} 条成员记录整条取代了此前加载的同一企业、同一批次的记录（含起止日期）；"
        "如需并存，请为各段成员期填写不同批次",
    )


def with_withdrawn(result: DeliveryResult, before: int | None) -> DeliveryResult:
    """Say that the bytes of a file that was stored had been withdrawn before, as what report."""
    if before is None:
        return result
    said = Text(
        f"these bytes were report {before}, which was withdrawn; they count again: `resumetrack undo {result.report}` "
        "withdraws them once more",
        f"此文件曾为报表 {before}，已撤回；现重新计入：可用 `resumetrack undo {result.report}` 再次撤回",
    )
    return replace(result, notes=(said, *result.notes))


def refused(name: str, error: ResumetrackError) -> DeliveryResult:
    """Give the result of a file that was not read, or not as a whole."""
    words = f"{error.message}" + (f" ({error.hint})" if error.hint else "")
    return DeliveryResult(name, DeliveryState.REFUSED, None, "", Counts(), (), {}, None, notes=(Text(words, words),))


def held_result(store: Store, delivery: Delivery, report: int, panel: str) -> DeliveryResult:
    """Give the result of a file whose bytes are held as that report."""
    return DeliveryResult(
        delivery.name, DeliveryState.HELD, report, panel, Counts(), (), {}, delivery.recognition,
        profile=delivery.profile, notes=_held_notes(store, delivery, report),
    )  # fmt: skip


def _held_notes(store: Store, delivery: Delivery, report: int) -> tuple[Text, ...]:
    notes = []
    superseded = store.superseded_rows(report)
    if superseded:
        notes.append(
            Text(
                f"{superseded:,} of its rows have been superseded since; --again submits them anew",
                f"其中 {superseded:,} 行此后已被修订；--again 可重新提交",
            )
        )
    if store.profile_digest(report) != delivery.profile_digest:
        notes.append(
            Text(
                "it was read with another profile then; --again reads it anew with this one",
                "当时使用的是另一 profile；--again 可用现在的重新读取",
            )
        )
    return tuple(notes)


def with_profile(result: DeliveryResult, profiles: Profiles) -> DeliveryResult:
    """Say by which of several profiles a file was read."""
    if not profiles.is_choice:
        return result
    name, number = result.profile, len(profiles.members)
    said = (
        Text(f"read with the profile {name}", f"按 profile {name} 读取")
        if name
        else Text(
            f"none of the {number} profiles fits; read without one", f"{number} 个 profile 均不适用；未使用 profile"
        )
    )
    return replace(result, notes=(said, *result.notes))
