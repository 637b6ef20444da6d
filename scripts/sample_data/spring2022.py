"""Spring 2022: enterprises on whitelists, 1 to 28 April."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path as Folder

from sample_data.codes import CITIES_2022, DIVISIONS
from sample_data.deliveries import write_csv, write_reports, write_roster
from sample_data.enterprises import Enterprise, Registry, give_places
from sample_data.panels import Course, Panel, Path
from sample_data.settling import Chosen, counted, everyone, let_answer, let_operate

FIRST, DAYS, LAST = date(2022, 4, 1), 28, 27
APRIL_22 = 21
STAFF = (60, 110, 160, 220, 300, 400, 540, 760, 1100, 1900, 4200)

SHANGHAI = ("310115", "310114", "310112", "310117", "310113", "310120", "310116", "310118")
JILIN = ("220106", "220104", "220100", "220200", "220300", "220500")
YANGTZE = ("320500", "320583", "320200", "330400", "330200", "340100", "340200")
PEARL = ("440300", "440100", "440600")

MEDICAL, LIVING = "medical supplies", "living necessities"
FARM, EMERGING = "agricultural materials", "strategic emerging materials"
FOCUS = {"C13": LIVING, "C14": LIVING, "C15": LIVING, "C22": LIVING, "C17": MEDICAL, "C27": MEDICAL}
FOCUS_BY_CODE = {"C358": MEDICAL, "C1781": MEDICAL, "C2681": LIVING, "C2624": FARM, "C2631": FARM, "C3572": FARM}

# industry codes of each list: code*count
SHANGHAI_1 = (
    "C3611*4 C3612*6 C3670*90 C3912*14 C3922*16 C3973*40 C3982*30 C2710*20 C2720*30 C2761*20 C358*50 C1781*10 C13*25 "
    "C1411*25 C1441*20 C1522*15 C2231*12 C2624*14 C2631*12 C3572*6 C2614*20 C2651*14 C2681*10 C2921*25 C3041*15 "
    "C3252*15 C3311*14 C3441*34 C3525*6 C3821*25 C3841*14 C3731*10 C3130*5"
)
SHANGHAI_2 = "C3670*22 C3973*12 C3982*10 C2720*14 C358*8 C1411*12 C1431*6 C2624*4 C2614*8 C3441*10 C3831*8 C2921*6"
SHANGHAI_3 = "C3670*14 C3982*10 C2720*8 C1411*10 C2231*6 C2624*4 C2651*8 C3441*10 C3821*6 C3399*4"
JILIN_50 = "C3611*4 C3670*16 C3711*4 C2720*8 C2624*5 C1311*4 C1411*4 C3841*3 C3572*2"
JILIN_2 = "C3670*18 C2720*6 C1311*8 C2624*4 C3441*4"
YANGTZE_3 = "C3670*24 C3973*16 C3982*14 C2614*10 C2720*8 C1411*6 C3441*8 C2921*4"
PEARL_4 = "C3922*18 C3982*14 C3841*8 C358*6 C1411*6 C3670*8"
OFF_LIST = "C3441*16 C1711*8 C2231*8 C3011*8 C3399*10 C2921*10"

LISTS = {
    "shanghai-batch-1": ("1", "", SHANGHAI, SHANGHAI_1),
    "shanghai-batch-2": ("2", "2022-04-20", SHANGHAI, SHANGHAI_2),
    "shanghai-batch-3": ("3", "2022-04-25", SHANGHAI, SHANGHAI_3),
    "jilin-50": ("1", "", JILIN, JILIN_50),
    "jilin-batch-2": ("2", "2022-04-20", JILIN, JILIN_2),
    "yangtze-delta-batch-3": ("3", "", YANGTZE, YANGTZE_3),
    "pearl-river-batch-4": ("4", "", PEARL, PEARL_4),
    "": ("", "", (*SHANGHAI[:4], *JILIN[:3], *YANGTZE), OFF_LIST),
}

LOCKED: Path = ((1, 5400), (12, 5000), (18, 6500), (22, 7800), (28, 10000))
OPEN: Path = ((1, 9900), (14, 9500), (28, 10000))
COURSES = {
    "shanghai-batch-1 C36": Course(
        ((1, 3000), (6, 2200), (12, 2400), (18, 4000), (22, 5900), (25, 7000), (28, 7700)), LOCKED
    ),
    "shanghai-batch-1 C39": Course(
        ((1, 4200), (6, 3600), (12, 3900), (18, 5800), (22, 7500), (25, 8400), (28, 9100)), LOCKED
    ),
    "shanghai-batch-1": Course(
        ((1, 3600), (6, 3000), (12, 3300), (18, 5300), (22, 7110), (25, 8050), (28, 8800)), LOCKED
    ),
    "shanghai-batch-2": Course(((1, 2500), (7, 1900), (14, 2200), (20, 3400), (28, 6300)), LOCKED),
    "shanghai-batch-3": Course(((1, 2100), (7, 1600), (16, 1900), (22, 2800), (28, 4700)), LOCKED),
    "jilin-50": Course(((1, 3400), (8, 3800), (12, 5400), (16, 7500), (20, 8900), (24, 9500), (28, 9800)), LOCKED),
    "jilin-batch-2": Course(((1, 2400), (10, 2900), (16, 5200), (22, 7400), (28, 8900)), LOCKED),
    "yangtze-delta-batch-3": Course(((1, 8900), (12, 8000), (18, 8300), (28, 9300)), OPEN),
    "pearl-river-batch-4": Course(((1, 9400), (12, 9300), (28, 9700)), OPEN),
    "": Course(((1, 6100), (12, 5400), (20, 6200), (28, 7400)), OPEN),
}


def write_spring2022(folder: Folder) -> None:
    """Write the panel of spring 2022 and its lists."""
    panel = _key_enterprises()
    write_roster(folder / "key-enterprises" / "roster.csv", panel.members)
    write_reports(folder / "key-enterprises" / "reports", panel)
    _write_output(folder / "key-enterprises" / "output" / "2022-04-28.csv", panel)
    header = ("enterprise_id", "name", "batch", "focus", "valid_from")
    for name, (batch, valid_from, _, _) in LISTS.items():
        if name:
            chosen = (m for m in panel.members if _list_of(m) == name)
            rows = ((m.enterprise_id, m.name, batch, focus_of(m), valid_from) for m in chosen)
            write_csv(folder / "lists" / f"{name}.csv", header, rows)


def focus_of(member: Enterprise) -> str:
    """Give the focus area of an enterprise, by its industry."""
    return FOCUS_BY_CODE.get(member.industry) or FOCUS.get(member.division, EMERGING)


def _list_of(member: Enterprise) -> str:
    return member.stratum.split(" ", maxsplit=1)[0]


def _enterprises(rng: random.Random) -> Iterator[Enterprise]:
    registry = Registry(rng, STAFF, 700_001, english=True)
    for name, (_, _, regions, industries) in LISTS.items():
        for item in industries.split():
            code, count = item.split("*")
            trade = DIVISIONS[code[:3]]
            stratum = f"{name} {code[:3]}"
            for _ in range(int(count)):
                region = rng.choice(regions)
                yield registry.enterprise(
                    region, CITIES_2022[region], code, (trade.zh, trade.en), stratum if stratum in COURSES else name
                )


def _key_enterprises() -> Panel:
    rng = random.Random("resumetrack sample data: spring 2022")  # noqa: S311
    members = list(_enterprises(rng))
    for member in members:
        open_region = COURSES[member.stratum].staff is OPEN
        member.ratio = rng.randrange(7400, 9700) if open_region else rng.randrange(4200, 8600)
        member.never_misses = _list_of(member) in ("shanghai-batch-1", "jilin-50")
        member.silent = rng.randrange(100) < (0 if member.never_misses else 4)
    give_places(rng, members)
    panel = Panel(rng, members, COURSES, FIRST, DAYS)
    panel.run(steady={APRIL_22, LAST})
    _meet(panel)
    return panel


def _in_stratum(stratum: str) -> Chosen:
    return lambda member: member.stratum == stratum


def _meet(panel: Panel) -> None:
    def first_batch(member: Enterprise) -> bool:
        return _list_of(member) == "shanghai-batch-1"

    reporting = len(counted(panel, APRIL_22, first_batch))
    let_operate(panel, APRIL_22, first_batch, (reporting * 70 + 50) // 100)
    for stratum, operating, members in (
        ("shanghai-batch-1 C36", 77, 100),
        ("shanghai-batch-1 C39", 91, 100),
        ("shanghai-batch-1", 410, 466),
        ("jilin-50", 49, 50),
    ):
        let_answer(panel, LAST, _in_stratum(stratum), members)
        let_operate(panel, LAST, _in_stratum(stratum), operating)


def _write_output(path: Folder, panel: Panel) -> None:
    rng = random.Random("resumetrack sample data: output")  # noqa: S311
    day, rows = panel.first + timedelta(days=LAST), []
    for place in counted(panel, LAST, everyone):
        member, row = panel.members[place], panel.row(LAST, place)
        base = member.employees * rng.randrange(3, 24)
        at_work = 10_000 * (row.on_duty or 0) // member.reported_employees
        rows.append((day, member.enterprise_id, base * at_work * rng.randrange(70, 105) // 1_000_000, base))
    write_csv(path, ("period", "enterprise_id", "output", "output_base"), rows)
