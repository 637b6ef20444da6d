"""Spring 2020: enterprises above designated size, and small and medium-sized ones, 1 to 28 March."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path as Folder

from sample_data.codes import HUBEI, INDUSTRIES, PROVINCES, Industry, Province
from sample_data.deliveries import (
    REPORT_HEADER,
    cells,
    rows_of,
    write_chinese,
    write_csv,
    write_reports,
    write_roster,
    write_spoiled,
)
from sample_data.enterprises import Enterprise, Registry, give_places, office_number, shared_out
from sample_data.panels import Answer, Course, Panel, Row
from sample_data.settling import Chosen, counted, everyone, let_answer, let_operate, let_return

FIRST, DAYS, LAST = date(2020, 3, 1), 28, 27
GUANGDONG, ZHEJIANG = "440000", "330000"
MARCH_17, MARCH_20, MARCH_27 = 16, 19, 26

COAST = {"120000", "310000", "320000", GUANGDONG, "350000", "370000", ZHEJIANG}
SLOW = {"110000", "150000", "210000", "220000", "230000", "540000", "650000"}

ABOVE_SIZE_STAFF = (45, 80, 120, 170, 230, 310, 420, 600, 880, 1500, 3200)
SME_STAFF = (6, 12, 20, 32, 48, 70, 100, 150, 230, 360, 640)

HUBEI_OPERATING = ((1, 2000), (5, 2350), (9, 2900), (13, 3800), (17, 4930), (20, 6300), (24, 8300), (28, 9590))
HUBEI_STAFF = ((1, 4800), (9, 5400), (17, 7000), (22, 8500), (28, 10000))
ABOVE_SIZE_COURSES = {
    "coast": Course(
        ((1, 9580), (8, 9720), (15, 9830), (28, 9905)), ((1, 7350), (8, 8150), (15, 8900), (22, 9550), (28, 10000))
    ),
    "interior": Course(
        ((1, 9460), (8, 9660), (15, 9790), (28, 9890)), ((1, 7400), (8, 8250), (15, 8950), (22, 9560), (28, 10000))
    ),
    "slow": Course(
        ((1, 9000), (8, 9300), (15, 9550), (28, 9750)), ((1, 7000), (8, 7900), (15, 8700), (22, 9450), (28, 10000))
    ),
    "hubei": Course(HUBEI_OPERATING, HUBEI_STAFF),
}
SME_STAFF_PATH = ((1, 7200), (15, 8700), (28, 10000))
SME_COURSES = {
    "coast": Course(((1, 4650), (8, 5800), (15, 6750), (22, 7370), (28, 7880)), SME_STAFF_PATH),
    "interior": Course(((1, 4500), (8, 5600), (15, 6550), (22, 7210), (28, 7730)), SME_STAFF_PATH),
    "slow": Course(((1, 3900), (8, 4900), (15, 5900), (22, 6600), (28, 7220)), ((1, 7000), (15, 8500), (28, 10000))),
    "hubei": Course(((1, 900), (9, 1300), (17, 2300), (22, 3200), (28, 4300)), ((1, 5000), (17, 7000), (28, 10000))),
}

# Staff at work on 28 March by division, in 1/10,000; the divisions not named make up the national figure.
RETURN_BY_DIVISION = {
    "C13": 8890, "C14": 8880, "C15": 8850, "C16": 8900, "C17": 8480, "C18": 8350, "C19": 8320, "C20": 8380,
    "C21": 8360, "C22": 8700, "C23": 8560, "C24": 8330, "C28": 8600, "C29": 8610, "C31": 9520, "C33": 8680,
    "C34": 8790, "C35": 8820, "C36": 8640, "C37": 8700, "C38": 8800, "C39": 9410, "C40": 8850, "C41": 8500,
    "C43": 8800,
}  # fmt: skip
DRAG = {"C17": 300, "C18": 350, "C19": 300, "C21": 250, "C24": 250, "C36": 150}

CHAINS = {
    "automotive": ("C36", ("C36", "C29", "C33", "C39", "C30"), 18),
    "electronics": ("C39", ("C39", "C26", "C32", "C38"), 16),
    "machinery": ("C34", ("C34", "C33", "C31", "C38"), 14),
    "electrical": ("C38", ("C38", "C32", "C33", "C39"), 12),
    "pharmaceuticals": ("C27", ("C27", "C26", "C22", "C23"), 10),
}
FOCUS = {
    "C13": "food", "C14": "food", "C15": "food", "C17": "textile", "C18": "textile", "C25": "chemicals",
    "C26": "chemicals", "C27": "pharmaceuticals", "C31": "steel", "C32": "non-ferrous metals", "C34": "machinery",
    "C35": "machinery", "C36": "automotive", "C37": "machinery", "C38": "electrical", "C39": "electronics",
}  # fmt: skip


def write_spring2020(folder: Folder) -> None:
    """Write both panels of spring 2020 and their lists."""
    _write_above_size(folder / "above-size", folder / "lists")
    _write_sme(folder / "sme")


def _stratum(province: Province) -> str:
    if province.code == HUBEI:
        return "hubei"
    return "coast" if province.code in COAST else "slow" if province.code in SLOW else "interior"


def _enterprises(registry: Registry, rng: random.Random, *, sme: bool) -> Iterator[Enterprise]:
    weights = [industry.sme if sme else industry.above_size for industry in INDUSTRIES]
    counts = [province.sme if sme else province.above_size for province in PROVINCES]
    trades: list[Industry] = []
    for industry, count in zip(INDUSTRIES, shared_out(sum(counts), weights), strict=True):
        trades += [industry] * count
    rng.shuffle(trades)
    for province, count in zip(PROVINCES, counts, strict=True):
        for number in range(count):
            busiest = rng.randrange(len(province.regions) if number % 2 else (len(province.regions) + 1) // 2)
            place, trade = province.regions[busiest], trades.pop()
            yield registry.enterprise(
                place.code, place.city, rng.choice(trade.codes), (trade.zh, trade.en), _stratum(province)
            )


def _above_size() -> Panel:
    rng = random.Random("resumetrack sample data: spring 2020, above size")  # noqa: S311
    members = list(_enterprises(Registry(rng, ABOVE_SIZE_STAFF, 100_001), rng, sme=False))
    for member in members:
        member.drag = DRAG.get(member.division, 0)
        hubei = member.province == HUBEI
        middle = 7300 if hubei else RETURN_BY_DIVISION.get(member.division, 9400)
        member.ratio = min(9990, middle + rng.randrange(-900, 901))
        member.silent = rng.randrange(1000) < (0 if hubei else 9)
    give_places(rng, members)
    panel = Panel(rng, members, ABOVE_SIZE_COURSES, FIRST, DAYS)
    panel.run(steady={MARCH_17, LAST})
    _meet_above_size(panel)
    return panel


def _in_division(division: str) -> Chosen:
    return lambda member: member.division == division


def _meet_above_size(panel: Panel) -> None:
    def in_hubei(member: Enterprise) -> bool:
        return member.province == HUBEI

    let_answer(panel, MARCH_17, in_hubei, 75)
    let_operate(panel, MARCH_17, in_hubei, 37)
    let_answer(panel, LAST, in_hubei, 73)
    let_operate(panel, LAST, in_hubei, 70)
    total = len(counted(panel, LAST, everyone))
    let_operate(panel, LAST, lambda member: not in_hubei(member), (total * 986 + 500) // 1000 - 70)
    let_return(panel, in_hubei, 7000)
    for division, share in RETURN_BY_DIVISION.items():
        let_return(panel, _in_division(division), share)
    let_return(panel, everyone, 8990)


def _write_above_size(folder: Folder, lists: Folder) -> None:
    panel = _above_size()
    write_roster(folder / "roster.csv", panel.members)

    def apart(day: int, member: Enterprise) -> bool:
        return day == LAST and member.province == HUBEI

    provinces = {member.enterprise_id: member.province for member in panel.members}

    def misreport(day: int, row: Row) -> Row:
        wrong = day == MARCH_20 and provinces[row.enterprise_id] == ZHEJIANG and row.on_duty
        return _noon_count(row) if wrong else row

    write_reports(folder / "reports", panel, apart, misreport)
    write_chinese(folder / "hubei" / "2020-03-28.csv", panel, LAST, lambda member: member.province == HUBEI)
    revised = rows_of(panel, MARCH_20, Answer.ON_TIME, lambda member: member.province == ZHEJIANG)
    write_csv(folder / "revisions" / "2020-03-20-zhejiang.csv", REPORT_HEADER, map(cells, revised))
    _write_power(folder / "power" / "2020-03-28.csv", panel)
    _write_lists(lists, panel)


def _noon_count(row: Row) -> Row:
    """Give what was first sent for a row: staff counted at noon, and one in five taken to stand still."""
    if int(row.enterprise_id[11:17]) % 5 == 0:
        return replace(row, status="suspended", on_duty=0, difficulty="staff")
    return replace(row, status="partial", on_duty=max(1, (row.on_duty or 0) * 62 // 100))


def _write_power(path: Folder, panel: Panel) -> None:
    rng = random.Random("resumetrack sample data: power")  # noqa: S311
    day, rows = panel.first + timedelta(days=LAST), []
    for place in counted(panel, LAST, everyone):
        member, row = panel.members[place], panel.row(LAST, place)
        base = member.employees * rng.randrange(20, 160)
        at_work = 10_000 * (row.on_duty or 0) // member.reported_employees
        share = at_work * rng.randrange(88, 112) // 100 if at_work else rng.randrange(200, 1800)
        rows.append((day, member.enterprise_id, base * share // 10_000, base))
    write_csv(path, ("period", "enterprise_id", "power", "power_base"), rows)


def _write_lists(folder: Folder, panel: Panel) -> None:
    rng = random.Random("resumetrack sample data: lists")  # noqa: S311
    header = ("enterprise_id", "name", "batch", "focus", "leader")
    able = [member for member in panel.members if member.division in FOCUS and not member.silent]
    leaders = sorted(able, key=lambda member: (-member.employees, member.enterprise_id))[:92]
    rng.shuffle(leaders)
    for name, batch, chosen in (("leaders-51", 1, leaders[:51]), ("leaders-41", 2, leaders[51:])):
        chosen.sort(key=lambda member: member.enterprise_id)
        rows = ((m.enterprise_id, m.name, batch, FOCUS[m.division], m.enterprise_id) for m in chosen)
        write_csv(folder / f"{name}.csv", header, rows)
    leading = {member.enterprise_id for member in leaders}
    for chain, (division, divisions, count) in CHAINS.items():
        leader = next(member for member in leaders if member.division == division)
        able = [m for m in panel.members if m.division in divisions and m.enterprise_id not in leading]
        suppliers = sorted(rng.sample(able, count), key=lambda member: member.enterprise_id)
        lines = ((m.enterprise_id, m.name, "", chain, leader.enterprise_id) for m in suppliers)
        write_csv(folder / f"suppliers-{chain}.csv", header, lines)


def _sme() -> Panel:
    rng = random.Random("resumetrack sample data: spring 2020, SME")  # noqa: S311
    members = list(_enterprises(Registry(rng, SME_STAFF, 500_001), rng, sme=True))
    for serial, member in enumerate(members):
        member.ratio = rng.randrange(5600, 10_000)
        member.silent = rng.randrange(100) < 2  # noqa: PLR2004
        member.ownership = "state" if member.ownership == "state" and serial % 4 == 0 else "private"
        if rng.randrange(100) < 12:  # noqa: PLR2004
            member.enterprise_id = office_number(member.region, serial + 1)
    give_places(rng, members)
    ending = [member for member in members if member.place > 8200 and not member.silent]  # noqa: PLR2004
    for number, member in enumerate(rng.sample(ending, 26)):
        member.closed_on, member.falls_silent = rng.randrange(3, 25), number % 2 == 0
    panel = Panel(rng, members, SME_COURSES, FIRST, DAYS)
    panel.run(steady={0, LAST})
    base = len(counted(panel, LAST, everyone)) // 25 * 25
    let_answer(panel, LAST, everyone, base)
    let_operate(panel, LAST, everyone, base * 76 // 100)
    return panel


def _write_sme(folder: Folder) -> None:
    panel = _sme()
    write_roster(folder / "roster.csv", panel.members)
    write_reports(folder / "reports", panel, lambda day, member: day == MARCH_27 and member.province == GUANGDONG)
    rows = rows_of(panel, MARCH_27, Answer.ON_TIME, lambda member: member.province == GUANGDONG)
    write_spoiled(folder / "guangdong" / "2020-03-27.csv", rows)
