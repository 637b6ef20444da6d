"""Meeting the published figures exactly: so many answer, so many operate, such a share of staff is at work."""

from collections.abc import Callable

from sample_data.enterprises import Enterprise
from sample_data.panels import WHOLE, Answer, Panel

Chosen = Callable[[Enterprise], bool]


def everyone(_member: Enterprise) -> bool:
    """Choose all."""
    return True


def counted(panel: Panel, day: int, chosen: Chosen) -> list[int]:
    """Places of the chosen enterprises in a day's base: those that answer, and those closed for good by then."""
    return [
        place
        for place, member in enumerate(panel.members)
        if chosen(member)
        and (panel.answers[day][place] is not Answer.NONE or (member.closed_on is not None and day >= member.closed_on))
    ]


def let_answer(panel: Panel, day: int, chosen: Chosen, count: int) -> None:
    """Bring the base of a day to exactly `count` of the chosen enterprises."""
    members, answers = panel.members, panel.answers[day]
    free = [place for place, member in enumerate(members) if chosen(member) and member.closed_on is None]
    closed = len(counted(panel, day, lambda member: chosen(member) and member.closed_on is not None))
    free.sort(key=lambda place: (members[place].silent, answers[place] is Answer.NONE, members[place].full_from % 97))
    for rank, place in enumerate(free):
        if rank >= count - closed:
            answers[place] = Answer.NONE
        elif answers[place] is Answer.NONE:
            answers[place] = Answer.ON_TIME


def let_operate(panel: Panel, day: int, chosen: Chosen, count: int) -> None:
    """Let exactly `count` of the chosen enterprises that answer operate on a day, changing as few as possible."""
    operating = panel.operating[day]
    places = [place for place in counted(panel, day, chosen) if panel.members[place].closed_on is None]
    places.sort(key=lambda place: (not operating[place], panel.members[place].place))
    for rank, place in enumerate(places):
        operating[place] = rank < count


def let_return(panel: Panel, chosen: Chosen, share: int) -> None:
    """Let `share` of the staff of the chosen enterprises be at work on the last day.

    Those settled before stay as they are. The others move together, towards everybody at work or towards nobody;
    the last few people are spread one by one.
    """
    day = panel.days - 1
    places = [place for place in counted(panel, day, chosen) if panel.states_staff(day, place)]
    staff = {place: panel.members[place].reported_employees for place in places}
    free = [place for place in places if panel.operating[day][place] and place not in panel.settled]
    wanted = (sum(staff.values()) * share + WHOLE // 2) // WHOLE - sum(panel.settled.get(place, 0) for place in places)
    base = sum(staff[place] for place in free)
    drawn = sum(staff[place] * panel.members[place].ratio for place in free)
    if not 0 < wanted <= base:
        message = f"{wanted} of {base} at work cannot be reached"
        raise ValueError(message)
    for place in free:
        member = panel.members[place]
        if wanted * WHOLE > drawn:
            member.ratio = WHOLE - (WHOLE - member.ratio) * (base - wanted) * WHOLE // (base * WHOLE - drawn)
        else:
            member.ratio = member.ratio * wanted * WHOLE // drawn
        panel.settled[place] = panel.people(place, member.ratio)
    _spread(panel, free, wanted - sum(panel.settled[place] for place in free))


def _spread(panel: Panel, places: list[int], missing: int) -> None:
    step = 1 if missing > 0 else -1
    while missing:
        for place in places:
            if missing and 0 < panel.settled[place] + step <= panel.members[place].reported_employees:
                panel.settled[place] += step
                missing -= step
