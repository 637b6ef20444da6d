"""The catalogue of findings: every kind of trouble, what it does to its row, and the words for it.

Reading and the store both emit them; docs/errors.md lists them.
"""

from resumetrack.model.findings import Finding, FindingRule, Severity
from resumetrack.model.words import Text


def _rules() -> dict[str, FindingRule]:
    reject, flag, note = Severity.REJECT, Severity.FLAG, Severity.NOTE
    table = (
        FindingRule(
            "missing-period",
            reject,
            Text("period missing", "缺少日期"),
            Text("the row has no period", "该行没有日期"),
            Text(
                "fill the cell, or give the period of the whole file with --period",
                "填写该单元格，或用 --period 指定整个文件的日期",
            ),
        ),
        FindingRule(
            "malformed-period",
            reject,
            Text("period not understood", "日期无法识别"),
            Text("'{value}' is not a period of a {frequency} panel", "“{value}”不是{frequency}度面板的有效日期"),
            Text(
                "write it as 2020-03-28, or state `date_format` in a profile",
                "请写作 2020-03-28，或在 profile 中声明 date_format",
            ),
        ),
        FindingRule(
            "missing-id",
            reject,
            Text("enterprise id missing", "缺少企业代码"),
            Text("the row does not say which enterprise it is", "该行没有企业代码"),
            Text("fill the enterprise id", "补填企业代码"),
        ),
        FindingRule(
            "unknown-status",
            reject,
            Text("status not understood", "开工状态无法识别"),
            Text("'{value}' is not a known status", "“{value}”不是已知的开工状态"),
            Text(
                "use full, partial, suspended or closed, or map the word under [status] in a profile",
                "请使用 full、partial、suspended 或 closed，或在 profile 的 [status] 中映射该词",
            ),
        ),
        FindingRule(
            "invalid-number",
            reject,
            Text("not a number", "不是数字"),
            Text("'{value}' is not a number", "“{value}”不是数字"),
            Text(
                "write plain digits with a point for decimals, or state `thousands` and `decimal` in a profile",
                "请只写数字，小数点用“.”，或在 profile 中声明 thousands 与 decimal",
            ),
        ),
        FindingRule(
            "number-too-large",
            reject,
            Text("number too large", "数字过大"),
            Text("'{value}' is larger than a number here can be", "“{value}”超出可处理的数值范围"),
            Text(
                "look for digits that were typed twice or a unit that is too small: numbers go up to 10^12, percentages"
                " up to 100,000",
                "检查是否重复录入数位或单位过小：数值须小于 10^12，百分比须小于 100,000",
            ),
        ),
        FindingRule(
            "ambiguous-number",
            reject,
            Text("number of two meanings", "数字有两种读法"),
            Text(
                "'{value}' may have a decimal point or a point after thousands; no number of the file tells which",
                "“{value}”中的“.”可能是小数点，也可能是千位分隔符；文件中没有其他数字可以判断",
            ),
            Text(
                "say so in a profile: [numbers] decimal = '.', or thousands = '.' and decimal = ','",
                "请在 profile 中声明：[numbers] decimal = '.'，或 thousands = '.' 与 decimal = ','",
            ),
        ),
        FindingRule(
            "inexact-number",
            reject,
            Text("number not exact", "数字不精确"),
            Text("'{value}' is no single number", "“{value}”不是确切的数字"),
            Text(
                "ask for the number, or say in a profile what is taken: [numbers] inexact = 'low'",
                "请填报单位提供确切数字，或在 profile 中声明取值：[numbers] inexact = 'low'",
            ),
        ),
        FindingRule(
            "negative-number",
            reject,
            Text("negative staff", "人数为负"),
            Text("{column} is {value}, below zero", "{column} 为 {value}，小于零"),
            Text("correct the number at its source", "请向填报单位核实更正"),
        ),
        FindingRule(
            "error-cell",
            reject,
            Text("error of a spreadsheet", "电子表格错误值"),
            Text("{column} is the error {value}", "{column} 为错误值 {value}"),
            Text(
                "correct the formula at its source; to take errors for blanks, list them under [numbers] missing",
                "请在源表中更正公式；如需按空白处理，请在 profile 的 [numbers] missing 中列出",
            ),
        ),
        FindingRule(
            "error-cell-empty",
            flag,
            Text("error of a spreadsheet, left empty", "电子表格错误值，按空白处理"),
            Text("{column} is the error {value}; left empty", "{column} 为错误值 {value}；按缺失处理"),
            Text("correct the formula at its source", "请在源表中更正公式"),
            bit=256,
        ),
        FindingRule(
            "lost-digits",
            reject,
            Text("identifier has lost digits", "代码已丢失位数"),
            Text(
                "'{value}' is an identifier stored as a number, which keeps 15 digits and no more",
                "“{value}”为按数字存储的代码，数字仅保留 15 位",
            ),
            Text(
                "format the column as text before the identifiers are entered, and have them entered again",
                "请先将该列设为文本格式，再重新填写代码",
            ),
        ),
        FindingRule(
            "ragged-row",
            reject,
            Text("wrong number of cells", "列数不符"),
            Text("the row has {value} cells, the header has {known}", "该行有 {value} 列，表头有 {known} 列"),
            Text(
                "look for an unquoted separator or a missing cell in this line",
                "检查该行是否有未加引号的分隔符或缺少单元格",
            ),
        ),
        FindingRule(
            "conflicting-repeat",
            note,
            Text("conflicting repeat", "重复且不一致"),
            Text(
                "{value} is reported more than once for {other} with different values; the {known} row counts",
                "{value} 在 {other} 有多条不一致的记录；以 {known} 一条为准",
            ),
            Text(
                "remove the wrong row, or choose with --on-duplicate last|first|reject",
                "删除错误的记录，或用 --on-duplicate last|first|reject 选择",
            ),
        ),
        FindingRule(
            "conflicting-repeat-rejected",
            reject,
            Text("conflicting repeat, rejected", "重复且不一致，已拒收"),
            Text(
                "{value} is reported more than once for {other} with different values",
                "{value} 在 {other} 有多条不一致的记录",
            ),
            Text(
                "leave one row, or choose with --on-duplicate last|first",
                "只保留一条，或用 --on-duplicate last|first 选择",
            ),
        ),
        FindingRule(
            "invalid-date",
            flag,
            Text("date not understood", "日期无法识别"),
            Text("'{value}' is not a date; left empty", "“{value}”不是日期，按缺失处理"),
            Text("write it as 2020-03-28", "请写作 2020-03-28"),
            bit=1,
        ),
        FindingRule(
            "on-duty-above-employees",
            flag,
            Text("more on duty than employed", "到岗人数大于从业人数"),
            Text(
                "{value} on duty, {other} employees; kept as reported", "到岗 {value} 人，从业 {other} 人；按原值保留"
            ),
            Text("ask the enterprise which of the two is right", "请企业核实两个数字"),
            bit=2,
        ),
        FindingRule(
            "status-against-staff",
            flag,
            Text("status contradicts staff", "状态与到岗人数矛盾"),
            Text(
                "status is {other} but {value} are on duty; kept as reported",
                "状态为 {other}，但到岗 {value} 人；按原值保留",
            ),
            Text("ask the enterprise which of the two is right", "请企业核实"),
            bit=4,
        ),
        FindingRule(
            "future-period",
            flag,
            Text("period in the future", "日期在未来"),
            Text("{value} is after today; kept, and left out of `latest`", "{value} 晚于今天；保留，但不计入“最新”"),
            Text("check the date; `undo` withdraws the file", "请核对日期；可用 undo 撤回该文件"),
            bit=8,
        ),
        FindingRule(
            "negative-value",
            flag,
            Text("negative value", "负值"),
            Text("{column} is {value}; kept as reported", "{column} 为 {value}；按原值保留"),
            Text("check the number at its source", "请核对该数字"),
            bit=16,
        ),
        FindingRule(
            "rounded-number",
            flag,
            Text("number rounded", "数字已舍入"),
            Text("'{value}' has more than 6 decimals; rounded to the sixth", "“{value}”小数超过 6 位，已舍入"),
            Text("give at most 6 decimals", "最多保留 6 位小数"),
            bit=32,
        ),
        FindingRule(
            "roster-mismatch",
            flag,
            Text("differs from the roster", "与名录不符"),
            Text(
                "{column} is '{value}' here and '{other}' on the roster; the roster counts",
                "{column} 此处为“{value}”，名录为“{other}”；以名录为准",
            ),
            Text(
                "correct the report, or the roster with `roster FILE --update`",
                "更正报表，或用 roster FILE --update 更正名录",
            ),
            bit=64,
        ),
        FindingRule(
            "estimated-number",
            flag,
            Text("number estimated", "数字为估计值"),
            Text(
                "'{value}' does not tell one number for sure; taken as the profile says",
                "“{value}”不能确定唯一的数值；按 profile 取值",
            ),
            Text("ask for the number", "请填报单位提供确切数字"),
            bit=128,
        ),
        FindingRule(
            "marked-number",
            flag,
            Text("number bears a mark of its source", "数字带有来源标记"),
            Text("'{value}' is taken without its mark", "“{value}”取去除标记后的数值"),
            Text(
                "look up what the mark says: provisional, estimated, revised ...",
                "请查阅该标记的含义（初步、估计、修订等）",
            ),
            bit=16384,
        ),
        FindingRule(
            "total-row",
            note,
            Text("row of totals", "合计行"),
            Text("'{value}' is a total and no enterprise; left out", "“{value}”为合计行，不是企业，已跳过"),
            Text(
                "nothing to do; if it is an enterprise, name it under [rows] kept in a profile",
                "无需处理；如其为企业，请在 profile 的 [rows] kept 中列出",
            ),
        ),
        FindingRule(
            "left-out-row",
            note,
            Text("row that is to be left out", "按要求跳过的行"),
            Text("'{value}' is listed under [rows] left_out; left out", "“{value}”列于 [rows] left_out，已跳过"),
            Text("nothing to do; take the word off the list to have such rows", "无需处理；如需读取，请从该列表中删去"),
        ),
        FindingRule(
            "sum-row",
            note,
            Text("row that sums up the others", "各行之和"),
            Text(
                "'{value}' is exactly the sum of the {other} rows beside it; left out as their total",
                "“{value}”恰为其余 {other} 行之和；作为合计行跳过",
            ),
            Text(
                "nothing to do; if it is a cell of its own, name it under [rows] kept in a profile",
                "无需处理；如其为独立分组，请在 profile 的 [rows] kept 中列出",
            ),
        ),
        FindingRule(
            "sum-row-elsewhere",
            note,
            Text("row that sums up the others elsewhere", "在别处为各行之和"),
            Text(
                "'{value}' is not the sum of the rows beside it here, but is one in most periods of the file, or in the"
                " row that replaces this one; left out as their total",
                "“{value}”在此并非各行之和，但在文件的多数时期（或取代本行的那一行）恰为各行之和；作为合计行跳过",
            ),
            Text(
                "compare the figures; if it is a cell of its own, name it under [rows] kept in a profile",
                "请核对数字；如其为独立分组，请在 profile 的 [rows] kept 中列出",
            ),
        ),
        FindingRule(
            "perhaps-sum-row",
            flag,
            Text("row that may sum up the others", "疑为各行之和"),
            Text(
                "'{value}' is the sum of the {other} rows beside it, as far as they tell; kept as a cell of its own",
                "“{value}”恰为其余 {other} 行（已填报部分）之和；按独立分组保留",
            ),
            Text(
                "if it is their total, it counts twice: name it under [rows] totals in a profile; else under kept",
                "如其为合计行，则被重复计入：请在 profile 的 [rows] totals 中列出；否则列入 kept",
            ),
            bit=4096,
        ),
        FindingRule(
            "blank-below",
            flag,
            Text("blank below a filled cell", "上方有值的空白"),
            Text(
                "{column} is blank below '{value}'; counted as all of it, not as '{value}'",
                "{column} 为空，其上为“{value}”；按不分 {column} 计入，而非“{value}”",
            ),
            Text(
                "if blank means as above (merged cells), say so in a profile: [rows] fill_down = [the column]",
                "如空白表示同上（合并单元格），请在 profile 中声明：[rows] fill_down = [该列]",
            ),
            bit=8192,
        ),
        FindingRule(
            "part-row",
            note,
            Text("row of a part", "其中行"),
            Text("'{value}' is a part of another row; left out", "“{value}”为其他行的组成部分，已跳过"),
            Text("nothing to do; to count parts, send a row for each", "无需处理；如需分别统计，请逐项列行"),
        ),
        FindingRule(
            "sum-against-parts",
            flag,
            Text("parts do not add up", "分项之和不符"),
            Text(
                "{known} is {value}, its parts add up to {other}; kept as reported",
                "{known} 为 {value}，分项之和为 {other}；按原值保留",
            ),
            Text("ask the office which number is right", "请报送单位核实"),
            bit=512,
        ),
        FindingRule(
            "part-above-whole",
            flag,
            Text("part greater than the whole", "部分大于整体"),
            Text(
                "{value} {column}, of {other} {known}; kept as reported",
                "{column} {value}，大于 {known} {other}；按原值保留",
            ),
            Text("ask the office which number is right", "请报送单位核实"),
            bit=1024,
        ),
        FindingRule(
            "rate-against-counts",
            flag,
            Text("rate differs from its counts", "比率与数量不符"),
            Text(
                "stated as {value}, but {other}; the counts are kept",
                "填报为 {value}，但 {other}；以数量为准",
            ),
            Text("ask the office what the rate is a share of", "请报送单位核实该比率的口径"),
            bit=2048,
        ),
        FindingRule(
            "totals-beside-enterprises",
            note,
            Text("totals beside enterprises", "汇总与企业数据并存"),
            Text(
                "{value}: {other}; the enterprises count, the totals are left out",
                "{value}：{other}；以企业数据为准，汇总不计入",
            ),
            Text("`undo` withdraws the report that should not count", "可用 undo 撤回不应计入的报表"),
        ),
        FindingRule(
            "footer-line",
            note,
            Text("line under the table", "表尾说明"),
            Text("'{value}' is a remark and no enterprise; left out", "“{value}”为表尾说明，不是企业，已跳过"),
            Text(
                "nothing to do; if it is an enterprise, name it under [rows] kept in a profile",
                "无需处理；如其为企业，请在 profile 的 [rows] kept 中列出",
            ),
        ),
        FindingRule(
            "lone-cell",
            note,
            Text("row of one cell", "仅有一格的行"),
            Text(
                "nothing but '{value}' stands in the row; kept as an enterprise that tells nothing",
                "该行仅有“{value}”；按未填报内容的企业保留",
            ),
            Text(
                "nothing to do if it is an enterprise; if it is a remark, remove the line",
                "如为企业则无需处理；如为说明文字，请删除该行",
            ),
        ),
        FindingRule(
            "word-as-id",
            note,
            Text("identifier like a total or remark", "企业代码疑为合计或说明"),
            Text(
                "'{value}' reads like a total or a remark; kept as an enterprise, of which other cells tell",
                "“{value}”疑为合计或说明；该行其他单元格涉及企业，按企业保留",
            ),
            Text(
                "if it is a total, name it under [rows] totals in a profile; if it is an enterprise, under kept",
                "如其为合计，请在 profile 的 [rows] totals 中列出；如为企业，请列入 kept",
            ),
        ),
        FindingRule(
            "repeated-header",
            note,
            Text("header repeated", "表头重复"),
            Text("the header stands here again; skipped", "此处再次出现表头，已跳过"),
            Text("nothing to do", "无需处理"),
        ),
        FindingRule(
            "conflicting-indicator",
            reject,
            Text("indicator stated twice", "指标重复且不一致"),
            Text(
                "'{value}' is a second, different {column} of the same enterprise and period",
                "“{value}”是同一企业同一时期 {column} 的另一个不一致的值",
            ),
            Text("leave one of the lines", "只保留其中一行"),
        ),
        FindingRule(
            "unused-indicator",
            note,
            Text("indicator not used", "未使用的指标"),
            Text("'{value}' is left out, lines: {other}", "“{value}”共 {other} 行，未使用"),
            Text(
                "name it under [indicators] of the profile if it is wanted",
                "如需使用，请在 profile 的 [indicators] 中声明",
            ),
        ),
        FindingRule(
            "mixed-staff-base",
            note,
            Text("staff bases mixed", "人员口径不一"),
            Text(
                "this file counts {value} staff, earlier files of the panel {other}",
                "本文件口径为 {value}，该面板此前为 {other}",
            ),
            Text(
                "ask for one base from all offices: return rates over both are not comparable",
                "请统一口径：两种口径的返岗率不可比",
            ),
        ),
    )
    return {rule.code: rule for rule in table}


RULES = _rules()
"""Every kind of finding, by its code."""


def finding(code: str, file: str, line: int | None, column: str, value: str, **words: object) -> Finding:
    """Make the finding of a rule, its words filled in; `value` is the cell as delivered.

    A word given as `Text` goes into each message in its language.
    """
    rule = RULES[code]
    en, zh = {"value": value, "column": column}, {"value": value, "column": column}
    for name, word in words.items():
        en[name], zh[name] = (word.en, word.zh) if isinstance(word, Text) else (str(word), str(word))
    message = Text(rule.message.en.format(**en), rule.message.zh.format(**zh))
    return Finding(code, rule.severity, file, line, column, value, message, rule.advice)
